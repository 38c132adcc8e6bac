"""The stored judgement of a slide as a whole: the newest entry of kind "foreign" counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.store import derived, entries
from wbc_desktop.store.tables import CellRow, MapsRow, PreclassificationRow


def of_slide(s: Session, slide_id: int) -> Foreignness | None:
    """Return the newest judgement of the slide, or None."""
    found = entries.latest(s, EntryKind.FOREIGN, slide_id).get("")
    return None if found is None else Foreignness.from_value(found.value)


def record(s: Session, slide_id: int, found: Foreignness, now: datetime) -> bool:
    """Store the judgement if it differs from the newest one; return whether it did. Raises SlideSigned."""
    if found == of_slide(s, slide_id):
        return False
    entries.record_by_program(s, EntryKind.FOREIGN, {"": found.to_value()}, now, slide_id)
    return True


def copy(s: Session, slide_id: int, to_id: int, now: datetime) -> None:
    """Copy the judgement of a slide to one that has its cells, unless that is announced itself or would be no longer.

    The judgement of all cells together follows when the other slide is classified. Raises SlideSigned.
    """
    found, there = of_slide(s, slide_id), of_slide(s, to_id)
    if found is not None and (there is None or found.announced):
        record(s, to_id, found, now)


def measured(s: Session, slide_id: int, model_id: int) -> int:
    """Return the number of shown cells whose latest prediction is by this model and has features."""
    return s.scalars(select(func.count()).select_from(_features(slide_id, model_id).subquery())).one()


def features(s: Session, slide_id: int, model_id: int) -> list[bytes]:
    """Return the features of these cells."""
    return [one for one in s.scalars(_features(slide_id, model_id)) if one is not None]


def has_other_predictions(s: Session, slide_id: int, model_id: int) -> bool:
    """Return whether the latest prediction of any shown cell is by another model."""
    query = (
        select(PreclassificationRow.id)
        .join(CellRow, CellRow.id == PreclassificationRow.cell_id)
        .where(CellRow.slide_id == slide_id, CellRow.shown.is_(True), PreclassificationRow.model_id != model_id)
        .where(PreclassificationRow.id == derived.latest_preclassification())
    )
    return s.scalar(query.limit(1)) is not None


def _features(slide_id: int, model_id: int) -> Select[bytes | None]:
    return (
        select(MapsRow.features)
        .join(PreclassificationRow, PreclassificationRow.id == MapsRow.preclassification_id)
        .join(CellRow, CellRow.id == PreclassificationRow.cell_id)
        .where(CellRow.slide_id == slide_id, CellRow.shown.is_(True), MapsRow.features.is_not(None))
        .where(PreclassificationRow.model_id == model_id)
        .where(PreclassificationRow.id == derived.latest_preclassification())
    )
