"""Loads thumbnails in a few threads: newest request first, what was scrolled away dropped, equal content once."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage

from wbc_desktop.jobs.decode import decode
from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.jobs.thumbnail_files import ThumbnailFiles

log = logging.getLogger(__name__)

THREADS = 2
MAX_WAITING = 2048
"""More than any screen shows; older requests are forgotten and asked for again when they are painted."""

DEAR = 4
"""A picture with so many times the pixels of its thumbnail is worth a file on disk; another is decoded as quickly."""


@dataclass(frozen=True, slots=True)
class _Request:
    sha256: str
    path: str
    side: int
    fit: int = 0


@dataclass(frozen=True, slots=True)
class _Loaded:
    request: _Request
    image: QImage | None


class _Waiting:
    """The requests not yet begun, newest last. Plain and locked: shared by the loader and its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: OrderedDict[tuple[str, int], _Request] = OrderedDict()
        self._begun: set[tuple[str, int]] = set()
        self._workers = 0

    def push(self, request: _Request) -> bool:
        """Put ``request`` in front; returns whether one more worker is wanted."""
        key = (request.sha256, request.side)
        with self._lock:
            if key in self._begun:
                return False
            self._requests[key] = request
            self._requests.move_to_end(key)
            while len(self._requests) > MAX_WAITING:
                self._requests.popitem(last=False)
            if self._workers >= THREADS:
                return False
            self._workers += 1
            return True

    def pop(self) -> _Request | None:
        """The newest request; None tells the worker that it is no longer counted and must end."""
        with self._lock:
            if not self._requests:
                self._workers -= 1
                return None
            key, request = self._requests.popitem(last=True)
            self._begun.add(key)
            return request

    def done(self, request: _Request) -> None:
        with self._lock:
            self._begun.discard((request.sha256, request.side))

    def keep(self, wanted: Collection[str] | None) -> None:
        """Forget all but those whose content is in ``wanted`` (None: forget all)."""
        with self._lock:
            for key in list(self._requests):
                if wanted is None or key[0] not in wanted:
                    del self._requests[key]

    def __len__(self) -> int:
        with self._lock:
            return len(self._requests)


class ThumbnailLoader(QObject):
    """Turns files into small QImages. Lives in the window's thread; signals come there. Stop it before it goes.

    ``folder`` is where thumbnails are kept between runs (None: nowhere).
    """

    ready = Signal(str, QImage, int)
    failed = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = ThumbnailFiles(folder) if folder is not None else None
        self._waiting = _Waiting()
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._mailbox: Mailbox[_Loaded] = Mailbox(self._receive)
        waiting, mailbox = self._waiting, self._mailbox
        # Deleted without stop: the threads must not run on for long nor find anybody to talk to.
        self.destroyed.connect(lambda: _abandon(waiting, mailbox))
        if self._files is not None:
            self._pool.start(_quietly(self._files.prune))

    def request(self, cell_key: str, path: str, size: int, fit: int = 0) -> None:
        """Ask for the picture of content ``cell_key`` (SHA-256) in file ``path``, at most ``size`` pixels a side.

        ``fit``: brought to exactly this larger side, here and not at each painting of it (0: as it is).
        Answered by ``ready(cell_key, image, size)`` or ``failed(cell_key)`` (no picture can be made of it), unless it
        was dropped before it was begun.
        """
        if self._closed:
            return
        if self._waiting.push(_Request(cell_key, path, size, fit)):
            waiting, files, mailbox = self._waiting, self._files, self._mailbox
            self._pool.start(lambda: _work(waiting, files, mailbox))

    def keep_only(self, keys: Collection[str]) -> None:
        """Drop the requests for all other contents: they were scrolled away."""
        self._waiting.keep(keys)

    @property
    def waiting(self) -> int:
        """How many requests are not yet begun."""
        return len(self._waiting)

    def stop(self) -> None:
        """Drop what waits, wait for what runs, and deliver nothing more."""
        self._closed = True
        self._waiting.keep(None)
        self._pool.waitForDone()
        self._mailbox.close()

    def _receive(self, loaded: _Loaded) -> None:
        if loaded.image is None:
            self.failed.emit(loaded.request.sha256)
        else:
            self.ready.emit(loaded.request.sha256, loaded.image, loaded.request.side)


def _abandon(waiting: _Waiting, mailbox: Mailbox[_Loaded]) -> None:
    waiting.keep(None)
    mailbox.close()


def _work(waiting: _Waiting, files: ThumbnailFiles | None, mailbox: Mailbox[_Loaded]) -> None:
    while (request := waiting.pop()) is not None:
        image = None
        try:
            image = _load(request, files)
        except Exception:
            log.exception("thumbnail of %s", request.path)
        waiting.done(request)
        mailbox.post(_Loaded(request, image))


def _load(request: _Request, files: ThumbnailFiles | None) -> QImage | None:
    kept = None if files is None else files.load(request.sha256, request.side)
    if kept is not None:
        return fitted(kept, request.fit)
    decoded = decode(Path(request.path), request.side, request.sha256)
    if decoded is None:
        return None
    thumbnail = decoded.image.width() * decoded.image.height()
    if files is not None and decoded.source_pixels >= DEAR * thumbnail:
        files.save(request.sha256, request.side, decoded.image)
    return fitted(decoded.image, request.fit)


def fitted(image: QImage, side: int) -> QImage:
    """The image with ``side`` pixels on its longer side; as it is when that is 0."""
    if side == 0 or max(image.width(), image.height()) == side:
        return image
    wanted = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _quietly(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        except Exception:
            log.exception("thumbnail folder")

    return run
