"""The differential of a stored slide with its findings: intervals, ranges, flags, absolute counts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wbc_desktop.domain.differential import Differential, differential_from_counts
from wbc_desktop.domain.differential_findings import Findings, findings
from wbc_desktop.services.classes import class_list
from wbc_desktop.services.intervals import interval, interval_of, settling_of
from wbc_desktop.services.ranges import ranges_in_force
from wbc_desktop.services.slide_fields import slide_fields
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

__all__ = ["differential_of", "findings_of", "interval", "slide_differential", "slide_findings"]


def slide_differential(db: Database, slide_id: int) -> Differential:
    """Return the current differential of the slide, with a row for each class that can be chosen.

    A deactivated class is listed as long as a cell has it.
    """
    with db.read() as s:
        return differential_of(s, slide_id)


def slide_findings(db: Database, slide_id: int) -> Findings:
    """Return the differential with the reference ranges in force and the slide's fields, from one transaction."""
    with db.read() as s:
        return findings_of(s, slide_id)


def findings_of(s: Session, slide_id: int) -> Findings:
    """Return the same as :func:`slide_findings`, within a transaction."""
    ranges, fields = ranges_in_force(s), slide_fields(s, slide_id)
    return findings(differential_of(s, slide_id), ranges, fields, interval_of, settling_of)


def differential_of(s: Session, slide_id: int) -> Differential:
    """Return the same as :func:`slide_differential`, within a transaction."""
    counts, undecided = cells.class_counts(s, slide_id)
    listed = [c for c in class_list(s) if c.active or counts[c.code]]
    return differential_from_counts(counts, undecided, listed)
