"""Parts of the window that scroll where the screen is too low for them, and are never cut at their sides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from wbc_desktop.ui.widgets.theme import GRID

LEAST = 8 * GRID
"""So high is what is seen of a scrolled part at least."""


class ScrolledBody(QWidget):
    """Scrolls only where not even its parts' smallest heights have room: a scroll area asks for the preferred ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = 0

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        if layout is None:
            return super().heightForWidth(width)
        return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()

    def event(self, event: QEvent) -> bool:
        heard = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._least != (least := self.minimumSizeHint().width()):
            self._least = least
            viewport = self.parentWidget()
            area = viewport.parentWidget() if viewport is not None else None
            if isinstance(area, QScrollArea):
                area.updateGeometry()  # a scroll area itself does not ask how wide its widget has become
        return heard


class Scrolled(QScrollArea):
    """As wide as its body needs, and as high as there is room. Leaves keys to the window."""

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
        event.ignore()  # the arrows move in the gallery, they don't scroll what is beside it

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint() + QSize(self._bar(), 0)

    def minimumSizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        return QSize(least.width() + self._bar(), min(least.height(), LEAST))

    def _bar(self) -> int:
        return self.verticalScrollBar().sizeHint().width()
