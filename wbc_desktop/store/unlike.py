"""How many cells of a slide are unlike what the model that spoke last of them knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.unlike import LIMIT, Unlikeness
from wbc_desktop.store.tables import CellRow, PreclassificationRow


def _statement() -> Select[tuple[Any, ...]]:
    said = PreclassificationRow
    latest = (
        select(func.max(said.id))
        .join(CellRow, CellRow.id == said.cell_id)
        .where(CellRow.slide_id == bindparam("slide_id"), CellRow.shown.is_(True))
        .group_by(said.cell_id)
    )
    outside = func.coalesce(func.sum(case((said.unlike > LIMIT, 1), else_=0)), 0)
    return select(outside, func.count(said.unlike)).where(said.id.in_(latest))


_COUNTS = _statement()


def of_slide(s: Session, slide_id: int) -> Unlikeness:
    """Of the shown cells; those of which the model cannot tell are not counted."""
    outside, n = s.execute(_COUNTS, {"slide_id": slide_id}).one()
    return Unlikeness(int(outside), int(n))
