"""Shows and changes the reference ranges of the laboratory, and undoes changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reference_ranges import RangeBand, RangeSet
from wbc_desktop.jobs.operations import Acting, Operation, SlideContext
from wbc_desktop.services import classes, counting, ranges
from wbc_desktop.ui.differential.ranges_dialog import RangesDialog
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.undo_buttons import UndoButtons


class Ranges(QObject):
    """The reference ranges in the window. A change is stored before its signal is emitted.

    Signals: ``changed()``: another set of ranges is in force; ``counting_changed()``: other cells are counted.
    """

    changed = Signal()
    counting_changed = Signal()

    def __init__(self, context: SlideContext, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._preferences = preferences
        self._window = window

    def ask(self) -> None:
        """Show the dialog in which the ranges can be changed."""
        show_dialog(self.dialog())

    def dialog(self) -> RangesDialog:
        """Return the dialog of :meth:`ask`, not yet shown."""

        def store(bands: Sequence[RangeBand], source: str, cut_cells: bool) -> None:
            def act(acting: Acting) -> bool:
                ranges.change_ranges(acting.db, bands, source, acting.identity)
                return counting.change_counting(acting.db, cut_cells, acting.identity)

            def stored(other_cells: bool) -> None:
                self.changed.emit()
                if other_cells:
                    self.counting_changed.emit()
                dialog.accept()

            self._context.run(Operation(tr("changing the ranges"), act, done=stored, show=dialog.fault.show_message))

        def undone() -> None:
            dialog.show_set(self._in_force())
            self.changed.emit()

        with self._context.db.read() as s:
            every, cut_cells = classes.class_list(s), counting.cut_cells_counted(s)
        dialog = RangesDialog(self._in_force(), every, cut_cells, store, self._window)
        UndoButtons(
            dialog.buttons, self._context, EntryKind.RANGES, self._preferences.keymap, undone, dialog.fault.show_message
        )
        return dialog

    def _in_force(self) -> RangeSet:
        with self._context.db.read() as s:
            return ranges.ranges_in_force(s)
