"""The caption of a heatmap: its colours, and what it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.cell.overlay import legend_gradient
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

CAVEAT = mark("A picture of what the network used, not a proof.")


class Legend(QWidget):
    """The heatmap's colours from low to high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(10 * GRID, GRID))
        self.setAccessibleName(tr("Colours of the heatmap, from low on the left to high on the right"))
        self.setToolTip(tr("Low – high, scaled for each map by its own maximum"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(legend_gradient(self.width()))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)


class HeatCaption(QWidget):
    """The legend and the caveat, for a place where a heatmap is shown; hide it where none is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label(tr(CAVEAT))
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(Legend())
        row.addWidget(self._text, 1)

    def show_finding(self, finding: str, about: str = "") -> None:
        """Show a sentence about the map before the caveat, with a tool tip; "" for none."""
        self._text.setText(" ".join(filter(None, (finding, tr(CAVEAT)))))
        self._text.setToolTip(about)

    def text(self) -> str:
        """Return the text shown beside the legend."""
        return self._text.text()
