"""Runs the window's queries once for no cell, in a background thread, so that SQLAlchemy compiles and caches them.

Compiling ten statements takes longer than showing a cell, and would otherwise block the window's thread.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.store import (
    audit,
    audit_rows,
    cell_queries,
    cells,
    classifications,
    comments,
    derived,
    guard,
    laboratory_classes,
    models,
    preclassifications,
)
from wbc_desktop.store.engine import Database

NO_CELL = 0


def warm(db: Database) -> None:
    """Run all statements without changing anything. Raises the store's errors."""
    with db.read() as s:
        _show(s)
        _decide(s)
    with db.write() as s:  # the slowest to compile; for no cell it writes nothing
        derived.update_cells(s, [NO_CELL])


def _show(s: Session) -> None:
    cells.get_many(s, [NO_CELL])
    preclassifications.maps(s, NO_CELL)
    preclassifications.history(s, NO_CELL)
    classifications.history(s, NO_CELL)
    comments.with_history(s, NO_CELL)
    models.names(s)


def _decide(s: Session) -> None:
    guard.warm(s)
    laboratory_classes.mark(s)
    cell_queries.labels(s, NO_CELL, [NO_CELL])
    cell_queries.proposals(s, NO_CELL, [NO_CELL])
    cell_queries.undecided(s, NO_CELL, [NO_CELL])
    classifications.prior_states(s, NO_CELL, [NO_CELL])
    audit_rows.contents(s, Subject.ACT, [NO_CELL], classifications.NO_COMMENTS)
    audit.head(s)
