"""Load thumbnails in a few threads: newest request first, each content once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from wbc_desktop.jobs.decode import decode
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles
from wbc_desktop.jobs.worker import MOST_WAITING, Worker

THREADS = 2
CACHE_FROM_RATIO = 4
"""A picture with at least this many times the pixels of its thumbnail is cached on disk; others decode as quickly."""


@dataclass(frozen=True, slots=True)
class _Request:
    sha256: str
    path: str
    side: int
    fit: int = 0


class ThumbnailLoader(QObject):
    """Turns files into small QImages. Lives in the window's thread. Stop it before it is deleted.

    ``folder`` caches thumbnails between runs (None: no cache).
    """

    ready = Signal(str, QImage, int)
    failed = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        files = ThumbnailFiles(folder) if folder is not None else None
        self._worker = Worker(lambda request, _cancel: _load(request, files), self, THREADS, MOST_WAITING)
        self._worker.answered.connect(self._receive)
        if files is not None:
            self._worker.ask(None, None)  # prunes the folder

    def request(self, cell_key: str, path: str, size: int, fit: int = 0) -> None:
        """Ask for the picture of content ``cell_key`` (SHA-256) in file ``path``, at most ``size`` pixels a side.

        ``fit``: brought to exactly this larger side, here and not at each painting of it (0: as it is).
        Answered by ``ready(cell_key, image, size)`` or ``failed(cell_key)`` (no picture can be made of it), unless it
        was dropped before it was begun.
        """
        self._worker.ask((cell_key, size), _Request(cell_key, path, size, fit))

    def keep_only(self, keys: Collection[str]) -> None:
        """Drop the requests for all other contents."""
        self._worker.keep_only(lambda key: key is None or key[0] in keys)

    @property
    def waiting(self) -> int:
        """The number of requests that have not begun."""
        return self._worker.waiting

    def stop(self) -> None:
        """Drop waiting requests, wait for running ones, and deliver nothing more."""
        self._worker.stop()

    def _receive(self, key: tuple[str, int] | None, image: QImage | None) -> None:
        if key is None:
            return
        sha256, side = key
        if image is None:
            self.failed.emit(sha256)
        else:
            self.ready.emit(sha256, image, side)


def _load(request: _Request | None, files: ThumbnailFiles | None) -> QImage | None:
    """In a thread: return the thumbnail. Without a request, prune the folder."""
    if request is None:
        if files is not None:
            files.prune()
        return None
    kept = None if files is None else files.load(request.sha256, request.side)
    if kept is not None:
        return fitted(kept, request.fit)
    decoded = decode(Path(request.path), request.side, request.sha256)
    if decoded is None:
        return None
    thumbnail = decoded.image.width() * decoded.image.height()
    if files is not None and decoded.source_pixels >= CACHE_FROM_RATIO * thumbnail:
        files.save(request.sha256, request.side, decoded.image)
    return fitted(decoded.image, request.fit)


def fitted(image: QImage, side: int) -> QImage:
    """Return the image scaled to ``side`` pixels on its longer side; unchanged for 0."""
    if side == 0 or max(image.width(), image.height()) == side:
        return image
    wanted = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
