"""Signing a slide, amending it, and what stands in the way. A signed slide is locked until it is amended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import UsageError, WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.signing import SignedVersion, SigningRules, locking_version
from wbc_desktop.reports.data import ReportData, ReportState
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.accounts import Clock, confirm, signing_rules, utc_now
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.differentials import counted
from wbc_desktop.services.exports import check_target
from wbc_desktop.services.report import current_data
from wbc_desktop.services.signed_reports import frozen_text, signed_data
from wbc_desktop.store import cells, guard, signatures
from wbc_desktop.store.engine import Database
from wbc_desktop.store.trust_tables import AuditRow

_LONGEST_REASON = 2000


class SigningRefused(WbcError):
    """The slide cannot be signed or amended as it is."""


@dataclass(frozen=True, slots=True)
class SigningState:
    """All that has to be known before signing or amending. ``undecided`` of ``total`` cells wait for a decision."""

    versions: tuple[SignedVersion, ...]
    rules: SigningRules
    total: int
    undecided: int

    @property
    def locked(self) -> SignedVersion | None:
        """The version that keeps the slide from being changed."""
        return locking_version(self.versions)

    def why_not_sign(self, who: Identity) -> str | None:
        """Why ``who`` cannot sign now, as a sentence; None when nothing is in the way."""
        if not self.rules.may_sign(who.role):
            return tr(
                "In this laboratory a {role} does not sign: ask one of those who do, or a manager.",
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
        """Why ``who`` cannot amend now; None when nothing is in the way."""
        if not self.rules.may_sign(who.role):
            return tr(
                "In this laboratory a {role} does not amend: ask one of those who do, or a manager.",
                role=tr(who.role or ""),
            )
        if not self.versions:
            return tr("This slide is not signed: it can be changed as it is.")
        if self.locked is None:
            return tr(
                "Version {version} is being amended already: change what has to be, then sign.",
                version=self.versions[-1].version,
            )
        return None


def signing_state(db: Database, slide_id: int) -> SigningState:
    """Where the slide is."""
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
    """Sign the slide's result as it stands, with a meaning; on the disk when this returns, and locked from then on.

    On a slide that is signed already ``who`` adds a signature to the version in force. The password is asked once
    more. Raises :class:`WrongPassword`, :class:`SigningRefused`, :class:`UsageError`, and as
    ``guard.acting``.
    """
    if slide.second_of is not None:
        raise SigningRefused(tr("A second read is not signed: it is compared with the first (Agreement)."))
    said = " ".join(meaning.split())
    if not said:
        raise UsageError(tr("Say what the signature means: reviewed, approved, or as the laboratory has it."))
    signer = confirm(db, who, password, clock)
    mark = _mark(db, slide.id)
    at = clock().astimezone()
    data = None
    if signing_state(db, slide.id).locked is None:
        data = current_data(db, slide, settings, at)
    with db.write(durable=True) as s:
        name = guard.acting(s, signer)
        guard.hold(s, slide.id)
        state = _state(s, slide.id)
        fault = state.why_not_sign(replace(signer, name=name))
        if fault is not None:
            raise SigningRefused(fault)
        version = state.locked
        if version is None:
            if data is None or _newest(s, slide.id) != mark or not _stands_so(s, slide.id, data):
                raise SigningRefused(
                    tr("Something on the slide was changed at this moment: look at it and sign again.")
                )
            first = not state.versions
            data = replace(data, state=ReportState.SIGNED if first else ReportState.AMENDED)
            now = at.astimezone(UTC)
            version = signatures.add_version(s, slide.id, result_digest(data), frozen_text(data), signer, now)
        signatures.add_signature(s, version, signer, said, at)
    return Changes(slide.id, slides=True)


def amend(db: Database, slide_id: int, who: Identity, password: str, reason: str, clock: Clock = utc_now) -> Changes:
    """Open the signed version again, with a reason; it stays as it is, and what is signed next is another version."""
    why = " ".join(reason.split())[:_LONGEST_REASON]
    if not why:
        raise UsageError(tr("Say why the signed result has to be amended: the report prints the reason."))
    signer = confirm(db, who, password, clock)
    with db.write(durable=True) as s:
        guard.acting(s, signer)
        guard.hold(s, slide_id)
        state = _state(s, slide_id)
        fault = state.why_not_amend(signer)
        if fault is not None or state.locked is None:
            raise SigningRefused(fault or tr("This slide is not signed."))
        signatures.add_amendment(s, state.locked, signer, why, clock())
    return Changes(slide_id, slides=True)


def write_version(db: Database, slide: Slide, version: int, path: Path) -> None:
    """Write the report of a signed version, as it was signed, to ``path``. Raises as ``report.write_report``."""
    from wbc_desktop.reports.pdf import write_pdf  # with all that draws: a window opens without it

    check_target(path)
    data = signed_data(db, slide, datetime.now().astimezone(), version)
    if data is None:
        raise UsageError(tr("The slide “{name}” has no signed version {version}.", name=slide.name, version=version))
    write_pdf(data, path)


def _state(s: Session, slide_id: int) -> SigningState:
    counts, undecided = cells.standing(s, slide_id)
    return SigningState(tuple(signatures.versions(s, slide_id)), signing_rules(s), counts.total(), undecided)


def _mark(db: Database, slide_id: int) -> int:
    with db.read() as s:
        return _newest(s, slide_id)


def _stands_so(s: Session, slide_id: int, data: ReportData) -> bool:
    """Whether the cells and counts of ``data`` are those of this moment: a scan leaves no entry in the trail."""
    if [cell.id for cell in data.cells] != cells.ids(s, slide_id):
        return False
    return data.differential == counted(s, slide_id)


def _newest(s: Session, slide_id: int) -> int:
    """The trail's newest entry about the slide: another one means that something was changed."""
    return s.scalar(select(func.max(AuditRow.id)).where(AuditRow.slide_id == slide_id)) or 0
