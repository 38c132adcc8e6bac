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


class FilesByContent:
    """Finds files in folders by their content. Each file is read at most once, and only as far as the search needs."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._found: dict[str, str] = {}
        self._unread = _files(folders)

    def path_of(self, sha256: str) -> str | None:
        """Return the path of a file with this content, or None."""
        while sha256 not in self._found:
            file = next(self._unread, None)
            if file is None:
                return None
            with suppress(OSError), open(file, "rb") as opened:  # noqa: PTH123 - the name may not be valid text
                self._found.setdefault(hashlib.file_digest(opened, "sha256").hexdigest(), file)
        return self._found[sha256]


class SlidePictures:
    """Reads the pictures of a slide by content, also after its files were renamed or moved within its folders.

    A signed slide is not scanned again, so the paths that were stored with it can be old. The folders are searched only
    if a stored path does not have the content of its cell.
    """

    def __init__(self, slide: Slide) -> None:
        self._folder = Path(slide.folder)
        self._files = FilesByContent((slide.folder, *slide.others))

    def read(self, cell: Cell) -> RGBImage:
        """Return the picture (H x W x 3, RGB, 8 bits). Reports show it as evidence, so the content must be the cell's.

        Raises ``OSError`` if the file cannot be read and :class:`PictureChanged` if it has other content, both only if
        no other file of the slide has that content; and :class:`ImageError`.
        """
        try:
            return read_by_content(self._folder / cell.path, cell.sha256, self._files)
        except ContentChanged as error:
            raise PictureChanged(error.reason) from error


def read_by_content(path: Path, sha256: str, elsewhere: FilesByContent) -> RGBImage:
    """Return the picture with this content from ``path``, or from a file found ``elsewhere``.

    Raises as :func:`read_cell` for ``path`` if no file has the content.
    """
    try:
        return read_cell(path, sha256)
    except (OSError, ContentChanged):
        other = elsewhere.path_of(sha256)
        if other is None:
            raise
        return read_cell(other, sha256)


def _files(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):  # a folder that is not there
            for found in walk(folder):
                if isinstance(found, FoundFile) and found.size <= MAX_BYTES:
                    yield found.full
