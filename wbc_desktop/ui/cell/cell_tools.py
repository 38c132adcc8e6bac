"""Connects what is done about single cells: writing a comment, and comparing two cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.keys_said import key_of, key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.services import comments
from wbc_desktop.ui.cell.compare import CompareDialog
from wbc_desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


class CellTools(QObject):
    """A child of the window. ``compared`` is the dialog that is open, or None."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._drafts = window.desk.drafts
        self.told = Banner()
        """Says what was typed and not stored. Of its own: what is said of the slide's files comes at the same time."""
        self.compared: CompareDialog | None = None

    def ask_comment(self) -> None:
        """Give the keyboard to the line in which a comment on the cell shown is written."""
        view, spot = self._window.cell_view, self._window.cell_view.spot
        if spot is None:
            return
        if view.isVisible():
            view.show_comment_line()
            return
        asking = QInputDialog(self._window)  # in full-screen review there is no such line
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle(tr("Comment on this cell"))
        asking.setLabelText(tr("It goes on record with your name and the time."))
        asking.setTextValue(self._drafts.text(spot))
        asking.textValueChanged.connect(lambda text: self._drafts.keep(spot, text))
        asking.textValueSelected.connect(lambda text: self.write(spot.cell_id, text))
        asking.finished.connect(lambda _result: view.comments.give_back())
        asking.open()

    def write(self, cell_id: int, text: str) -> None:
        """Store a comment; then the keys are the gallery's again. What is refused stays a draft."""
        window, spot = self._window, self._window.cell_view.spot
        try:
            changes = comments.comment(window.desk.db, cell_id, text, window.desk.preferences.now.reviewer)
        except WbcError as error:
            window.reviewing.refused.emit(str(error))
            return
        if spot is not None and spot.cell_id == cell_id:
            self._drafts.keep(spot, "")
            window.cell_view.comments.stored()
        window.reviewing.announced.emit(changes)
        window.gallery.setFocus()

    def tell_drafts(self, slide: Slide) -> None:
        """Say that something typed on this slide was not stored, and offer to go there."""
        spots = self._drafts.on_slide(slide.id)
        self.told.clear()
        if spots:
            told = trn(
                "A comment on {n:,} cell was typed and not stored: it is still there.",
                "Comments on {n:,} cells were typed and not stored: they are still there.",
                len(spots),
            )
            self.told.say(told, "info", [(tr("Show"), lambda: self._go_to(spots))])

    def _go_to(self, spots: list[Spot]) -> None:
        """To the first of these cells that still has a draft, whatever the filters hide."""
        window = self._window
        left = [spot.cell_id for spot in spots if self._drafts.text(spot)]
        if left and not window.gallery.select(left[0]):
            window.narrowing.clear()
            window.desk.cells.settle()
            window.gallery.select(left[0])
        self.told.clear()

    def compare_selected(self) -> None:
        """Show the two selected cells side by side; of one selected cell and its best reference, that pair."""
        window = self._window
        chosen = window.gallery.selected_ids()
        if len(chosen) == 1:
            chosen = [*chosen, *(cell.cell_id for cell in window.cell_view.references.cells()[:1])]
        if len(chosen) != 2:
            window.say(tr("Select two cells to compare: Ctrl and a click adds one to the selection."), "info")
            return
        self.compare(*chosen)

    def compare_with(self, cell_id: int) -> None:
        """Show the cell in the cell view beside this one."""
        shown = self._window.cell_view.cell_id
        if shown is not None and shown != cell_id:
            self.compare(shown, cell_id)

    def compare(self, left: int, right: int) -> None:
        """Show two cells side by side."""
        window = self._window
        now = window.desk.preferences.now
        try:
            keymap = window.commands.keymap
            dialog = CompareDialog(window.desk.db, left, right, now.heatmap_on, now.heatmap_opacity, keymap, window)
        except LookupError:
            told = tr("One of the two cells is no longer there: look for new images ({key}).", key=key_or_name("again"))
            window.say(told, "warning")
            return
        self.compared = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self.compared = None


def connect_cell_tools(window: MainWindow) -> CellTools:
    """Put them to work."""
    tools = CellTools(window)
    view = window.cell_view
    window.commands.on(comment=tools.ask_comment, compare=tools.compare_selected)
    key = window.commands["comment"]
    key.changed.connect(lambda: view.comments.set_key(key_of("comment")))
    view.comments.set_key(key_of("comment"))
    view.comments.written.connect(tools.write)
    view.comments.left.connect(window.gallery.setFocus)
    view.comments.keep_in(window.desk.drafts)
    window.desk.drafts.turned.connect(view.comments.give_back)
    window.desk.drafts.failed.connect(window.say)
    window.open_slide.opened.connect(tools.tell_drafts)
    window.open_slide.left.connect(tools.told.clear)
    window.desk.drafts.turned.connect(tools.told.clear)
    around = window.banner.parentWidget()
    room = around.layout() if around is not None else None
    if room is not None:
        room.addWidget(tools.told)
    view.references.opened.connect(tools.compare_with)
    return tools
