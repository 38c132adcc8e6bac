"""Parts of the window that scroll vertically if there is no room, and are never narrower than their content."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from wbc_desktop.ui.widgets.theme import GRID

LEAST_HEIGHT = 8 * GRID
"""Minimum height of the visible part, in pixels."""


class ScrolledBody(QWidget):
    """Asks the scroll area for its minimum height, so that it scrolls only if even that has no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = 0

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        if layout is None:
            return super().heightForWidth(width)
        return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._least != (least := self.minimumSizeHint().width()):
            self._least = least
            viewport = self.parentWidget()
            area = viewport.parentWidget() if viewport is not None else None
            if isinstance(area, QScrollArea):
                area.updateGeometry()  # Qt does not do so when the widget in it becomes wider
        return handled


class Scrolled(QScrollArea):
    """A scroll area that is as wide as its body needs and leaves keys to the window."""

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = body
        self.setWidget(body)
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the arrow keys move in the gallery instead of scrolling

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint() + QSize(self._bar(), 0)

    def minimumSizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        return QSize(least.width() + self._bar(), min(least.height(), LEAST_HEIGHT))

    def _bar(self) -> int:
        return self.verticalScrollBar().sizeHint().width()
