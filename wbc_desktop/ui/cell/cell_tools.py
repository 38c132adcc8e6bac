"""Commands for single cells: write a comment, compare two cells."""

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
        """Names unsaved comments; separate, because the main banner shows the slide's files at the same time."""
        self.compare_dialog: CompareDialog | None = None
        context.opened.connect(self.show_drafts_notice)
        drafts.identity_changed.connect(self.drafts_notice.clear)
        drafts.identity_changed.connect(view.comments.show_draft)
        drafts.failed.connect(lambda sentence: context.notify(sentence, "error"))
        view.comments.set_drafts(drafts)
        view.comments.written.connect(self.write)
        view.references.opened.connect(self.compare_with)

    def ask_comment(self) -> None:
        """Move the focus to the comment line of the cell shown; open a dialog in full-screen review."""
        view, spot = self._view, self._view.spot
        if spot is None:
            return
        if view.isVisible():
            view.show_comment_line()
            return
        dialog = QInputDialog(self._parent)  # full-screen review has no comment line
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Comment on this cell"))
        dialog.setLabelText(tr("The comment is saved with your name and the time."))
        dialog.setTextValue(self._drafts.text(spot))
        dialog.textValueChanged.connect(lambda text: self._drafts.set_text(spot, text))
        dialog.textValueSelected.connect(lambda text: self.write(spot.cell_id, text))
        dialog.finished.connect(lambda _result: view.comments.show_draft())
        dialog.open()

    def write(self, cell_id: int, text: str) -> None:
        """Store a comment. A comment that is refused stays a draft."""
        spot = self._view.spot

        def done(changes: Changes) -> None:
            if spot is not None and spot.cell_id == cell_id:
                self._drafts.set_text(spot, "")
                self._view.comments.clear_line()
            self.decided.emit(changes)

        self._context.run(
            Operation(
                tr("saving the comment"),
                lambda acting: comments.comment(acting.db, cell_id, text, acting.identity),
                done=done,
            )
        )

    def show_drafts_notice(self, slide: Slide | None) -> None:
        """Name the unsaved comments of this slide, with a button that shows the first."""
        self.drafts_notice.clear()
        spots = self._drafts.on_slide(slide.id) if slide is not None else []
        if spots:
            sentence = trn(
                "A comment on {n:,} cell is not saved yet.",
                "Comments on {n:,} cells are not saved yet.",
                len(spots),
            )
            self.drafts_notice.show_text(sentence, "info", [(tr("Show"), lambda: self._go_to(spots))])

    def _go_to(self, spots: list[Spot]) -> None:
        """Ask for the first of these cells that still has a draft."""
        left = [spot.cell_id for spot in spots if self._drafts.text(spot)]
        if left:
            self.cell_requested.emit(left[0])
        self.drafts_notice.clear()

    def compare_selected(self) -> None:
        """Compare the two selected cells; if one cell is selected, compare it with its best reference cell."""
        chosen = self._selection.selected_ids()
        if len(chosen) == 1:
            chosen = [*chosen, *(cell.cell_id for cell in self._view.references.cells()[:1])]
        if len(chosen) != 2:
            self._notify(tr("Select two cells to compare. Hold Ctrl and click to add a cell to the selection."))
            return
        self.compare(*chosen)

    def compare_with(self, cell_id: int) -> None:
        """Compare the cell in the cell view with this one."""
        shown = self._view.cell_id
        if shown is not None and shown != cell_id:
            self.compare(shown, cell_id)

    def compare(self, left: int, right: int) -> None:
        """Show two cells side by side."""
        now, db = self._preferences.settings, self._context.db
        try:
            dialog = CompareDialog(db, left, right, now.heatmap_on, now.heatmap_opacity, self._keymap(), self._parent)
        except LookupError:
            key = key_or_name("rescan")
            self._notify(
                tr("One of the two cells is no longer in the slide. Look for new images ({key}).", key=key), "warning"
            )
            return
        except WbcError as error:
            self._context.refuse(error, self._context.slide)
            return
        self.compare_dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _notify(self, sentence: str, kind: Kind = "info") -> None:
        self._context.notify(sentence, kind, slide=self._context.slide)

    def _closed(self, _result: int) -> None:
        self.compare_dialog = None
