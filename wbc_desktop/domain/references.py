"""Reference cells: cells of a class that a person of the laboratory decided, to compare others with."""

from __future__ import annotations

from dataclasses import dataclass

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.regions import PictureSource


@dataclass(frozen=True, slots=True)
class ReferenceCell:
    """One reference cell. ``source`` is where its pixels are read; ``signed``: its slide is signed.

    Order, best first: cells of signed slides; then those where model and person agree, then reclassified ones, then
    those without a preclassification; then by the model's confidence; then the newest.
    """

    cell_id: int
    slide_id: int
    slide: str
    source: PictureSource
    code: str
    confidence: float | None
    state: ReviewState
    reviewer: str
    signed: bool
