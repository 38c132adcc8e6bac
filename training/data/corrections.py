"""Corrections from the desktop program: reading their file, and the pixels of their cells as prediction sees them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from training.core.classes import CODE, NO_CLASSES
from training.core.corrections import Correction, Rectangle, from_csv
from training.core.frame import Frame, part_of
from training.core.images import ImageError, RGBImage, decode_image
from training.data.manifest import ManifestError

__all__ = ["CellPicture", "Correction", "Refused", "pictures", "read_corrections"]

SIDES = ("train", "test")


@dataclass(frozen=True, slots=True)
class CellPicture:
    """The part of a picture that the network is given (H x W x 3 RGB), and the cell's place in it, if it is known."""

    correction: Correction
    image: RGBImage
    cell: Frame | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell whose picture cannot be used; ``reason`` follows the file's name ("is damaged")."""

    correction: Correction
    reason: str


def read_corrections(path: Path) -> list[Correction]:
    """Return the corrections of a file that the desktop program wrote.

    Raises :class:`ManifestError` when it cannot be read, lists no cell, names what is no class or no side, or has a
    slide, a cell or a picture file on both sides.
    """
    try:
        found = from_csv(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ManifestError(f"The corrections in {path} cannot be read ({error}).") from error
    if not found:
        raise ManifestError(f"The file {path} lists no correction.")
    for one in found:
        if one.split not in SIDES or not CODE.fullmatch(one.label) or one.label in NO_CLASSES or not one.path:
            raise ManifestError(f"{path}, cell {one.cell}: not a path, a class of cells and one of {SIDES}.")
    for what in ("group", "digest", "sha256"):
        sides: dict[str, str] = {}
        for one in found:
            name = str(getattr(one, what))
            if sides.setdefault(name, one.split) != one.split:
                raise ManifestError(f"{path}, cell {one.cell}: {what} {name} is on both sides of the split.")
    return found


def pictures(corrections: Iterable[Correction]) -> Iterator[CellPicture | Refused]:
    """Yield the pictures of these cells in their order; a page is decoded once for cells that follow each other.

    A file that no longer holds the content that the reviewer saw is refused.
    """
    for _, some in groupby(corrections, key=lambda c: (c.path, c.sha256, c.page, c.bits)):
        cells = list(some)
        page = _page(cells)
        for cell in cells:
            yield Refused(cell, page) if isinstance(page, str) else _picture(cell, page)


def _page(cells: Sequence[Correction]) -> RGBImage | str:
    """Return the page of these cells, or the reason why there is none."""
    first = cells[0]
    try:
        data = Path(first.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != first.sha256:
            return "was changed since it was classified"
        return decode_image(data, first.page, first.bits)
    except ImageError as error:
        return error.reason
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    except MemoryError:
        return "needs more memory than there is"


def _picture(cell: Correction, page: RGBImage) -> CellPicture | Refused:
    if cell.crop is None:
        return CellPicture(cell, page, None)
    height, width = page.shape[:2]
    if not _is_inside(cell.crop, width, height):
        return Refused(cell, "is smaller than the region of its cell")
    left, top, wide, high = cell.crop
    place = None if cell.box is None else part_of(cell.box, cell.crop)
    return CellPicture(cell, page[top : top + high, left : left + wide], place)


def _is_inside(rectangle: Rectangle, width: int, height: int) -> bool:
    left, top, wide, high = rectangle
    return left + wide <= width and top + high <= height
