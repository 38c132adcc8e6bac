"""Load full pictures of cells off the window's thread, and their neighbours in advance."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel

log = logging.getLogger(__name__)

LARGEST_SIDE = 4096
"""Pixels. Larger pictures are scaled down: no screen shows more, and memory is limited."""

ROOM = 192 * 1024 * 1024
"""Bytes of decoded pictures in the cache."""

GONE = mark("The picture is not there: the file or its folder is gone.")


class PictureLoader(QObject):
    """A cache of decoded pictures.

    Signals: ``ready(sha256, QImage)`` or ``failed(sha256, sentence)``: the answer to the last :meth:`request`.
    """

    ready = Signal(str, QImage)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._wanted: str | None = None
        self._worker = Worker(_decode, self, threads=2)
        self._worker.answered.connect(self._take)

    def request(self, sha256: str, file: Path) -> None:
        """Request the picture to show now. A cached one is answered before this returns."""
        self._wanted = sha256
        kept = self._kept.get(sha256)
        if kept is None:
            self._worker.ask(sha256, (sha256, file))
            return
        self._kept.move_to_end(sha256)
        self.ready.emit(sha256, kept)

    def prefetch(self, sha256: str, file: Path) -> None:
        """Load a picture that will probably be requested next."""
        if sha256 not in self._kept:
            self._worker.ask(sha256, (sha256, file), later=True)

    def forget_wanted(self) -> None:
        """Announce no answer any more. Pictures that still arrive are cached."""
        self._wanted = None

    def stop(self) -> None:
        """Drop waiting requests, wait for running ones, and deliver nothing more."""
        self._worker.stop()

    def _take(self, sha256: str, answer: QImage | str) -> None:
        if isinstance(answer, QImage):
            self._kept[sha256] = answer
            while len(self._kept) > 1 and sum(image.sizeInBytes() for image in self._kept.values()) > ROOM:
                self._kept.popitem(last=False)
        if sha256 != self._wanted:
            return
        if isinstance(answer, QImage):
            self.ready.emit(sha256, answer)
        else:
            self.failed.emit(sha256, answer)


def _decode(request: tuple[str, Path], _cancel: Cancel) -> QImage | str:
    """In a thread: return the picture, or the sentence that says why it cannot be shown."""
    sha256, file = request
    try:
        return read_picture(file, sha256)
    except (FileNotFoundError, NotADirectoryError):
        return tr(GONE)
    except Exception as error:
        log.info("picture %s cannot be shown: %s", file, error)
        reason = str(getattr(error, "reason", None) or error).rstrip(".")
        return tr("The picture cannot be shown: it {reason}.", reason=reason_text(reason))


def read_picture(file: Path, sha256: str) -> QImage:
    """Decode an image file with the decoder of the network (upright, 8-bit RGB), at most LARGEST_SIDE pixels a side.

    If the file has other content by now, its folder is searched for the picture: a signed slide is not scanned again.
    Raises FileNotFoundError, another OSError, or ImageError with the reason.
    """
    from wbc_desktop.jobs.decode import from_array
    from wbc_desktop.services.pictures import FilesByContent, read_by_content

    pixels = read_by_content(file, sha256, FilesByContent([str(file.parent)]))
    image = from_array(pixels).convertToFormat(QImage.Format.Format_RGB32)
    if max(image.width(), image.height()) <= LARGEST_SIDE:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(LARGEST_SIDE, LARGEST_SIDE, keep, smooth)
