"""The classes under the picture, one row per class with key, probability and choice; a click reclassifies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.theme import GRID, strong
from wbc_desktop.ui.widgets.words import percent


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
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Classify as {name}", name=shown.title) + (f"  ({key})" if key else ""))
        self.show_state(RowState())

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
        return QSize(24 * GRID, self.sizeHint().height())

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
        metrics = self.fontMetrics()
        middle = self.height() / 2
        left = GRID
        left = self._paint_key(painter, colours, left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.shown.colour))
        painter.drawEllipse(QRectF(left, middle - 5, 10, 10))
        left += 10 + GRID
        right = self.width() - GRID
        number_width = metrics.horizontalAdvance("100.0 %")
        code_width = max(metrics.horizontalAdvance("WWW"), metrics.horizontalAdvance(self.shown.code)) + GRID // 2
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(strong(self.font()) if self._state.chosen or self._state.predicted else self.font())
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        painter.drawText(QRect(left, 0, code_width, self.height()), flags, self.shown.code)
        left += code_width + GRID // 2
        number = QRect(right - number_width, 0, number_width, self.height())
        if self._state.probability is not None:
            painter.drawText(number, flags | Qt.AlignmentFlag.AlignRight, percent(self._state.probability))
        name_width = min(metrics.horizontalAdvance("Immature granulocyte ") + 2 * GRID, (self.width() - left) // 2)
        name = metrics.elidedText(self.shown.title, Qt.TextElideMode.ElideRight, name_width - GRID)
        painter.setFont(self.font())
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(QRect(left, 0, name_width, self.height()), flags, name)
        self._paint_bar(painter, left + name_width, number.left() - GRID)

    def _paint_ground(self, painter: QPainter, colours: QPalette) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._state.chosen:
            ground = QColor(colours.color(QPalette.ColorRole.Highlight))
            ground.setAlphaF(0.18)
        elif self._hovered:
            ground = colours.color(QPalette.ColorRole.Midlight)
        else:
            ground = QColor(Qt.GlobalColor.transparent)
        if self.hasFocus():
            painter.setPen(colours.color(QPalette.ColorRole.Highlight))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_key(self, painter: QPainter, colours: QPalette, left: int) -> int:
        side = self.fontMetrics().height() + 2
        box = QRectF(left, (self.height() - side) / 2, side, side)
        if self.key:
            painter.setPen(colours.color(QPalette.ColorRole.Mid))
            painter.setBrush(colours.color(QPalette.ColorRole.Button))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
            painter.setFont(self.font())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        return left + side + GRID

    def _paint_bar(self, painter: QPainter, left: int, right: int) -> None:
        if self._state.probability is None or right - left < GRID:
            return
        track = QRectF(left, self.height() / 2 - 3, right - left, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(track, 3, 3)
        whole = QPainterPath()
        whole.addRoundedRect(track, 3, 3)
        painter.setClipPath(whole)
        width = track.width() * self._state.probability
        painter.fillRect(QRectF(track.left(), track.top(), width, track.height()), QColor(self.shown.colour))


class ClassRows(QWidget):
    """One row per class.

    Signals: ``chosen(str)``: the class with this code was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._rows: dict[str, ClassRow] = {}

    def set_classes(self, classes: Sequence[tuple[CellClass, str]]) -> None:
        """Show these classes, each with its key."""
        if [(row.shown, row.key) for row in self._rows.values()] == list(classes):
            return
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for shown, key in classes:
            row = ClassRow(shown, key, self)
            row.clicked.connect(lambda _checked=False, code=shown.code: self.chosen.emit(code))
            self._layout.addWidget(row)
            self._rows[shown.code] = row

    def show_cell(self, probabilities: Mapping[str, float], predicted: str | None, current: str | None) -> None:
        """Show the probabilities (0 to 1, by class code), the predicted class and the current class of a cell."""
        for code, row in self._rows.items():
            row.show_state(RowState(probabilities.get(code), code == predicted, code == current))
