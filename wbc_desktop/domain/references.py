"""Reference cells: cells of a class on which a person of the laboratory decided, to hold another one against."""

from __future__ import annotations

from dataclasses import dataclass

from wbc_desktop.domain.cells import ReviewState


@dataclass(frozen=True, slots=True)
class ReferenceCell:
    """One of them. ``file`` is the whole path of its image; ``signed``: its slide is signed as it stands.

    Best first means: cells of signed slides before others, since a signature stands for them; then those where model
    and person agree, then those that a person put into the class, then those without a preclassification; then the
    surest of the model; then the newest.
    """

    cell_id: int
    slide_id: int
    slide: str
    sha256: str
    file: str
    code: str
    confidence: float | None
    state: ReviewState
    reviewer: str
    signed: bool
