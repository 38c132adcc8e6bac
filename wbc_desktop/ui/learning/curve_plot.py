"""Draws one curve of a training run: its loss, or the accuracy of cells that training keeps aside."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from wbc_desktop.domain.language import number, tr
from wbc_desktop.ui.widgets.theme import GRID, strong
from wbc_desktop.ui.widgets.words import percent

LEAST = QSize(24 * GRID, 15 * GRID)
LEAST_SPAN = 0.5
"""The axis of a share begins here or lower: on a shorter one noise looks like a change."""
_LINE = 2.0


class CurvePlot(QWidget):
    """One curve over the steps of a run. ``share``: the values are shares from 0 to 1, and shown in percent."""

    def __init__(self, title: str, share: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._share = share
        self._points: list[tuple[int, float]] = []
        self._steps = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_points([], 0)

    def show_points(self, points: Sequence[tuple[int, float]], steps: int) -> None:
        """Show pairs of step and value; the run has ``steps`` steps."""
        self._points, self._steps = list(points), steps
        self.setAccessibleName(f"{self._title}: {self.words()}")
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """Return the latest value in words."""
        if not self._points:
            return tr("no value yet")
        step, value = self._points[-1]
        return tr("{value} after step {step:,} of {steps:,}", value=self._text(value), step=step, steps=self._steps)

    def sizeHint(self) -> QSize:
        return LEAST + QSize(8 * GRID, 0)

    def minimumSizeHint(self) -> QSize:
        return LEAST

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, line = self.palette(), self.fontMetrics().height()
        text, muted = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.PlaceholderText)
        painter.setFont(strong(self.font()))
        painter.setPen(text)
        painter.drawText(QRect(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, self._title)
        painter.setFont(self.font())
        painter.drawText(QRect(0, 0, self.width(), line), Qt.AlignmentFlag.AlignRight, self._latest())
        low, high = self._ends()
        labels = [self._text(value, ".2g") for value in (high, (low + high) / 2, low)]
        left = max(self.fontMetrics().horizontalAdvance(label) for label in labels) + GRID
        field = QRect(left, line + GRID, self.width() - left - 1, self.height() - 2 * line - 2 * GRID)
        for place, label in enumerate(labels):
            y = field.top() + round(place * field.height() / 2)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
            painter.drawLine(field.left(), y, field.right(), y)
            painter.setPen(muted)
            room = QRect(0, y - line // 2, left - GRID // 2, line)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
        under = QRect(field.left(), self.height() - line, field.width(), line)
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(under, Qt.AlignmentFlag.AlignRight, tr("step {n:,}", n=self._steps) if self._steps else "")
        self._draw_curve(painter, field, low, high)

    def _draw_curve(self, painter: QPainter, field: QRect, low: float, high: float) -> None:
        places = [self._place(field, step, value, low, high) for step, value in self._points]
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), _LINE))
        painter.drawPolyline(QPolygonF(places))
        if places:
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawEllipse(places[-1], _LINE, _LINE)

    def _place(self, field: QRect, step: int, value: float, low: float, high: float) -> QPointF:
        across = step / max(self._steps, step, 1)
        up = (value - low) / (high - low)
        return QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())

    def _ends(self) -> tuple[float, float]:
        """Return the ends of the axis: from 0 to the largest loss, or from a round share below the lowest one to 1."""
        values = [value for _, value in self._points]
        if self._share:
            return min(LEAST_SPAN, math.floor(min(values, default=0.0) * 10) / 10), 1.0
        return min([0.0, *values]), max([1e-9, *values]) if values else 1.0

    def _latest(self) -> str:
        return self._text(self._points[-1][1]) if self._points else "–"

    def _text(self, value: float, spec: str = ".3g") -> str:
        return percent(value) if self._share else number(value, spec)
