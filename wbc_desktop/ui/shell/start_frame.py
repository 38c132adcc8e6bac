"""An empty frame in the place of the window, shown while the window is being built."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.shell.placement import Placement
from wbc_desktop.ui.widgets.theme import DARK, GRID, LIGHT

SIDES = (43, 52)
"""Widths of the left and right panes at the first start, in steps of the grid."""


class StartFrame(QWidget):
    """Shows an empty window with the position, size and colours of the main window.

    Signals: ``painted()``: the frame was painted for the first time; ``closed()``: the frame was closed.
    """

    painted = Signal()
    closed = Signal()

    def __init__(self, placement: Placement, theme: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self._tones = DARK if theme == "dark" or (theme != "light" and dark) else LIGHT
        self._was_painted = False
        self.setWindowTitle("WBC Desktop")
        self.setAccessibleName(tr("WBC Desktop is starting"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        placement.restore_geometry(self)

    def give_place(self, window: QWidget) -> None:
        """Give ``window`` the position and size of the frame, which the window manager or the person may have moved."""
        window.setGeometry(self.normalGeometry())
        window.setWindowState(self.windowState())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tones.window))
        left, right = (side * GRID for side in SIDES)
        for x, width in ((0, left), (self.width() - right, right)):
            painter.fillRect(QRect(x, 4 * GRID, width, self.height()), QColor(self._tones.panel))
        painter.setPen(QColor(self._tones.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Opening…"))
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, lambda: self.painted.emit())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
