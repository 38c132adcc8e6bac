"""The part of a picture that the network sees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in fractions of the picture's width and height.

    It may lie partly outside 0 to 1; there the picture's edge pixels are repeated.
    """

    left: float
    top: float
    right: float
    bottom: float


def part_of(box: tuple[int, int, int, int], crop: tuple[int, int, int, int]) -> Frame:
    """Return a box in fractions of the crop around it; both are left, top, width and height in pixels."""
    left, top = (box[0] - crop[0]) / crop[2], (box[1] - crop[1]) / crop[3]
    return Frame(left, top, left + box[2] / crop[2], top + box[3] / crop[3])


WHOLE = Frame(0.0, 0.0, 1.0, 1.0)
"""The whole picture."""
