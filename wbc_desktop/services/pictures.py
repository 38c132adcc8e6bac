"""The picture of a cell from the slide's folder, once it is sure that the file still holds that cell."""

from __future__ import annotations

from pathlib import Path

from wbc_desktop.domain.cells import Cell
from wbc_desktop.inference.images import ContentChanged, RGBImage, read_cell
from wbc_desktop.reports.data import PictureChanged


def picture_of(folder: Path, cell: Cell) -> RGBImage:
    """H x W x 3 of 8 bits, RGB. A report shows it as evidence: a file of the same name with other content will not do.

    Raises ``OSError`` when the file cannot be read, :class:`PictureChanged` when it holds something else by now, and
    :class:`ImageError`.
    """
    try:
        return read_cell(folder / cell.path, cell.sha256)
    except ContentChanged as error:
        raise PictureChanged(error.reason) from error
