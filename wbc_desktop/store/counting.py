"""The stored rule for cells that are cut by the edge of their field."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.store import entries

CUT_CELLS = "cut cells"
"""The subject of the entry; its value is true if such cells are counted."""


def cut_cells_counted(s: Session) -> bool:
    """Return whether cells that are cut by the edge of their field are counted; true until a manager decides."""
    entry = entries.latest(s, EntryKind.COUNTING).get(CUT_CELLS)
    return entry is None or entry.value is not False
