"""The line below a field while boxes are drawn: what to do, Apply and Cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import Box
from wbc_desktop.ui.cell.field_view import FieldView
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID


class DrawBar(QWidget):
    """Lets a person draw boxes in a :class:`FieldView`; hidden while nothing is drawn.

    Signals: ``drawn(int, Box)``: draw a cell with this box in the field that shows the cell with this id;
    ``divided(int, tuple[Box, ...])``: replace this cell by cells with these boxes; ``ended()``: nothing is drawn any
    more.
    """

    drawn = Signal(int, object)
    divided = Signal(int, object)
    ended = Signal()

    def __init__(self, picture: FieldView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._result: Callable[[tuple[Box, ...]], None] = lambda boxes: None
        self._about = Label()
        self._about.setWordWrap(True)
        self._apply, cancel = QPushButton(), QPushButton(tr("Cancel"))
        self._apply.clicked.connect(lambda _checked=False: picture.apply_boxes())
        cancel.clicked.connect(lambda _checked=False: picture.stop_editing())
        buttons = Flow()
        buttons.addWidget(self._apply)
        buttons.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._about)
        column.addLayout(buttons)
        picture.boxes_applied.connect(lambda boxes: self._result(boxes))
        picture.editing_began.connect(self.show)
        picture.editing_ended.connect(self.hide)
        picture.editing_ended.connect(self.ended)
        self.hide()

    def draw(self, beside: int) -> None:
        """Draw a missed cell in the field that shows the cell ``beside``."""
        self._result = lambda boxes: self.drawn.emit(beside, boxes[0])
        about = tr(
            "Drag a box around the missed cell. With the keyboard: arrows move the box, Shift and arrows size it, "
            "{other} goes to other regions that may be cells, {apply} adds the cell, {cancel} cancels.",
            **_keys(),
        )
        self._show_words(about, tr("Add the cell"))
        self._picture.draw_box()

    def divide(self, cell_id: int, boxes: Sequence[Box]) -> None:
        """Split a cell; ``boxes`` are the first proposal."""
        self._result = lambda boxes: self.divided.emit(cell_id, boxes)
        about = tr(
            "Adjust the boxes: drag a box, its sides or its corners. With the keyboard: {other} changes the box, "
            "arrows move it, Shift and arrows size it, {apply} splits, {cancel} cancels.",
            **_keys(),
        )
        self._show_words(about, tr("Split"))
        self._picture.split_box(boxes)

    def _show_words(self, about: str, verb: str) -> None:
        self._about.setText(about)
        self._apply.setText(verb)


def _keys() -> dict[str, str]:
    """Return the keys of :class:`FieldView`, which are the same whatever keys a person chose for commands."""
    return {"other": key_text("Space"), "apply": key_text("Return"), "cancel": key_text("Esc")}
