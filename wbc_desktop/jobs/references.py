"""Loads the pictures of reference cells off the window's thread, by the cache of thumbnails; a file that is gone is
passed over and the next best cell takes its place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.references import ReferenceCell
from wbc_desktop.jobs.decode import decode
from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles
from wbc_desktop.jobs.thumbnails import DEAR
from wbc_desktop.store import references
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)

SHOWN = 8
SIDE = 128
TRIED = 4 * SHOWN
"""So many cells are tried until enough have a picture."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference cell with its thumbnail."""

    cell: ReferenceCell
    image: QImage


@dataclass(frozen=True, slots=True)
class References:
    """The answer to one request: the best cells of class ``code`` that have a picture, the best first."""

    code: str
    slide_id: int
    found: tuple[Reference, ...]


class ReferenceLoader(QObject):
    """``loaded(References)`` answers the newest :meth:`ask`, in its own thread; older ones are dropped."""

    loaded = Signal(object)

    def __init__(self, db: Database, thumbnails: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._files = ThumbnailFiles(thumbnails) if thumbnails is not None else None
        self._newest = [0]
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._mailbox: Mailbox[tuple[int, References]] = Mailbox(self._take)
        newest, mailbox = self._newest, self._mailbox
        self.destroyed.connect(lambda: _abandon(newest, mailbox))

    def ask(self, code: str, slide_id: int) -> None:
        """Find the best cells of class ``code`` to show beside those of a slide."""
        if self._closed:
            return
        self._newest[0] += 1
        number, newest, mailbox, db, files = self._newest[0], self._newest, self._mailbox, self._db, self._files
        self._pool.clear()

        def work() -> None:
            found = _load(db, files, code, slide_id, lambda: newest[0] == number)
            mailbox.post((number, References(code, slide_id, found)))

        self._pool.start(work)

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        self._newest[0] += 1

    def stop(self) -> None:
        """Wait for what runs and deliver nothing more."""
        self._closed = True
        self.drop()
        self._pool.clear()
        self._pool.waitForDone()
        self._mailbox.close()

    def _take(self, answer: tuple[int, References]) -> None:
        number, found = answer
        if number == self._newest[0]:
            self.loaded.emit(found)


def _abandon(newest: list[int], mailbox: Mailbox[tuple[int, References]]) -> None:
    newest[0] += 1
    mailbox.close()


def _load(
    db: Database, files: ThumbnailFiles | None, code: str, slide_id: int, wanted: Callable[[], bool]
) -> tuple[Reference, ...]:
    """In the worker thread: whatever happens, there is an answer."""
    found: list[Reference] = []
    try:
        with db.read() as s:
            candidates = references.best(s, code, slide_id, TRIED)
        for cell in candidates:
            if len(found) == SHOWN or not wanted():
                break
            image = _thumbnail(cell, files)
            if image is not None:
                found.append(Reference(cell, image))
    except Exception:
        log.exception("reference cells")
    return tuple(found)


def _thumbnail(cell: ReferenceCell, files: ThumbnailFiles | None) -> QImage | None:
    """The picture at most ``SIDE`` pixels a side; None when the file is gone, also where its thumbnail is kept: a cell
    that cannot be looked at in full is no use to hold another against."""
    path = Path(cell.file)
    if not path.exists():
        return None
    kept = files.load(cell.sha256, SIDE) if files is not None else None
    if kept is not None:
        return kept
    decoded = decode(path, SIDE, cell.sha256)
    if decoded is None:
        return None
    if files is not None and decoded.source_pixels >= DEAR * decoded.image.width() * decoded.image.height():
        files.save(cell.sha256, SIDE, decoded.image)
    return decoded.image
