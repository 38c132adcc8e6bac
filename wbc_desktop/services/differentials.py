"""The differential of a stored slide with its findings: intervals, ranges, flags, absolute counts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wbc_desktop.domain.differential import Differential, differential_from_counts
from wbc_desktop.domain.differential_findings import Findings, findings
from wbc_desktop.domain.frozen import thaw
from wbc_desktop.services.classes import class_list
from wbc_desktop.services.intervals import interval, interval_of, settling_of
from wbc_desktop.services.ranges import ranges_in_force
from wbc_desktop.services.signed_reports import signed_under_other_rules
from wbc_desktop.services.slide_fields import slide_fields
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

__all__ = ["differential_of", "findings_of", "interval", "slide_differential", "slide_findings"]


def slide_differential(db: Database, slide_id: int) -> Differential:
    """Return the differential of the slide, with a row for each class that can be chosen; of a signed one as signed.

    A deactivated class is listed as long as a cell has it.
    """
    with db.read() as s:
        signed = _signed(s, slide_id)
        return differential_of(s, slide_id) if signed is None else signed.differential


def slide_findings(db: Database, slide_id: int) -> Findings:
    """Return the differential with the reference ranges in force and the slide's fields, from one transaction.

    Of a signed slide they are as signed, also if classes, ranges or the rule for cut cells changed since.
    """
    with db.read() as s:
        return _signed(s, slide_id) or findings_of(s, slide_id)


def _signed(s: Session, slide_id: int) -> Findings | None:
    """Return the signed findings of a slide that would be counted otherwise now; else None."""
    value = (signed_under_other_rules(s, slide_id) or {}).get("findings")
    return None if value is None else thaw(Findings, value)


def findings_of(s: Session, slide_id: int) -> Findings:
    """Return the findings by the rules in force, within a transaction."""
    ranges, fields = ranges_in_force(s), slide_fields(s, slide_id)
    return findings(differential_of(s, slide_id), ranges, fields, interval_of, settling_of)


def differential_of(s: Session, slide_id: int) -> Differential:
    """Return the differential by the rules in force, within a transaction."""
    counts, undecided = cells.class_counts(s, slide_id)
    listed = [c for c in class_list(s) if c.active or counts[c.code]]
    return differential_from_counts(counts, undecided, listed)
