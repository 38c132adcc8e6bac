"""Signing in the report: signatures, versions, what an amendment changed, and the head of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus.flowables import Flowable, Spacer

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.signing import meaning_text
from wbc_desktop.reports import wording
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.pages import BODY, HEADING, SMALL, SMALL_NOTE
from wbc_desktop.reports.typeset.blocks import Pen, Text

CHANGES_SHOWN = 12


def signed_by(data: ReportData) -> list[str]:
    """Return one line per signature: name, role, meaning, time with its zone."""
    lines = []
    for signature in data.signing.signatures:
        role = f" ({tr(signature.role)})" if signature.role is not None else ""
        lines.append(f"{signature.reviewer}{role}: {meaning_text(signature.meaning)}, {wording.moment(signature.at)}")
    return lines


def version_lines(data: ReportData) -> list[str]:
    """Return the lines below the state: the version, and whether it is still in force."""
    signing = data.signing
    if not signing.version:
        return []
    if not signing.signatures:
        return [tr("version {version} was signed and is being amended", version=signing.version)]
    lines = [tr("version {version}", version=signing.version)]
    if signing.superseded is not None:
        lines.append(tr("no longer in force: version {superseded} took its place", superseded=signing.superseded))
    elif signing.reopened is not None:
        lines.append(tr("being amended since {time}", time=wording.moment(signing.reopened.at)))
    return lines


def changes_section(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """Yield the reason of an amendment and what it changed."""
    signing = data.signing
    if signing.amendment is None:
        return
    yield Spacer(1, 9)
    earlier = signing.version - 1 if signing.signatures else signing.version
    heading = Text(pen, tr("Amendment of version {earlier}", earlier=earlier), HEADING, after=2)
    heading.keepWithNext = 1
    yield heading
    by, at = signing.amendment.reviewer, wording.moment(signing.amendment.at)
    yield Text(pen, tr("Reason: {reason}", reason=signing.amendment.reason), BODY, most=8)
    yield Text(pen, tr("Amended by {by}, {at}.", by=by, at=at), SMALL_NOTE, most=2)
    if signing.changes:
        shown = "; ".join(signing.changes[:CHANGES_SHOWN])
        rest = len(signing.changes) - CHANGES_SHOWN
        more = tr("; and {rest} more", rest=rest) if rest > 0 else ""
        yield Text(pen, tr("Changed: {shown}{more}.", shown=shown, more=more), BODY, most=12)


def trail_section(data: ReportData, pen: Pen) -> Iterator[Flowable]:
    """Yield the hash that proves that nothing before the last signature was removed or replaced."""
    if not data.signing.head:
        return
    yield Spacer(1, 9)
    heading = Text(pen, tr("Head of the audit trail at the last signature (SHA-256)"), HEADING, after=2)
    heading.keepWithNext = 1
    yield heading
    yield Text(pen, data.signing.head, SMALL)
