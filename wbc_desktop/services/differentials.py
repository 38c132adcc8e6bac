"""The differential of a slide as stored, and all that is said of it: intervals, ranges, flags, absolute counts."""

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
    """The differential of the slide's cells as they stand now; every class that can be chosen is listed.

    A class that the laboratory has set aside is listed while a cell stands in it.
    """
    with db.read() as s:
        return differential_of(s, slide_id)


def slide_findings(db: Database, slide_id: int) -> Findings:
    """The differential with the reference ranges in force now and the slide's own fields, from one reading."""
    with db.read() as s:
        return findings_of(s, slide_id)


def findings_of(s: Session, slide_id: int) -> Findings:
    """The same as :func:`slide_findings`, within a unit of work."""
    ranges, fields = ranges_in_force(s), slide_fields(s, slide_id)
    return findings(differential_of(s, slide_id), ranges, fields, interval_of, settling_of)


def differential_of(s: Session, slide_id: int) -> Differential:
    """The same as :func:`slide_differential`, within a unit of work."""
    standing, undecided = cells.standing(s, slide_id)
    listed = [c for c in class_list(s) if c.active or standing[c.code]]
    return differential_from_counts(standing, undecided, listed)
