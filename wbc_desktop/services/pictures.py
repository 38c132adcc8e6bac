"""Read the pictures of the cells of a slide, each from a file that has the content of the cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.inference.images import ContentChanged, RGBImage, read_cell
from wbc_desktop.reports.data import PictureChanged
from wbc_desktop.services.examine import MAX_BYTES
from wbc_desktop.services.walk import FoundFile, walk


class SlidePictures:
    """Reads the pictures of a slide by content, also after its files were renamed or moved within its folders.

    A signed slide is not scanned again, so the paths that were stored with it can be old. The folders are searched only
    if a stored path does not have the content of its cell; each file is read once.
    """

    def __init__(self, slide: Slide) -> None:
        self._folder = Path(slide.folder)
        self._found: dict[str, str] = {}
        self._unread = _files((slide.folder, *slide.others))

    def read(self, cell: Cell) -> RGBImage:
        """Return the picture (H x W x 3, RGB, 8 bits). Reports show it as evidence, so the content must be the cell's.

        Raises ``OSError`` if the file cannot be read and :class:`PictureChanged` if it has other content, both only if
        no other file of the slide has that content; and :class:`ImageError`.
        """
        try:
            return read_cell(self._folder / cell.path, cell.sha256)
        except (OSError, ContentChanged) as error:
            other = self._path_of(cell.sha256)
            if other is not None:
                return read_cell(other, cell.sha256)
            if isinstance(error, ContentChanged):
                raise PictureChanged(error.reason) from error
            raise

    def _path_of(self, sha256: str) -> str | None:
        while sha256 not in self._found:
            file = next(self._unread, None)
            if file is None:
                return None
            with suppress(OSError), open(file, "rb") as opened:  # noqa: PTH123 - the name may not be valid text
                self._found.setdefault(hashlib.file_digest(opened, "sha256").hexdigest(), file)
        return self._found[sha256]


def _files(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):  # a folder that is not there
            for found in walk(folder):
                if isinstance(found, FoundFile) and found.size <= MAX_BYTES:
                    yield found.full
