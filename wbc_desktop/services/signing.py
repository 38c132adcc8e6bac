"""Sign and amend slides, and the reasons why this is refused. A signed slide is locked until it is amended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import time_text
from wbc_desktop.domain.backups import SignedReport
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import UsageError, WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.signing import SignedVersion, SigningRules, locking_version
from wbc_desktop.reports.data import ReportData, ReportState
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.runtime.signed_notes import add_note
from wbc_desktop.services.accounts import Clock, confirm, signing_rules, utc_now
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.differentials import differential_of
from wbc_desktop.services.exports import check_target
from wbc_desktop.services.report import current_data
from wbc_desktop.services.signed_reports import frozen_text, signed_data
from wbc_desktop.store import cells, guard, signatures
from wbc_desktop.store.engine import Database
from wbc_desktop.store.trust_tables import AuditRow

_LONGEST_REASON = 2000


class SigningRefused(WbcError):
    """The slide cannot be signed or amended now."""


@dataclass(frozen=True, slots=True)
class SigningState:
    """The data needed before signing or amending. ``undecided`` of ``total`` cells wait for a decision."""

    versions: tuple[SignedVersion, ...]
    rules: SigningRules
    total: int
    undecided: int

    @property
    def locked(self) -> SignedVersion | None:
        """The signed version that locks the slide; None if it is not locked."""
        return locking_version(self.versions)

    def why_not_sign(self, who: Identity) -> str | None:
        """Return a sentence why ``who`` cannot sign now; None if signing is possible."""
        if not self.rules.may_sign(who.role):
            return tr(
                "In this laboratory a {role} may not sign: ask a reviewer who may, or a manager.",
                role=tr(who.role or ""),
            )
        if self.locked is not None:
            if any(signature.reviewer == who.name for signature in self.locked.signatures):
                return tr("You have signed version {version} of this slide already.", version=self.locked.version)
            return None
        if not self.total:
            return tr("There is no cell on this slide, so there is nothing to sign.")
        if self.undecided and not self.rules.undecided_allowed:
            cells_wait = trn("{n:,} cell still waits", "{n:,} cells still wait", self.undecided)
            return tr(
                "{cells_wait} for a decision: decide them first ({key} goes to the next one).",
                cells_wait=cells_wait,
                key=key_or_name("next"),
            )
        return None

    def why_not_amend(self, who: Identity) -> str | None:
        """Return a sentence why ``who`` cannot amend now; None if amending is possible."""
        if not self.rules.may_sign(who.role):
            return tr(
                "In this laboratory a {role} may not amend: ask a reviewer who may, or a manager.",
                role=tr(who.role or ""),
            )
        if not self.versions:
            return tr("This slide is not signed: it can be changed as it is.")
        if self.locked is None:
            return tr(
                "Version {version} is already being amended: make the changes, then sign.",
                version=self.versions[-1].version,
            )
        return None


def signing_state(db: Database, slide_id: int) -> SigningState:
    """Return the signing state of the slide."""
    with db.read() as s:
        return _state(s, slide_id)


def sign(
    db: Database,
    slide: Slide,
    who: Identity,
    password: str,
    meaning: str,
    settings: Settings,
    clock: Clock = utc_now,
) -> Changes:
    """Sign the current result of the slide with a meaning, and lock the slide; on disk when this returns.

    On a slide that is already signed, add a signature to the version in force. The password is checked again. Raises
    :class:`WrongPassword`, :class:`SigningRefused`, :class:`UsageError`, SlideMerged, and as ``guard.check_may_act``.
    """
    if slide.second_of is not None:
        raise SigningRefused(tr("A second read is not signed: it is compared with the first (Agreement)."))
    clean_meaning = " ".join(meaning.split())
    if not clean_meaning:
        raise UsageError(tr("Choose the meaning of the signature, for example reviewed or approved."))
    signer = confirm(db, who, password, clock)
    newest = _newest_entry(db, slide.id)
    at = clock().astimezone()
    data = None
    if signing_state(db, slide.id).locked is None:
        data = current_data(db, slide, settings, at)
    with db.write(durable=True) as s:
        name = guard.check_may_act(s, signer)
        guard.check_not_merged(s, slide.id)
        state = _state(s, slide.id)
        fault = state.why_not_sign(replace(signer, name=name))
        if fault is not None:
            raise SigningRefused(fault)
        version = state.locked
        if version is None:
            if data is None or _newest(s, slide.id) != newest or not _is_current(s, slide.id, data):
                raise SigningRefused(tr("The slide was changed while you signed it: check it and sign again."))
            first = not state.versions
            data = replace(data, state=ReportState.SIGNED if first else ReportState.AMENDED)
            now = at.astimezone(UTC)
            version = signatures.add_version(s, slide.id, result_digest(data), frozen_text(data), signer, now)
        signature = signatures.add_signature(s, version, signer, clean_meaning, at)
        head = signatures.head_of(s, replace(version, signatures=(signature,)))
    if db.file is not None:
        add_note(db.file, SignedReport(head, time_text(at), slide.name, version.version))
    return Changes(slide.id, slides=True)


def amend(db: Database, slide_id: int, who: Identity, password: str, reason: str, clock: Clock = utc_now) -> Changes:
    """Unlock the slide for an amendment, with a reason. The signed version stays; the next one gets a new number."""
    why = " ".join(reason.split())[:_LONGEST_REASON]
    if not why:
        raise UsageError(tr("Enter the reason for the amendment: the report prints it."))
    signer = confirm(db, who, password, clock)
    with db.write(durable=True) as s:
        guard.check_may_act(s, signer)
        state = _state(s, slide_id)
        fault = state.why_not_amend(signer)
        if fault is not None or state.locked is None:
            raise SigningRefused(fault or tr("This slide is not signed."))
        signatures.add_amendment(s, state.locked, signer, why, clock())
    return Changes(slide_id, slides=True)


def write_version(db: Database, slide: Slide, version: int, path: Path) -> None:
    """Write the report of a signed version to ``path``. Raises as ``report.write_report``."""
    from wbc_desktop.reports.pdf import write_pdf  # slow to import, and not needed to open the window

    check_target(path)
    data = signed_data(db, slide, datetime.now().astimezone(), version)
    if data is None:
        raise UsageError(tr("The slide “{name}” has no signed version {version}.", name=slide.name, version=version))
    write_pdf(data, path)


def _state(s: Session, slide_id: int) -> SigningState:
    counts, undecided = cells.class_counts(s, slide_id)
    return SigningState(tuple(signatures.versions(s, slide_id)), signing_rules(s), counts.total(), undecided)


def _newest_entry(db: Database, slide_id: int) -> int:
    with db.read() as s:
        return _newest(s, slide_id)


def _is_current(s: Session, slide_id: int, data: ReportData) -> bool:
    """Return whether the cells and counts of ``data`` are current; the trail cannot tell, because it has no scans."""
    if [cell.id for cell in data.cells] != cells.ids(s, slide_id):
        return False
    return data.differential == differential_of(s, slide_id)


def _newest(s: Session, slide_id: int) -> int:
    """Return the id of the audit trail's newest entry about the slide; 0 if there is none."""
    return s.scalar(select(func.max(AuditRow.id)).where(AuditRow.slide_id == slide_id)) or 0
