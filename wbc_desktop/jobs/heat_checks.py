"""Measure off the window's thread how much of a cell's heatmaps lies on the cell."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.jobs.decode import to_array
from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel
from wbc_desktop.services.heat_check import Mask, cell_area, measure_maps

KEPT = 128
"""Cells whose outline in the picture is cached, at most 100 kB each."""

LARGEST = 640
"""Pixels a side of the examined picture; the method needs fewer."""


class HeatChecks(QObject):
    """Compares heatmaps with the cell found in the picture.

    Signals: ``checked(content, dict)``: the answer to the newest :meth:`ask`, a ``HeatOnCell`` by map; the dict is
    empty when no cell was found.
    """

    checked = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._kept: OrderedDict[str, Mask | None] = OrderedDict()
        self._worker = Worker(_check, self)
        self._worker.answered.connect(self._take)

    def ask(self, content: str, picture: QImage, maps: HeatMaps) -> None:
        """Request a comparison of the maps with the cell found in the picture."""
        self.drop()
        given = self._kept.get(content, picture)
        self._worker.ask((self._number, content), (given, maps))

    def drop(self) -> None:
        """Drop the request. The outline that is being computed is still cached."""
        self._number += 1
        self._worker.keep_only(lambda _key: False)

    def stop(self) -> None:
        """Wait for the running request and deliver nothing more."""
        self._worker.stop()

    def _take(self, key: tuple[int, str], answer: tuple[Mask | None, dict[str, Any]] | None) -> None:
        number, content = key
        mask, checks = answer or (None, {})
        self._kept[content] = mask
        self._kept.move_to_end(content)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if number == self._number:
            self.checked.emit(content, checks)


def _check(request: tuple[Mask | QImage | None, HeatMaps], _cancel: Cancel) -> tuple[Mask | None, dict[str, Any]]:
    """In a thread: return the outline of the cell, and the share of each map on it."""
    given, maps = request
    mask = cell_area(to_array(_shrunk(given))) if isinstance(given, QImage) else given
    return mask, {} if mask is None else dict(measure_maps(mask, maps))


def _shrunk(picture: QImage) -> QImage:
    if max(picture.width(), picture.height()) <= LARGEST:
        return picture
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(LARGEST, LARGEST, keep, smooth)
