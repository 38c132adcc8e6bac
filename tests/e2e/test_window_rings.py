"""The ring around the current cell is outside the cell's rectangle. A change of the current cell must repaint it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from conftest import Session


class Painted(QObject):
    """Collects the region of a widget that is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region |= event.region()
        return False


def test_the_ring_follows_the_current_cell(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> None:
    session = start(slide_folder(3))
    session.wait_until_classified(3)
    gallery = session.window.gallery
    gallery.select(session.cells[0].id)
    session.qtbot.wait(50)
    painted = Painted()
    gallery.viewport().installEventFilter(painted)
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    session.qtbot.waitUntil(lambda: not painted.region.isEmpty())
    session.qtbot.wait(50)
    for row in (0, 1):
        corner = gallery.visualRect(gallery.model().index(row, 0)).topLeft() - QPoint(3, 3)
        assert painted.region.contains(corner), row
    gallery.viewport().removeEventFilter(painted)
    session.close()
