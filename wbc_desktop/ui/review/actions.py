"""Undo and redo: one small function each. The service commits, then the change is announced once."""

from __future__ import annotations

from collections.abc import Callable

from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database

Announce = Callable[[Changes], None]


def undo(db: Database, announce: Announce, slide_id: int, reviewer: str) -> Changes:
    """Take the last act on the slide back."""
    return _announced(announce, review.undo(db, slide_id, reviewer))


def redo(db: Database, announce: Announce, slide_id: int, reviewer: str) -> Changes:
    """Do again what was taken back last."""
    return _announced(announce, review.redo(db, slide_id, reviewer))


def _announced(announce: Announce, changes: Changes) -> Changes:
    if changes.cells or changes.slides:
        announce(changes)
    return changes
