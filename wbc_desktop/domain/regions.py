"""Cells as regions of a field: boxes, the crop that the network sees, and the kind of a slide's pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

REMOVED = "-"
"""The label of a region that a reviewer removed: it is no cell. No class can have this code."""

CONTEXT = 2.5
"""Side of the crop of a cell as a multiple of the longer side of its box.

On 341 fields of "Blood Cell Images" with one cell each, wbc8 named 0.850 of the cells rightly with 1.6, 0.868 with 2.2,
0.883 with 2.5 and 0.877 from the whole field; it left 0.449, 0.396, 0.390 and 0.387 of them Unidentified.
"""

EDGE = 0.005
"""A box that ends within this part of the longer side from the edge reaches it: the finder is no more exact."""

MIN_BOX_SIDE = 8
"""Pixels: a smaller box cannot show a cell."""


class PictureKind(StrEnum):
    """What the pictures of a slide show: one cell each, or fields with any number of cells."""

    CELLS = "cells"
    FIELDS = "fields"


class Box(NamedTuple):
    """A rectangle in pixels of the upright picture; ``left`` and ``top`` are its first column and row."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The column after the last one."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The row after the last one."""
        return self.top + self.height

    def within(self, width: int, height: int) -> Box:
        """Return the part of the box inside a picture of this size; its sides are 0 when there is none."""
        left, top = min(max(self.left, 0), width), min(max(self.top, 0), height)
        right, bottom = min(max(self.right, left), width), min(max(self.bottom, top), height)
        return Box(left, top, right - left, bottom - top)

    def is_cut(self, width: int, height: int) -> bool:
        """Return whether the box reaches the edge of a picture of this size, so that the cell may be cut."""
        edge = max(1, round(EDGE * max(width, height)))
        return self.left < edge or self.top < edge or self.right > width - edge or self.bottom > height - edge

    def overlap(self, other: Box) -> float:
        """Return the shared area divided by the area of both together (0 to 1; Jaccard index)."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        shared = max(wide, 0) * max(high, 0)
        both = self.width * self.height + other.width * other.height - shared
        return shared / both if both else 0.0

    def __str__(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"

    @classmethod
    def parse(cls, text: str) -> Box:
        """Return the box of the four whole numbers ``left top width height``. Raises ValueError."""
        left, top, width, height = (int(part) for part in text.replace(",", " ").split())
        if left < 0 or top < 0 or width < 1 or height < 1:
            raise ValueError(f"not a box: {text}")
        return cls(left, top, width, height)


def crop_of(box: Box, width: int, height: int) -> Box:
    """Return the square around the cell that the network and the reviewer see, inside a picture of this size.

    At the picture's edge the square is moved inside; it is smaller, and no square, only where the picture is.
    """
    side = max(round(CONTEXT * max(box.width, box.height)), 1)
    across, down = min(side, width), min(side, height)
    left = min(max(box.left + (box.width - across) // 2, 0), width - across)
    top = min(max(box.top + (box.height - down) // 2, 0), height - down)
    return Box(left, top, across, down)


def content_of(sha256: str, page: int = 0, box: Box | None = None, bits: tuple[str, ...] = ()) -> str:
    """Return what identifies the pixels of a cell: 64 hexadecimal digits.

    ``sha256`` is the content of its picture file, and the result for the first page as a whole. A further page, and a
    region, have the SHA-256 of the file's, the page and the box together; and of ``bits``, which change how the pixels
    look.
    """
    if page == 0 and box is None and not bits:
        return sha256
    place = ("" if box is None else f" {box}") + (f" {bits}" if bits else "")
    return hashlib.sha256(f"{sha256} {page}{place}".encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class PictureSource:
    """Where the pixels of a cell or of a whole page are read: the file, its SHA-256, the page and the part of it.

    ``crop`` is in pixels of the upright page; None: the whole page. ``bits``: as of :class:`Slide`.
    """

    file: Path
    sha256: str
    page: int = 0
    crop: Box | None = None
    bits: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """What identifies these pixels (:func:`content_of`)."""
        return content_of(self.sha256, self.page, self.crop, self.bits)
