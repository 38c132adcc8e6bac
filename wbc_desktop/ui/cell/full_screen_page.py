"""The page of full-screen review: one cell, its class and confidence, the keys, and the progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import CellClass, cell_class
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.ui.cell.class_rows import ClassRows
from wbc_desktop.ui.cell.draw_bar import DrawBar
from wbc_desktop.ui.cell.field_view import FieldView
from wbc_desktop.ui.widgets.buttons import ActionButton
from wbc_desktop.ui.widgets.elided import ElidedLabel
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.icons import colour_dot
from wbc_desktop.ui.widgets.keys import MOVING
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.page import Page
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID, large
from wbc_desktop.ui.widgets.words import percent

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}
_SIDE = 52 * GRID
TO_THE_END = 1_000_000_000
"""More steps than any slide has cells."""


class FullScreenPage(QWidget):
    """Shows one cell with its classes, or the page that says that all cells are decided.

    Signals: ``class_chosen(str)``: the class with this code was clicked; ``stepped(int)``: a key moves by this many
    cells; ``left()``: go back to the gallery.
    """

    class_chosen = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(
        self,
        decisions: Sequence[QAction],
        tools: Sequence[QAction],
        ends: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Full-screen review"))
        self.picture = FieldView()
        self.draw_bar = DrawBar(self.picture)
        self.classes = ClassRows()
        self.above = QVBoxLayout()
        """The place above the cell for the window's messages."""
        self._name = ElidedLabel(Qt.TextElideMode.ElideMiddle, muted=True)
        self._dot = Label()
        self._class = Label()
        self._class.setFont(large(self.font()))
        self._class.setWordWrap(True)
        self._class_text = Label()
        self._class_text.setWordWrap(True)
        self._class_text.setProperty("role", "muted")
        self._progress = Label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._heat = Label()
        self._heat.setProperty("role", "muted")
        self._heat.setWordWrap(True)
        self._bar.setAccessibleName(tr("Cells decided"))
        self._place = Label()
        self._place.setProperty("role", "muted")
        self._hint = Label()
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        back = QPushButton(tr("Back to the gallery"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        self._end = Page(
            tr("Every cell is decided"), "", [*(ActionButton(a, primary=not i) for i, a in enumerate(ends)), back]
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self._end)
        self.classes.chosen.connect(self.class_chosen)
        self._lay_out(decisions, tools)

    def show_cell(self, cell: Cell | None, class_text: str, row: int, rows: int) -> None:
        """Show a cell; None: it cannot be read. ``row`` counts from 0."""
        self._stack.setCurrentWidget(self.picture)
        self._heat.show()
        self._place.setText(tr("Cell {number:,} of {count:,} shown", number=row + 1, count=rows) if rows else "")
        if cell is None:
            self._name.setText("")
            self._class.setText("")
            self._class_text.setText(tr("There is no cell to show."))
            return
        shown = cell_class(cell.current) if cell.current is not None else None
        self._name.setText(Path(cell.path).name)
        self._class.setText(f"{shown.title} ({shown.code})" if shown is not None else tr("Not preclassified yet"))
        dot = colour_dot(shown.colour if shown is not None else "#00000000", 16, self.devicePixelRatioF())
        self._dot.setPixmap(dot.pixmap(QSize(16, 16), self.devicePixelRatioF()))
        if cell.confidence is not None and cell.predicted is not None:
            sure = tr("The model: {code}, {share}", code=cell.predicted, share=percent(cell.confidence))
            class_text = f"{class_text}\n{sure}"
        self._class_text.setText(class_text)
        model = cell.preclassification
        self.classes.show_cell(model.probabilities if model is not None else {}, cell.predicted, cell.current)

    def show_overlay(self, overlay: QImage | None, about: str) -> None:
        """Show a heatmap over the picture with a text about it; None removes it."""
        self.picture.set_overlay(overlay)
        self._heat.setText(about if overlay is not None else "")

    def show_progress(self, decided: int, total: int) -> None:
        """Show how many cells of the slide are decided."""
        self._progress.setText(tr("{decided:,} of {total:,} decided", decided=decided, total=total) if total else "")
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(decided)

    def show_end(self, waiting: int, shown_only: bool) -> None:
        """Say that all cells shown are decided; ``waiting`` other cells of the slide still need a decision."""
        if waiting and shown_only:
            title = tr("Every cell shown here is decided")
            text = trn(
                "{n:,} cell that the filters hide still needs a decision.",
                "{n:,} cells that the filters hide still need a decision.",
                waiting,
            )
        else:
            title, text = tr("Every cell is decided"), tr("The slide can be signed, and its report printed.")
        self._end.show_text(title, text)
        self._stack.setCurrentWidget(self._end)
        self._heat.hide()  # it is about a heatmap that is not shown now

    def at_end(self) -> bool:
        """Return whether the page says that all cells are decided."""
        return self._stack.currentWidget() is self._end

    def words(self) -> dict[str, str]:
        """Return the texts on the page by name: the class, the progress, the end …; "" for those that are not shown."""
        return {
            "class": self._class.text(),
            "class_text": self._class_text.text(),
            "heat": "" if self._heat.isHidden() else self._heat.text(),
            "progress": self._progress.text(),
            "place": self._place.text(),
            "hint": self._hint.text(),
            "end": " ".join(self._end.words()) if self.at_end() else "",
        }

    def set_classes(self, classes: Sequence[tuple[CellClass, str]], hint: str) -> None:
        """Show the classes with their keys, and a line about the other keys."""
        self.classes.set_classes(classes)
        self._hint.setText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in MOVING:
            steps = {Qt.Key.Key_Home: -TO_THE_END, Qt.Key.Key_End: TO_THE_END}.get(key, _STEPS.get(key, 0))
            self.stepped.emit(steps)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, decisions: Sequence[QAction], tools: Sequence[QAction]) -> None:
        title = QHBoxLayout()
        title.setSpacing(GRID)
        title.addWidget(self._dot, 0)
        title.addWidget(self._class, 1)
        row, others = Flow(even=True), Flow(even=True)
        for place, action in enumerate(decisions):
            row.addWidget(ActionButton(action, primary=place == 0))
        for action in tools:
            others.addWidget(ActionButton(action))
        side = ScrolledBody()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self._progress, self._bar, self._place):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self._name)
        column.addLayout(title)
        column.addWidget(self._class_text)
        column.addWidget(self.classes)
        for line in (row, others):
            column.addLayout(line)
        column.addWidget(self._heat)
        column.addStretch(2)
        column.addWidget(self._hint)
        both = QHBoxLayout()
        both.setSpacing(3 * GRID)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self._stack, 1)
        left.addWidget(self.draw_bar)
        both.addLayout(left, 1)
        area = Scrolled(side)
        area.setFixedWidth(_SIDE)
        both.addWidget(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID, 3 * GRID, 2 * GRID)
        whole.setSpacing(GRID)
        whole.addLayout(self.above)
        whole.addLayout(both, 1)
