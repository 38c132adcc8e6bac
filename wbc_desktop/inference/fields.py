"""Find the white cells of fields, and tell the kind of a slide's pictures: the door to the finder (no torch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.core import finder, picture_kind
from training.core.finder import FINDER
from training.core.picture_kind import SAMPLE
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.inference.images import RGBImage

__all__ = ["FINDER", "SAMPLE", "FoundRegion", "find_regions", "kind_of"]


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """A white cell in a field: its box, the finder's score (0 to 1), and whether the finder is sure of it."""

    box: Box
    score: float
    sure: bool


def find_regions(image: RGBImage) -> list[FoundRegion]:
    """Return the white cells of H x W x 3 RGB of 8 bits, from top to bottom."""
    found = finder.find(image)
    return [FoundRegion(Box(c.left, c.top, c.width, c.height), c.score, c.sure) for c in found]


def kind_of(sample: Sequence[tuple[tuple[int, int], Sequence[FoundRegion]]]) -> PictureKind:
    """Return the kind of a slide's pictures from a sample: width, height and found regions of each picture.

    Raises ``ValueError`` for an empty sample.
    """
    seen = [
        picture_kind.SeenPicture(
            width,
            height,
            [finder.FoundCell(*r.box, r.score, r.box.is_cut(width, height)) for r in regions],
        )
        for (width, height), regions in sample
    ]
    return PictureKind(picture_kind.picture_kind(seen).kind)
