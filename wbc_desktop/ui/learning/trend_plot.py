"""A plot of one number over weeks, with its interval; mouse and arrow keys choose a week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.trends import Week
from wbc_desktop.ui.learning.trend_curves import Curve, week_text
from wbc_desktop.ui.widgets.theme import GRID, strong

HEIGHT = 13 * GRID
"""Height of the plotting area, in pixels."""

PAD, DOT = GRID // 2, 5.0
BAND_ALPHA, PLAIN_BAND_ALPHA = 110, 60
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -4, Qt.Key.Key_PageDown: 4}

Switches = Sequence[tuple[float, str]]


class TrendPlot(QWidget):
    """Shows a :class:`Curve`. The chosen week has a vertical line, and its numbers are beside the title.

    Signals: ``chosen(int)``: the place of the week that the person points at or moves to.
    """

    chosen = Signal(int)

    def __init__(self, curve: Curve, weeks: Sequence[Week], switches: Switches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve, self._weeks, self._switches = curve, tuple(weeks), tuple(switches)
        self._week = len(self._weeks) - 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(curve.name)
        self.choose(self._week)

    @property
    def curve(self) -> Curve:
        """What is shown."""
        return self._curve

    @property
    def week(self) -> int:
        """The place of the chosen week."""
        return self._week

    def choose(self, week: int) -> None:
        """Show the numbers of this week."""
        self._week = max(0, min(week, len(self._weeks) - 1))
        self.setAccessibleDescription(self.words())
        self.setToolTip(f"{self._curve.name}\n{self.words()}")
        self.update()

    def words(self) -> str:
        """Return the numbers of the chosen week."""
        point = self._curve.points.get(self._week)
        text = tr("nothing in this week") if point is None else point.words
        return f"{week_text(self._weeks[self._week])}: {text}"

    def sizeHint(self) -> QSize:
        return QSize(36 * GRID, HEIGHT + self._above() + self._line() + 2 * PAD)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._weeks) - 1}
        if step is not None:
            self.chosen.emit(max(0, min(self._week + step, len(self._weeks) - 1)))
        elif event.key() in ends:
            self.chosen.emit(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area()
        place = int((event.position().x() - area.left()) / max(1.0, area.width()) * len(self._weeks))
        place = max(0, min(place, len(self._weeks) - 1))
        if place != self._week:
            self.chosen.emit(place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        self._paint_title(painter)
        self._paint_axes(painter, area)
        self._paint_switches(painter, area)
        painter.save()
        painter.setClipRect(area.adjusted(-DOT, -DOT, DOT, DOT))
        for run in self._runs():
            self._paint_run(painter, area, run)
        painter.restore()
        self._paint_cursor(painter, area)

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _area(self) -> QRectF:
        """Return where the curve is painted."""
        curve, metrics = self._curve, self.fontMetrics()
        left = max(metrics.horizontalAdvance(curve.label(value)) for value in (curve.floor, curve.top)) + GRID
        top = self._above()
        return QRectF(left, top, self.width() - left - GRID, self.height() - top - self._line() - 2 * PAD)

    def _above(self) -> int:
        """Return the height of the title, and of a line with the names of models if there are any."""
        return self._line() * (2 if self._switches else 1) + GRID + PAD

    def _x(self, area: QRectF, place: float) -> float:
        return area.left() + area.width() * place / max(1, len(self._weeks))

    def _y(self, area: QRectF, value: float) -> float:
        share = (value - self._curve.floor) / (self._curve.top - self._curve.floor)
        return area.bottom() - area.height() * max(0.0, min(share, 1.0))

    def _point(self, area: QRectF, place: int, value: float) -> QPointF:
        return QPointF(self._x(area, place + 0.5), self._y(area, value))

    def _runs(self) -> Iterator[list[int]]:
        """Yield the places of neighbouring weeks that have a value: the curve has a gap where there is none."""
        run: list[int] = []
        for place in sorted(self._curve.points):
            if run and place != run[-1] + 1:
                yield run
                run = []
            run.append(place)
        if run:
            yield run

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(role)

    def _paint_title(self, painter: QPainter) -> None:
        curve, metrics, height = self._curve, self.fontMetrics(), self._line()
        point = curve.points.get(self._week)
        value = "–" if point is None else point.short
        room = self.width() - metrics.horizontalAdvance(value) - GRID
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setPen(self._colour(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, PAD, self.width() - PAD, height), flags | Qt.AlignmentFlag.AlignRight, value)
        left = float(PAD)
        if curve.colour:
            painter.fillRect(QRectF(left, PAD + height / 2 - 5, 10, 10), QColor(curve.colour))
            left += 10 + PAD
        for text, font in ((curve.code, strong(self.font())), (curve.title, self._title_font())):
            painter.setFont(font)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room - left)))
            painter.drawText(QRectF(left, PAD, room - left, height), flags, shown)
            left += painter.fontMetrics().horizontalAdvance(shown) + (PAD if shown else 0)
        painter.setFont(self.font())

    def _title_font(self) -> QFont:
        return self.font() if self._curve.code else strong(self.font())

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        curve, height = self._curve, self._line()
        line, muted = self._colour(QPalette.ColorRole.Mid), self._colour(QPalette.ColorRole.PlaceholderText)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for value in (curve.floor, (curve.floor + curve.top) / 2, curve.top):
            y = self._y(area, value)
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if value in (curve.floor, curve.top):
                painter.setPen(muted)
                where = QRectF(0, y - height / 2, area.left() - PAD, height)
                painter.drawText(where, flags | Qt.AlignmentFlag.AlignRight, curve.label(value))
        if curve.limit is not None:
            painter.setPen(QPen(muted, 1, Qt.PenStyle.DashLine))
            y = self._y(area, curve.limit)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(muted)
        below = QRectF(area.left(), area.bottom() + PAD, area.width(), height)
        painter.drawText(below, flags | Qt.AlignmentFlag.AlignLeft, str(self._weeks[0]))
        if len(self._weeks) > 1:
            painter.drawText(below, flags | Qt.AlignmentFlag.AlignRight, str(self._weeks[-1]))

    def _paint_switches(self, painter: QPainter, area: QRectF) -> None:
        """Paint a line where the active model changed, with as much of its number and name as there is room."""
        muted, metrics = self._colour(QPalette.ColorRole.PlaceholderText), self.fontMetrics()
        starts = [self._x(area, place) for place, _ in self._switches]
        ends = [*starts[1:], area.right()]
        for number, (x, (_, name)) in enumerate(zip(starts, self._switches, strict=True), 1):
            end = ends[number - 1]
            painter.setPen(QPen(muted, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top() - self._line()), QPointF(x, area.bottom()))
            painter.setPen(muted)
            room = int(end - x - PAD)
            text = metrics.elidedText(f"{number} {name}", Qt.TextElideMode.ElideRight, room)
            text = text if len(text) > 3 else str(number)
            where = QRectF(
                x + 3, area.top() - self._line() - PAD, max(room, metrics.horizontalAdvance(text)), self._line()
            )
            painter.drawText(where, Qt.TextFlag.TextSingleLine, text)

    def _paint_run(self, painter: QPainter, area: QRectF, run: Sequence[int]) -> None:
        points = [self._curve.points[place] for place in run]
        text = self._colour(QPalette.ColorRole.WindowText)
        fill = QColor(self._curve.colour) if self._curve.colour else QColor(text)
        band = QColor(fill)
        band.setAlpha(BAND_ALPHA if self._curve.colour else PLAIN_BAND_ALPHA)
        upper = [self._point(area, place, point.high) for place, point in zip(run, points, strict=True)]
        lower = [self._point(area, place, point.low) for place, point in zip(run, points, strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        if len(run) == 1:
            painter.drawRect(QRectF(upper[0], lower[0]).adjusted(-DOT / 2, 0, DOT / 2, 0))
        else:
            painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        middle = [self._point(area, place, point.value) for place, point in zip(run, points, strict=True)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(text, 1.5))
        painter.drawPolyline(QPolygonF(middle))
        painter.setBrush(fill)
        painter.setPen(QPen(text, 1))
        size = min(DOT, max(2.0, area.width() / max(1, len(self._weeks)) * 0.6))
        for one in middle:
            painter.drawEllipse(one, size / 2, size / 2)

    def _paint_cursor(self, painter: QPainter, area: QRectF) -> None:
        x = self._x(area, self._week + 0.5)
        accent = self._colour(QPalette.ColorRole.Accent)
        painter.setPen(QPen(accent, 2 if self.hasFocus() else 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        point = self._curve.points.get(self._week)
        if point is not None:
            painter.setBrush(accent)
            painter.drawEllipse(self._point(area, self._week, point.value), DOT * 0.7, DOT * 0.7)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
