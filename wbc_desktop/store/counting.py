"""The stored rule for cells that are cut by the edge of their field, and the condition for cells that count."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.store.tables import CellRow, EntryRow

CUT_CELLS = "cut cells"
"""The subject of the entry; its value is true if such cells are counted."""

_newest = select(func.max(EntryRow.id)).where(EntryRow.kind == EntryKind.COUNTING.value).scalar_subquery()
_CUT_CELLS_ARE_COUNTED = ~(
    select(EntryRow.id).where(EntryRow.id == _newest, cast(EntryRow.value, String) == "false").exists()
)


def counted() -> ColumnElement[bool]:
    """Return the condition for cells that count: all but cut ones, and these if the laboratory counts them.

    The rule comes first: if it holds, the database need not look up the cells behind an index.
    """
    return or_(_CUT_CELLS_ARE_COUNTED, CellRow.cut.is_(False))


def cut_cells_counted(s: Session) -> bool:
    """Return whether cells that are cut by the edge of their field are counted; true until a manager decides."""
    return bool(s.scalar(select(_CUT_CELLS_ARE_COUNTED)))
