"""Finds out off the window's thread how much of a cell's heatmaps lies on the cell; the newest request counts."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.cells import HeatMaps
from wbc_desktop.jobs.decode import to_array
from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.services.heat_check import Mask, area_of, every_map

log = logging.getLogger(__name__)

KEPT = 128
"""Cells whose place in the picture is kept: some 100 kB each at most."""

LARGEST = 640
"""Pixels a side of what is looked at; the method itself needs fewer."""


@dataclass(frozen=True, slots=True)
class _Answer:
    number: int
    sha256: str
    mask: Mask | None
    checks: dict[str, Any]


class HeatChecks(QObject):
    """``checked(sha256, dict)`` answers the newest :meth:`ask`: ``services.heat_check.OnCell`` by map, or nothing."""

    checked = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._closed = False
        self._kept: OrderedDict[str, Mask | None] = OrderedDict()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._mailbox: Mailbox[_Answer] = Mailbox(self._take)
        mailbox = self._mailbox
        self.destroyed.connect(lambda: mailbox.close())

    def ask(self, sha256: str, picture: QImage, maps: HeatMaps) -> None:
        """Hold the maps against the cell that is found in its picture."""
        if self._closed:
            return
        self._number += 1
        self._pool.clear()
        number, mailbox, known = self._number, self._mailbox, sha256 in self._kept
        mask = self._kept.get(sha256)

        def work() -> None:
            mailbox.post(_check(number, sha256, mask if known else picture, maps))

        self._pool.start(work)

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        self._number += 1
        self._pool.clear()

    def stop(self) -> None:
        """Wait for what runs and deliver nothing more."""
        self._closed = True
        self.drop()
        self._pool.waitForDone()
        self._mailbox.close()

    def _take(self, answer: _Answer) -> None:
        self._kept[answer.sha256] = answer.mask
        self._kept.move_to_end(answer.sha256)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if answer.number == self._number:
            self.checked.emit(answer.sha256, answer.checks)


def _check(number: int, sha256: str, given: Mask | QImage | None, maps: HeatMaps) -> _Answer:
    """In the worker thread: whatever happens, there is an answer."""
    try:
        mask = area_of(to_array(_shrunk(given))) if isinstance(given, QImage) else given
        return _Answer(number, sha256, mask, {} if mask is None else dict(every_map(mask, maps)))
    except Exception:
        log.exception("where the cell is in %s", sha256)
        return _Answer(number, sha256, None, {})


def _shrunk(picture: QImage) -> QImage:
    if max(picture.width(), picture.height()) <= LARGEST:
        return picture
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(LARGEST, LARGEST, keep, smooth)
