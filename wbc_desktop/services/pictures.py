"""Read the picture of a cell from the slide's folder, if the file still has the content of that cell."""

from __future__ import annotations

from pathlib import Path

from wbc_desktop.domain.cells import Cell
from wbc_desktop.inference.images import ContentChanged, RGBImage, read_cell
from wbc_desktop.reports.data import PictureChanged


def picture_of(folder: Path, cell: Cell) -> RGBImage:
    """Return the picture (H x W x 3, RGB, 8 bits). Reports show it as evidence, so the content must be the cell's.

    Raises ``OSError`` if the file cannot be read, :class:`PictureChanged` if its content differs, and
    :class:`ImageError`.
    """
    try:
        return read_cell(folder / cell.path, cell.sha256)
    except ContentChanged as error:
        raise PictureChanged(error.reason) from error
