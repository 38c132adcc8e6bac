"""Full pictures of cells, decoded off the window's thread, with the neighbours fetched before they are asked for."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.refusals import reason_told
from wbc_desktop.jobs.mailbox import Mailbox

log = logging.getLogger(__name__)

LARGEST_SIDE = 4096
"""A larger picture is shown smaller: no screen shows more, and a gigantic one would eat the memory."""

ROOM = 192 * 1024 * 1024
"""Bytes of decoded pictures that are kept."""

GONE = mark("The picture is not there: the file or its folder is gone.")


@dataclass(frozen=True, slots=True)
class _Answer:
    sha256: str
    image: QImage | None
    reason: str = ""


class PictureLoader(QObject):
    """``ready(sha256, QImage)`` or ``failed(sha256, sentence)`` answer the last :meth:`request`, in its own thread."""

    ready = Signal(str, QImage)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._running: set[str] = set()
        self._wanted: str | None = None
        self._closed = False
        self._mailbox: Mailbox[_Answer] = Mailbox(self._take)

    def request(self, sha256: str, file: Path) -> None:
        """Ask for the picture to show now; one that is kept is answered before this returns."""
        self._wanted = sha256
        kept = self._kept.get(sha256)
        if kept is None:
            self._begin(sha256, file, priority=1)
            return
        self._kept.move_to_end(sha256)
        self.ready.emit(sha256, kept)

    def prefetch(self, sha256: str, file: Path) -> None:
        """Fetch a picture that will probably be asked for next."""
        if sha256 not in self._kept and sha256 not in self._running:
            self._begin(sha256, file, priority=0)

    def forget_wanted(self) -> None:
        """Nothing is shown any more: what still arrives is kept but not announced."""
        self._wanted = None

    def stop(self) -> None:
        """Drop what waits, wait for what runs, and deliver nothing more."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()
        self._mailbox.close()

    def _begin(self, sha256: str, file: Path, priority: int) -> None:
        if self._closed:
            return
        self._running.add(sha256)
        mailbox = self._mailbox
        self._pool.start(lambda: mailbox.post(_decode(sha256, file)), priority)

    def _take(self, answer: _Answer) -> None:
        self._running.discard(answer.sha256)
        if answer.image is not None:
            self._kept[answer.sha256] = answer.image
            while len(self._kept) > 1 and sum(image.sizeInBytes() for image in self._kept.values()) > ROOM:
                self._kept.popitem(last=False)
        if answer.sha256 != self._wanted:
            return
        if answer.image is not None:
            self.ready.emit(answer.sha256, answer.image)
        else:
            self.failed.emit(answer.sha256, answer.reason)


def _decode(sha256: str, file: Path) -> _Answer:
    try:
        return _Answer(sha256, read_picture(file, sha256))
    except FileNotFoundError:
        return _Answer(sha256, None, tr(GONE))
    except Exception as error:
        log.info("picture %s cannot be shown: %s", file, error)
        reason = str(getattr(error, "reason", None) or error).rstrip(".")
        return _Answer(sha256, None, tr("The picture cannot be shown: it {reason}.", reason=reason_told(reason)))


def read_picture(file: Path, sha256: str) -> QImage:
    """Decode an image file as the network sees it (rotation, colour and depth put right), LARGEST_SIDE a side at most.

    Raises FileNotFoundError, another OSError, or ImageError with the reason, also when it is another picture by now.
    """
    from wbc_desktop.inference.images import read_cell
    from wbc_desktop.jobs.decode import from_array

    if not file.exists():
        raise FileNotFoundError(str(file))
    image = from_array(read_cell(file, sha256)).convertToFormat(QImage.Format.Format_RGB32)
    if max(image.width(), image.height()) <= LARGEST_SIDE:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(LARGEST_SIDE, LARGEST_SIDE, keep, smooth)
