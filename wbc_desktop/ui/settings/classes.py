"""Shows, adds and changes the classes of the laboratory, and undoes changes."""

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
    """Opens the dialog of classes and saves its changes.

    Signals: ``changed()``: a class was added or changed; sent after the change is saved.
    """

    changed = Signal()

    def __init__(self, context: SlideContext, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._preferences = preferences
        self._window = window

    def ask(self) -> None:
        """Show the dialog."""
        show_dialog(self.dialog())

    def dialog(self) -> ClassesDialog:
        """Return the dialog that :meth:`ask` shows."""

        def save(change: Change) -> Callable[[CellClass], None]:
            def run(wanted: CellClass) -> None:
                def act(acting: Acting) -> object:
                    return change(acting.db, wanted, acting.identity, self._preferences.keymap)

                def saved(_result: object) -> None:
                    dialog.show_saved(wanted)
                    self.changed.emit()
                    undo_buttons.refresh()

                self._context.run(Operation(tr("changing a class"), act, done=saved, show=dialog.fault.show_message))

            return run

        def undone() -> None:
            dialog.refresh()
            self.changed.emit()

        dialog = ClassesDialog(self._read, save(classes.add_class), save(classes.change_class), self._window)
        undo_buttons = UndoButtons(
            dialog.buttons, self._context, EntryKind.CLASS, self._preferences.keymap, undone, dialog.fault.show_message
        )
        return dialog

    def _read(self) -> list[CellClass]:
        with self._context.db.read() as s:
            return classes.class_list(s)
