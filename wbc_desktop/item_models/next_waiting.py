"""Finds the next cell that needs a decision; it is usually near."""

from __future__ import annotations

from wbc_desktop.item_models.id_list import Ids, rows_among
from wbc_desktop.store import cell_queries
from wbc_desktop.store.engine import Database

AHEAD = (32, 400, 4000)
"""Numbers of cells to search in turn, because a query with many ids is slow."""


def next_waiting(db: Database, slide_id: int, ids: Ids, start: int) -> int | None:
    """Return the first row, from ``start`` on and then from the top, that needs a decision; None if there is none."""
    if not len(ids):
        return None
    start = start if 0 <= start < len(ids) else 0
    with db.read() as s:
        for count in AHEAD:
            ahead = ids[start : start + count].tolist()
            near = cell_queries.undecided(s, slide_id, ahead)
            if near:
                return next(start + step for step, cell_id in enumerate(ahead) if cell_id in near)
            if len(ahead) < count:
                break
        rows = rows_among(ids, cell_queries.undecided(s, slide_id))
    if not rows.size:
        return None
    behind = rows[rows >= start]
    return int(behind[0] if behind.size else rows[0])
