"""Counts the cells of a slide that are unlike the training data of their latest model."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.unlike import LIMIT, Unlikeness
from wbc_desktop.store import derived
from wbc_desktop.store.tables import PreclassificationRow


def _statement() -> Select[tuple[Any, ...]]:
    prediction = PreclassificationRow
    outside = func.coalesce(func.sum(case((prediction.unlike > LIMIT, 1), else_=0)), 0)
    return select(outside, func.count(prediction.unlike)).where(prediction.id.in_(derived.latest_of_slide()))


_COUNTS = _statement()


def of_slide(s: Session, slide_id: int) -> Unlikeness:
    """Return the numbers of unlike cells and of measured cells among the shown cells of the slide."""
    outside, n = s.execute(_COUNTS, {"slide_id": slide_id}).one()
    return Unlikeness(int(outside), int(n))
