"""Read the pictures of the cells of a slide, each from a file that has the content of the cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.images import MAX_STACK_BYTES, ContentChanged, RGBImage, read_source
from wbc_desktop.reports.data import PictureChanged
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
        """Return the picture that shows the cell (H x W x 3, RGB, 8 bits); of a region, its whole field.

        Reports show it as evidence, so the content must be the cell's.
        Raises ``OSError`` if the file cannot be read and :class:`PictureChanged` if it has other content, both only if
        no other file of the slide has that content; and :class:`ImageError`.
        """
        try:
            return read_by_content(cell.page_source(self._folder), self._files)
        except ContentChanged as error:
            raise PictureChanged(error.reason) from error


def read_by_content(source: PictureSource, elsewhere: FilesByContent) -> RGBImage:
    """Return the pixels of ``source``, if need be from a file with the same content found ``elsewhere``.

    Raises as :func:`read_source` if no file has the content.
    """
    try:
        return read_source(source)
    except (OSError, ContentChanged):
        other = elsewhere.path_of(source.sha256)
        if other is None:
            raise
        return read_source(replace(source, file=Path(other)))


def _files(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):  # a folder that is not there
            for found in walk(folder):
                if isinstance(found, FoundFile) and found.size <= MAX_STACK_BYTES:
                    yield found.full
