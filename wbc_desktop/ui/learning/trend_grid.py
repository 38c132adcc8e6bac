"""Plots side by side, as many in a row as there is room for; all show the same week."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wbc_desktop.domain.trends import Week
from wbc_desktop.ui.learning.trend_curves import Curve
from wbc_desktop.ui.learning.trend_plot import Switches, TrendPlot
from wbc_desktop.ui.widgets.theme import GRID

SPACING = 2 * GRID


class TrendGrid(QWidget):
    """A grid of plots of equal size.

    Signals: ``chosen(int)``: the place of the week that the person points at or moves to in any plot.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots: list[TrendPlot] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def plots(self) -> list[TrendPlot]:
        """The plots in their order."""
        return list(self._plots)

    def show_curves(self, curves: Sequence[Curve], weeks: Sequence[Week], switches: Switches) -> None:
        """Show a plot for each curve in place of the earlier ones."""
        for old in self._plots:
            old.hide()  # until it is deleted
            old.deleteLater()
        self._plots = [TrendPlot(curve, weeks, switches, self) for curve in curves]
        for plot in self._plots:
            plot.chosen.connect(self.chosen)
            plot.show()
        self._arrange()
        self.updateGeometry()

    def choose(self, week: int) -> None:
        """Show the numbers of this week in all plots."""
        for plot in self._plots:
            plot.choose(week)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._plots:
            return 0
        rows = -(-len(self._plots) // self._columns(width))
        return rows * self._plots[0].sizeHint().height() + (rows - 1) * SPACING

    def sizeHint(self) -> QSize:
        return QSize(2 * self._least() + SPACING, self.heightForWidth(2 * self._least() + SPACING))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least(), self._plots[0].sizeHint().height() if self._plots else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _least(self) -> int:
        return max((plot.minimumSizeHint().width() for plot in self._plots), default=0)

    def _columns(self, width: int) -> int:
        fit = (width + SPACING) // (self._least() + SPACING)
        return max(1, min(fit, len(self._plots)))

    def _arrange(self) -> None:
        if not self._plots:
            return
        columns = self._columns(self.width())
        width = (self.width() - (columns - 1) * SPACING) // columns
        height = self._plots[0].sizeHint().height()
        for number, plot in enumerate(self._plots):
            row, column = divmod(number, columns)
            plot.setGeometry(QRect(column * (width + SPACING), row * (height + SPACING), width, height))
