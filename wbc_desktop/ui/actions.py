"""The acts of a reviewer: one small function each. The service commits, then the change is announced once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database

Announce = Callable[[Changes], None]


def reclassify(
    db: Database, announce: Announce, slide_id: int, cells: Sequence[int], label: str, reviewer: str
) -> Changes:
    """Put the cells into a class, as one act."""
    return _announced(announce, review.reclassify(db, slide_id, cells, label, reviewer))


def confirm(db: Database, announce: Announce, slide_id: int, cells: Sequence[int], reviewer: str) -> Changes:
    """Agree with what the model said of the cells, as one act."""
    return _announced(announce, review.confirm(db, slide_id, cells, reviewer))


def undo(db: Database, announce: Announce, slide_id: int, reviewer: str) -> Changes:
    """Take the last act on the slide back."""
    return _announced(announce, review.undo(db, slide_id, reviewer))


def redo(db: Database, announce: Announce, slide_id: int, reviewer: str) -> Changes:
    """Do again what was taken back last."""
    return _announced(announce, review.redo(db, slide_id, reviewer))


def _announced(announce: Announce, changes: Changes) -> Changes:
    if changes.cells:
        announce(changes)
    return changes
