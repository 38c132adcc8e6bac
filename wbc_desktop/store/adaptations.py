"""The adaptations that are stored with the newest predictions of a slide (``domain/adaptation.py``)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.adaptation import KEPT
from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.store import derived
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.tables import CellRow, PreclassificationRow

_adapted = func.coalesce(PreclassificationRow.adapted, "")


def newest(s: Session, slide_id: int, model_id: int) -> str:
    """Return the adaptation of the newest adapted prediction of this model that counts for an undecided cell, or ""."""
    query = select(PreclassificationRow.adapted).where(PreclassificationRow.adapted.is_not(None))
    of_slide = _newest_of_undecided(slide_id, model_id)
    return s.scalar(query.where(*of_slide).order_by(PreclassificationRow.id.desc()).limit(1)) or ""


def others(s: Session, slide_id: int, model_id: int, wanted: Collection[str]) -> set[int]:
    """Return the undecided cells that this model predicted with none of the ``wanted`` adaptations; "" is none."""
    query = select(PreclassificationRow.cell_id).where(_adapted.not_in(wanted))
    return set(s.scalars(query.where(*_newest_of_undecided(slide_id, model_id))))


def undecided(s: Session, cell_ids: Collection[int]) -> set[int]:
    """Return the cells among these on which no reviewer has decided."""
    query = select(CellRow.id).where(CellRow.state == ReviewState.UNREVIEWED.value)
    return {cell_id for some in chunks(list(cell_ids)) for cell_id in s.scalars(query.where(CellRow.id.in_(some)))}


def count(s: Session, slide_id: int) -> int:
    """Return the number of shown cells whose newest prediction is adapted."""
    query = (
        select(func.count())
        .select_from(PreclassificationRow)
        .where(PreclassificationRow.adapted.is_not(None), PreclassificationRow.adapted.not_like(f"%{KEPT}%"))
        .where(PreclassificationRow.id.in_(derived.latest_of_slide()))
    )
    return s.scalars(query, {"slide_id": slide_id}).one()


def _newest_of_undecided(slide_id: int, model_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        CellRow.id == PreclassificationRow.cell_id,
        CellRow.slide_id == slide_id,
        CellRow.shown.is_(True),
        CellRow.state == ReviewState.UNREVIEWED.value,
        PreclassificationRow.model_id == model_id,
        PreclassificationRow.id == derived.latest_preclassification(),
    )
