"""The slides with cells that wait for a decision: classify in them the cells that teach most."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.services.learning_overview import Overview
from wbc_desktop.ui.learning.list_page import ListPage


class WaitingPage(ListPage):
    """Lists these slides, announced ones first: their cells teach most.

    Signals: ``queue_requested(Slide)``: the cells of this slide that teach most are to be classified.
    """

    queue_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        titles = [tr("Slide"), tr("Pictures"), tr("Cells to classify")]
        super().__init__(tr("Slides to classify"), titles, tr("No cell of any slide waits for a decision."), parent)
        self.begin = QPushButton(tr("&Classify the cells that teach most"))
        self.begin.setProperty("primary", True)
        self.begin.clicked.connect(lambda _checked=False: self._ask())
        self.add_buttons([self.begin])
        self.list.itemActivated.connect(lambda *_: self._ask())
        self.chosen.connect(self._update_button)
        self._update_button()

    def show_overview(self, shown: Overview) -> None:
        """Show these slides."""
        row = self.first_selected()
        self.clear()
        for one in shown.waiting:
            pictures = tr("look different from the training pictures") if one.announced else ""
            self.add([one.slide.name, pictures, one.cells], one.slide)
        self.select_row(row)
        self._update_button()

    def _update_button(self) -> None:
        self.begin.setEnabled(len(self.selected()) == 1)

    def _ask(self) -> None:
        chosen = self.selected()
        if len(chosen) == 1:
            self.queue_requested.emit(chosen[0])
