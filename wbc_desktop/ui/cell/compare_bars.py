"""The probabilities of two cells as pairs of bars, one pair per class."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.theme import GRID, strong
from wbc_desktop.ui.widgets.words import percent

Probabilities = Mapping[str, float]


class CompareBars(QWidget):
    """One line per class: the left cell's bar grows to the left of the code, the right cell's to the right."""

    def __init__(self, left: Probabilities, right: Probabilities, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = dict(left), dict(right)
        self._codes = sorted({*left, *right}, key=class_order)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = [
            tr(
                "{name}: left {left}, right {right}",
                name=cell_class(code).title,
                left=percent(self._left.get(code)),
                right=percent(self._right.get(code)),
            )
            for code in self._codes
        ]
        self.setAccessibleName(tr("Probabilities of both cells"))
        self.setAccessibleDescription("; ".join(lines))
        self.setToolTip("\n".join(lines))

    def sizeHint(self) -> QSize:
        return QSize(60 * GRID, max(1, len(self._codes)) * self._line())

    def _line(self) -> int:
        return self.fontMetrics().height() + GRID // 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, code in enumerate(self._codes):
            self._paint_line(painter, code, place * self._line())

    def _paint_line(self, painter: QPainter, code: str, top: int) -> None:
        metrics, height = self.fontMetrics(), self._line()
        number = metrics.horizontalAdvance("100.0 %") + GRID
        middle = max(metrics.horizontalAdvance("WWWW"), metrics.horizontalAdvance(code)) + 2 * GRID
        room = (self.width() - middle) / 2 - number
        left_end, right_start = number + room, number + room + middle
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(strong(self.font()))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(left_end, top, middle, height), flags | Qt.AlignmentFlag.AlignHCenter, code)
        painter.setFont(self.font())
        right_of = QRectF(self.width() - number, top, number, height)
        painter.drawText(QRectF(0, top, number, height), flags, percent(self._left.get(code)))
        painter.drawText(right_of, flags | Qt.AlignmentFlag.AlignRight, percent(self._right.get(code)))
        bar = top + height / 2 - 3
        self._paint_bar(painter, code, QRectF(number, bar, room, 6), self._left.get(code, 0.0), to_the_left=True)
        self._paint_bar(painter, code, QRectF(right_start, bar, room, 6), self._right.get(code, 0.0), to_the_left=False)

    def _paint_bar(self, painter: QPainter, code: str, track: QRectF, share: float, to_the_left: bool) -> None:
        if track.width() <= 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(track, 3, 3)
        width = track.width() * min(max(share, 0.0), 1.0)
        left = track.right() - width if to_the_left else track.left()
        painter.setBrush(QColor(cell_class(code).colour))
        painter.drawRoundedRect(QRectF(left, track.top(), width, track.height()), 3, 3)
