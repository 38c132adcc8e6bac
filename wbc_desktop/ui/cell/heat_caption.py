"""The caption of a heatmap: its colours, and what it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

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
    """The legend, the caveat and perhaps a warning, for a place where a heatmap is shown; hide it where none is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label(tr(CAVEAT))
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        # Room for two lines, so that the picture keeps its size when the finding comes.
        self._text.setMinimumHeight(2 * self._text.fontMetrics().lineSpacing())
        self._warning = Label()
        self._warning.setProperty("role", "caution")
        self._warning.setWordWrap(True)
        self._warning.setToolTip(
            tr("Most is outside even if a narrow margin counts as part of the cell: the map is coarse.")
        )
        self._warning.hide()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(Legend())
        row.addWidget(self._text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(row)
        column.addWidget(self._warning)

    def show_finding(self, finding: str, about: str = "", warning: str = "") -> None:
        """Show a sentence about the map before the caveat, with a tool tip, and a warning below; "" for none."""
        self._text.setText(" ".join(filter(None, (finding, tr(CAVEAT)))))
        self._text.setToolTip(about)
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def text(self) -> str:
        """Return the text shown beside the legend."""
        return self._text.text()

    def warning(self) -> str:
        """Return the warning; "" if there is none."""
        return self._warning.text()
