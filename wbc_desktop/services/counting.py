"""The laboratory's rule for cells that are cut by the edge of their field: whether the differential counts them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import counting, entries
from wbc_desktop.store.engine import Database


def cut_cells_counted(s: Session) -> bool:
    """Return whether cells that are cut by the edge of their field are counted."""
    return counting.cut_cells_counted(s)


def change_counting(db: Database, cut_cells: bool, by: Identity) -> bool:
    """Count cut cells from now on, or not. Return whether that is another rule than before; else nothing is stored.

    Signed results stay as they are. Raises as ``guard.check_may_manage``.
    """
    with db.write(durable=True) as s:
        changed = cut_cells != counting.cut_cells_counted(s)
        if changed:
            entries.record(s, EntryKind.COUNTING, {counting.CUT_CELLS: cut_cells}, by, datetime.now(UTC))
    return changed
