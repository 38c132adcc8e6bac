"""Whether the pictures of a slide show single cells or fields.

The content alone cannot tell: the pictures of "Blood Cell Images" are whole microscope fields, made smaller, and are
used as pictures of single cells. So the sizes of the pictures count too: a scanner's pictures of cells are small, or
square with the cell in the middle; a camera's fields are large and hardly ever square. A small picture is a field only
if its cell is small as well, and anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from training.core.finder import FoundCell

SAMPLE = 40
"""Pictures of a slide that are enough to decide."""

_SEVERAL = 0.3
"""From this share of pictures with several cells on, the pictures are fields."""
_CENTRED = 0.7
"""Pictures of single cells: in this share of them, at least, a cell is in the middle."""
_SMALL = 150_000
"""Pixels: smaller pictures are no fields of a camera (640 x 480 has 307,200) unless their cells are many or small."""
_SMALL_CELL = 0.18
"""Pictures of single cells: the cell takes more than this share of the shorter side (medians of the classes: 0.22 and
more in TEST_SIMPLE, 0.28 in PBC and Raabin)."""
_ANYWHERE = 0.3
"""Fields: a cell is in the middle of less than this share of them, by chance (2 % for cells of the size above)."""
_SQUARE = 1.15
"""Highest ratio of the sides of a square picture."""
_FILLS = 0.6
"""A cell that takes more than this share of the shorter side was cut out for itself."""

Reason = Literal["several cells", "small cells", "small", "cell in the middle", "large"]


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """One picture of the sample: its size in pixels and the cells that the finder found."""

    width: int
    height: int
    cells: Sequence[FoundCell]


@dataclass(frozen=True, slots=True)
class PictureKind:
    """What the pictures show, the reason, and the figures behind it."""

    kind: Literal["cells", "fields"]
    reason: Reason
    several: float
    """Share of pictures that show more than one whole cell."""
    centred: float
    """Share of pictures with a cell in the middle."""
    pixels: float
    """Median of the pictures' width times height."""


def picture_kind(sample: Sequence[SeenPicture]) -> PictureKind:
    """Return the kind of a slide's pictures from a sample of them (``SAMPLE`` are enough). ``ValueError`` if empty.

    - Several whole cells in 30 % of the pictures or more: fields.
    - Less than 150,000 pixels: fields if most show a small cell and few in the middle, else cells.
    - A cell in the middle of 70 % of the pictures or more, and the pictures are square or filled by it: cells.
    - Otherwise: fields.
    """
    if not sample:
        raise ValueError("The kind of no pictures is not defined.")
    several = sum(_whole(picture) > 1 for picture in sample) / len(sample)
    central = [cell for cell in map(_central, sample) if cell is not None]
    centred = len(central) / len(sample)
    pixels = median(picture.width * picture.height for picture in sample)

    def decided(kind: Literal["cells", "fields"], reason: Reason) -> PictureKind:
        return PictureKind(kind, reason, several, centred, pixels)

    if several >= _SEVERAL:
        return decided("fields", "several cells")
    if pixels < _SMALL:
        small = centred < _ANYWHERE and _have_small_cells(sample)
        return decided("fields", "small cells") if small else decided("cells", "small")
    square = median(max(p.width, p.height) / min(p.width, p.height) for p in sample) <= _SQUARE
    if centred >= _CENTRED and (square or median(central) > _FILLS):
        return decided("cells", "cell in the middle")
    return decided("fields", "large")


def _whole(picture: SeenPicture) -> int:
    return sum(cell.sure and not cell.cut for cell in picture.cells)


def _have_small_cells(sample: Sequence[SeenPicture]) -> bool:
    """Whether most pictures show a cell, and half of these only small ones."""
    sizes = [max(shares) for shares in map(_shares, sample) if shares]
    return len(sizes) > len(sample) / 2 and median(sizes) < _SMALL_CELL


def _shares(picture: SeenPicture) -> list[float]:
    """Return which share of the shorter side each cell takes of which the finder is sure."""
    side = min(picture.width, picture.height)
    return [max(cell.width, cell.height) / side for cell in picture.cells if cell.sure]


def _central(picture: SeenPicture) -> float | None:
    """Return which share of the shorter side the cell in the picture's middle takes; None if there is none."""
    x, y = picture.width / 2, picture.height / 2
    sizes = [
        max(cell.width, cell.height)
        for cell in picture.cells
        if cell.left <= x <= cell.left + cell.width and cell.top <= y <= cell.top + cell.height
    ]
    return max(sizes) / min(picture.width, picture.height) if sizes else None
