"""What is done about single cells: writing a comment, and comparing two cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.operations import Kind, Operation, SlideContext
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.services import comments
from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.cell.cell_view import CellView
from wbc_desktop.ui.cell.compare import CompareDialog
from wbc_desktop.ui.cell.drafts import CommentDrafts
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.preferences import Preferences


class Selection(Protocol):
    """The selected cells, in the order shown."""

    def selected_ids(self) -> list[int]: ...


class CellTools(QObject):
    """Comments and comparison. ``compare_dialog`` is the dialog that is open, or None.

    Signals: ``decided(Changes)``: a comment was stored, and can be undone; ``cell_requested(int)``: show the cell with
    this id, also if a filter hides it.
    """

    decided = Signal(object)
    cell_requested = Signal(int)

    def __init__(
        self,
        context: SlideContext,
        view: CellView,
        selection: Selection,
        drafts: CommentDrafts,
        preferences: Preferences,
        keymap: Callable[[], Keymap],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._selection = selection
        self._drafts = drafts
        self._preferences = preferences
        self._keymap = keymap
        self._parent = parent
        self.drafts_notice = Banner()
        """Says what was typed and not stored. Of its own: what is said of the slide's files comes at the same time."""
        self.compare_dialog: CompareDialog | None = None
        context.opened.connect(self.show_drafts_notice)
        drafts.identity_changed.connect(self.drafts_notice.clear)
        drafts.identity_changed.connect(view.comments.show_draft)
        drafts.failed.connect(lambda sentence: context.say(sentence, "error"))
        view.comments.set_drafts(drafts)
        view.comments.written.connect(self.write)
        view.references.opened.connect(self.compare_with)

    def ask_comment(self) -> None:
        """Give the keyboard to the line in which a comment on the cell shown is written."""
        view, spot = self._view, self._view.spot
        if spot is None:
            return
        if view.isVisible():
            view.show_comment_line()
            return
        asking = QInputDialog(self._parent)  # in full-screen review there is no such line
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle(tr("Comment on this cell"))
        asking.setLabelText(tr("It goes on record with your name and the time."))
        asking.setTextValue(self._drafts.text(spot))
        asking.textValueChanged.connect(lambda text: self._drafts.keep(spot, text))
        asking.textValueSelected.connect(lambda text: self.write(spot.cell_id, text))
        asking.finished.connect(lambda _result: view.comments.show_draft())
        asking.open()

    def write(self, cell_id: int, text: str) -> None:
        """Store a comment. What is refused stays a draft."""
        spot = self._view.spot

        def done(changes: Changes) -> None:
            if spot is not None and spot.cell_id == cell_id:
                self._drafts.keep(spot, "")
                self._view.comments.clear_line()
            self.decided.emit(changes)

        self._context.run(
            Operation(
                tr("storing the comment"),
                lambda acting: comments.comment(acting.db, cell_id, text, acting.identity),
                done=done,
            )
        )

    def show_drafts_notice(self, slide: Slide | None) -> None:
        """Say that something typed on this slide was not stored, and offer to go there."""
        self.drafts_notice.clear()
        spots = self._drafts.on_slide(slide.id) if slide is not None else []
        if spots:
            told = trn(
                "A comment on {n:,} cell was typed and not stored: it is still there.",
                "Comments on {n:,} cells were typed and not stored: they are still there.",
                len(spots),
            )
            self.drafts_notice.say(told, "info", [(tr("Show"), lambda: self._go_to(spots))])

    def _go_to(self, spots: list[Spot]) -> None:
        """To the first of these cells that still has a draft."""
        left = [spot.cell_id for spot in spots if self._drafts.text(spot)]
        if left:
            self.cell_requested.emit(left[0])
        self.drafts_notice.clear()

    def compare_selected(self) -> None:
        """Show the two selected cells side by side; of one selected cell and its best reference, that pair."""
        chosen = self._selection.selected_ids()
        if len(chosen) == 1:
            chosen = [*chosen, *(cell.cell_id for cell in self._view.references.cells()[:1])]
        if len(chosen) != 2:
            self._say(tr("Select two cells to compare: Ctrl and a click adds one to the selection."))
            return
        self.compare(*chosen)

    def compare_with(self, cell_id: int) -> None:
        """Show the cell in the cell view beside this one."""
        shown = self._view.cell_id
        if shown is not None and shown != cell_id:
            self.compare(shown, cell_id)

    def compare(self, left: int, right: int) -> None:
        """Show two cells side by side."""
        now, db = self._preferences.now, self._context.db
        try:
            dialog = CompareDialog(db, left, right, now.heatmap_on, now.heatmap_opacity, self._keymap(), self._parent)
        except LookupError:
            key = key_or_name("again")
            self._say(tr("One of the two cells is no longer there: look for new images ({key}).", key=key), "warning")
            return
        except WbcError as error:
            self._context.refuse(error, self._context.slide)
            return
        self.compare_dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _say(self, sentence: str, kind: Kind = "info") -> None:
        self._context.say(sentence, kind, slide=self._context.slide)

    def _closed(self, _result: int) -> None:
        self.compare_dialog = None
