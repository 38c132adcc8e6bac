"""Load the pictures of reference cells off the window's thread, through the cache of thumbnails.

The next best cell replaces one whose file is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.references import ReferenceCell
from wbc_desktop.jobs.decode import decode
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles
from wbc_desktop.jobs.thumbnails import CACHE_FROM_RATIO
from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel
from wbc_desktop.store import references
from wbc_desktop.store.engine import Database

SHOWN = 8
SIDE = 128
TRIED = 4 * SHOWN
"""Most cells that are tried until enough have a picture."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference cell with its thumbnail."""

    cell: ReferenceCell
    image: QImage


@dataclass(frozen=True, slots=True)
class References:
    """The answer to a request: the best cells of class ``code`` that have a picture, best first."""

    code: str
    slide_id: int
    found: tuple[Reference, ...]


class ReferenceLoader(QObject):
    """Finds reference cells.

    Signals: ``loaded(References)``: the answer to the newest :meth:`ask`; older requests are dropped.
    """

    loaded = Signal(object)

    def __init__(self, db: Database, thumbnails: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        files = ThumbnailFiles(thumbnails) if thumbnails is not None else None
        self._worker = Worker(lambda asked, cancel: _load(db, files, asked[0], asked[1], cancel), self)
        self._worker.answered.connect(self._take)

    def ask(self, code: str, slide_id: int) -> None:
        """Request the best cells of class ``code`` to show beside those of a slide."""
        self._worker.ask_only((code, slide_id), (code, slide_id))

    def drop(self) -> None:
        """Drop the request."""
        self._worker.drop()

    def stop(self) -> None:
        """Wait for the running request and deliver nothing more."""
        self._worker.stop()

    def _take(self, asked: tuple[str, int], found: tuple[Reference, ...] | None) -> None:
        self.loaded.emit(References(*asked, found or ()))


def _load(
    db: Database, files: ThumbnailFiles | None, code: str, slide_id: int, cancel: Cancel
) -> tuple[Reference, ...]:
    """In a thread: return the best cells that have a picture."""
    found: list[Reference] = []
    with db.read() as s:
        candidates = references.best(s, code, slide_id, TRIED)
    for cell in candidates:
        if len(found) == SHOWN or cancel():
            break
        image = _thumbnail(cell, files)
        if image is not None:
            found.append(Reference(cell, image))
    return tuple(found)


def _thumbnail(cell: ReferenceCell, files: ThumbnailFiles | None) -> QImage | None:
    """Return the picture, at most ``SIDE`` pixels a side; None when the file is missing.

    A cached thumbnail is not enough: the cell must also be available in full for a comparison.
    """
    path = Path(cell.file)
    if not path.exists():
        return None
    kept = files.load(cell.sha256, SIDE) if files is not None else None
    if kept is not None:
        return kept
    decoded = decode(path, SIDE, cell.sha256)
    if decoded is None:
        return None
    if files is not None and decoded.source_pixels >= CACHE_FROM_RATIO * decoded.image.width() * decoded.image.height():
        files.save(cell.sha256, SIDE, decoded.image)
    return decoded.image
