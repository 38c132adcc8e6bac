"""The classes of the laboratory: shown, added, changed, and changes undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Acting, Operation, SlideContext
from wbc_desktop.services import classes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.settings.classes_dialog import ClassesDialog
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.undo_buttons import UndoButtons

Change = Callable[[Database, CellClass, Identity, Keymap], object]


class Classes(QObject):
    """Each change is on the disk before its signal is sent.

    Signals: ``changed()``: a class was added or is another now.
    """

    changed = Signal()

    def __init__(self, context: SlideContext, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._preferences = preferences
        self._window = window

    def ask(self) -> None:
        """Show the classes to be changed."""
        show_dialog(self.dialog())

    def dialog(self) -> ClassesDialog:
        """The dialog of :meth:`ask`."""

        def store(change: Change) -> Callable[[CellClass], None]:
            def run(wanted: CellClass) -> None:
                def act(acting: Acting) -> object:
                    return change(acting.db, wanted, acting.identity, self._preferences.keymap)

                def stored(_result: object) -> None:
                    dialog.show_saved(wanted)
                    self.changed.emit()
                    turns.refresh()

                self._context.run(Operation(tr("changing a class"), act, done=stored, show=dialog.fault.tell))

            return run

        def turned() -> None:
            dialog.read_again()
            self.changed.emit()

        dialog = ClassesDialog(self._read, store(classes.add_class), store(classes.change_class), self._window)
        turns = UndoButtons(
            dialog.buttons, self._context, EntryKind.CLASS, self._preferences.keymap, turned, dialog.fault.tell
        )
        return dialog

    def _read(self) -> list[CellClass]:
        with self._context.db.read() as s:
            return classes.class_list(s)
