"""The window's frame, on the screen while what fills it is still being loaded."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.shell.placement import Placement
from wbc_desktop.ui.widgets.theme import DARK, GRID, LIGHT

SIDES = (43, 52)
"""How wide the panes at the left and right are a first time, in steps of the grid."""


class StartFrame(QWidget):
    """Shows where the window will be, in its tones.

    Signals: ``seen()``: it was painted for the first time; ``given_up()``: it was closed.
    """

    seen = Signal()
    given_up = Signal()

    def __init__(self, placement: Placement, look: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self._tones = DARK if look == "dark" or (look != "light" and dark) else LIGHT
        self._told = False
        self.setWindowTitle("WBC Desktop")
        self.setAccessibleName(tr("WBC Desktop is starting"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        placement.put(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tones.window))
        left, right = (side * GRID for side in SIDES)
        for x, width in ((0, left), (self.width() - right, right)):
            painter.fillRect(QRect(x, 4 * GRID, width, self.height()), QColor(self._tones.panel))
        painter.setPen(QColor(self._tones.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Opening…"))
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self, lambda: self.seen.emit())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.given_up.emit()
