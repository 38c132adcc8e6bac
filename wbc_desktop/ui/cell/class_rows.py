"""The classes under the picture, one row per class with key, probability and choice; a click reclassifies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.theme import GRID, strong
from wbc_desktop.ui.widgets.words import percent

_DOT = 10
"""Diameter of the dot in the colour of the class."""
_LEAST_DETAILS = 12 * GRID
"""With less room a row has no name, and its bar lies below the text."""


@dataclass(frozen=True, slots=True)
class RowState:
    """What one row shows about a cell; ``probability`` from 0 to 1, ``chosen``: the current class."""

    probability: float | None = None
    predicted: bool = False
    chosen: bool = False


class ClassRow(QAbstractButton):
    """One class: key, colour, code, name, bar and percentage. It is checked if it is the cell's current class."""

    def __init__(self, shown: CellClass, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.key = key
        self._state = RowState()
        self._hovered = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.lock("")
        self.show_state(RowState())

    def lock(self, why: str) -> None:
        """Disable the row and show the reason in the tool tip; "": enable it again."""
        about = tr("Classify as {name}", name=self.shown.title) + (f"  ({self.key})" if self.key else "")
        self.setToolTip(why or about)
        self.setEnabled(not why)
        self.setCursor(Qt.CursorShape.ArrowCursor if why else Qt.CursorShape.PointingHandCursor)

    def show_state(self, state: RowState) -> None:
        """Show the probability, and whether this is the predicted and the current class."""
        if state == self._state and self.accessibleName():
            return
        self._state = state
        self.setChecked(state.chosen)
        words = [self.shown.title, self.shown.code]
        if state.probability is not None:
            words.append(percent(state.probability))
        if state.predicted:
            words.append(tr("preclassification"))
        if state.chosen:
            words.append(tr("current class"))
        if self.key:
            words.append(tr("key {key}", key=self.key))
        self.setAccessibleName(", ".join(words))
        self.update()

    def nextCheckState(self) -> None:
        """Do nothing: a click asks for a classification, and the row is checked when it is stored."""

    def sizeHint(self) -> QSize:
        return QSize(36 * GRID, max(self.fontMetrics().height() + GRID, 3 * GRID))

    def minimumSizeHint(self) -> QSize:
        """Return the size without room for name and bar."""
        parts = self._key_side() + _DOT + self._code_width() + self._number_width() + 5 * GRID + GRID // 2
        return QSize(parts, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        self._paint_ground(painter, colours)
        middle = self.height() / 2
        left = self._paint_key(painter, colours, GRID)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.shown.colour))
        painter.drawEllipse(QRectF(left, middle - _DOT / 2, _DOT, _DOT))
        left += _DOT + GRID
        number = QRect(self.width() - GRID - self._number_width(), 0, self._number_width(), self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(strong(self.font()) if self._state.chosen or self._state.predicted else self.font())
        plain, weak = QPalette.ColorRole.WindowText, QPalette.ColorRole.PlaceholderText
        if not self.isEnabled():  # what the model and the reviewers said stays readable
            plain, weak = weak, plain
        painter.setPen(colours.color(plain))
        painter.drawText(QRect(left, 0, self._code_width(), self.height()), flags, self.shown.code)
        if self._state.probability is not None:
            painter.drawText(number, flags | Qt.AlignmentFlag.AlignRight, percent(self._state.probability))
        painter.setFont(self.font())
        after = left + self._code_width() + GRID // 2
        if number.left() - GRID - after < _LEAST_DETAILS:
            self._paint_bar(painter, QRectF(left, self.height() - 4, number.right() + 1 - left, 3))
            return
        metrics = self.fontMetrics()
        name_width = min(metrics.horizontalAdvance("Immature granulocyte ") + 2 * GRID, (self.width() - after) // 2)
        name = metrics.elidedText(self.shown.title, Qt.TextElideMode.ElideRight, name_width - GRID)
        painter.setPen(colours.color(weak))
        painter.drawText(QRect(after, 0, name_width, self.height()), flags, name)
        bar = after + name_width
        self._paint_bar(painter, QRectF(bar, middle - 3, number.left() - GRID - bar, 6))

    def _key_side(self) -> int:
        return self.fontMetrics().height() + 2

    def _code_width(self) -> int:
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance("WWW"), metrics.horizontalAdvance(self.shown.code)) + GRID // 2

    def _number_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("100.0 %")

    def _paint_ground(self, painter: QPainter, colours: QPalette) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._state.chosen:
            ground = QColor(colours.color(QPalette.ColorRole.Highlight))
            ground.setAlphaF(0.18)
        elif self._hovered and self.isEnabled():
            ground = colours.color(QPalette.ColorRole.Midlight)
        else:
            ground = QColor(Qt.GlobalColor.transparent)
        if self.hasFocus():
            painter.setPen(colours.color(QPalette.ColorRole.Highlight))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_key(self, painter: QPainter, colours: QPalette, left: int) -> int:
        side = self._key_side()
        box = QRectF(left, (self.height() - side) / 2, side, side)
        if self.key:
            painter.setPen(colours.color(QPalette.ColorRole.Mid))
            painter.setBrush(colours.color(QPalette.ColorRole.Button))
            painter.drawRoundedRect(box, 4, 4)
            text = QPalette.ColorRole.PlaceholderText if self.isEnabled() else QPalette.ColorRole.WindowText
            painter.setPen(colours.color(text))
            painter.setFont(self.font())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        return left + side + GRID

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        if self._state.probability is None or track.width() < GRID:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        round_by = track.height() / 2
        painter.drawRoundedRect(track, round_by, round_by)
        whole = QPainterPath()
        whole.addRoundedRect(track, round_by, round_by)
        painter.setClipPath(whole)
        width = track.width() * self._state.probability
        painter.fillRect(QRectF(track.left(), track.top(), width, track.height()), QColor(self.shown.colour))


class ClassRows(QWidget):
    """One row per class, in one column or in two.

    Signals: ``chosen(str)``: the class with this code was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(GRID)
        self._layout.setVerticalSpacing(0)
        self._rows: dict[str, ClassRow] = {}
        self._columns = 1
        self._lock = ""

    def lock(self, why: str) -> None:
        """Disable the rows and show the reason in their tool tips; "": enable them again."""
        self._lock = why
        for row in self._rows.values():
            row.lock(why)

    def set_classes(self, classes: Sequence[tuple[CellClass, str]]) -> None:
        """Show these classes, each with its key."""
        if [(row.shown, row.key) for row in self._rows.values()] == list(classes):
            return
        for row in self._rows.values():
            row.deleteLater()
        self._rows = {}
        for shown, key in classes:
            row = ClassRow(shown, key, self)
            row.lock(self._lock)
            row.clicked.connect(lambda _checked=False, code=shown.code: self.chosen.emit(code))
            self._rows[shown.code] = row
        self._arrange()

    def fit(self, width: int, height: int) -> None:
        """Use one column if it is at most ``height`` pixels high, or if two are wider than ``width``."""
        rows = list(self._rows.values())
        high = sum(row.sizeHint().height() for row in rows)
        wide = 2 * max((row.minimumSizeHint().width() for row in rows), default=0) + GRID
        columns = 2 if high > height and wide <= width else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return a width for one column, so that two columns never keep their place from becoming narrower."""
        widths = (row.minimumSizeHint().width() for row in self._rows.values())
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def show_cell(self, probabilities: Mapping[str, float], predicted: str | None, current: str | None) -> None:
        """Show the probabilities (0 to 1, by class code), the predicted class and the current class of a cell."""
        for code, row in self._rows.items():
            row.show_state(RowState(probabilities.get(code), code == predicted, code == current))

    def _arrange(self) -> None:
        while self._layout.takeAt(0) is not None:
            pass
        lines = -(-len(self._rows) // self._columns)
        for place, row in enumerate(self._rows.values()):
            self._layout.addWidget(row, place % lines, place // lines)
        for column in range(2):
            self._layout.setColumnStretch(column, column < self._columns)
