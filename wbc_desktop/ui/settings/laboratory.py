"""The dialogs about slide and laboratory, put to work: details of the slide, reference ranges, classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import SignInNeeded
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.reference_ranges import RangeBand
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.services import classes, ranges, slide_fields, taking_back
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.differential.ranges_dialog import RangesDialog
from wbc_desktop.ui.settings.classes_dialog import ClassesDialog
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.undo_buttons import Turns, UndoButtons

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

T = TypeVar("T")


class Laboratory(QObject):
    """``changed(Changes)`` after the details of a slide, ``ranges_changed`` and ``classes_changed`` after the others.

    Each act is on the disk, in the name of the reviewer, before its signal is sent.
    """

    changed = Signal(object)
    ranges_changed = Signal()
    classes_changed = Signal()

    def __init__(self, db: Database, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._db = db
        self._preferences = preferences
        self.sign_in: Callable[[], bool] = lambda: False
        """Ask the person to sign in; False when that was cancelled."""
        self._window = window

    def ask_fields(self, slide: Slide) -> None:
        """Ask for the details of a slide."""
        self._show(self.fields_dialog(slide))

    def ask_ranges(self) -> None:
        """Show the reference ranges to be changed."""
        self._show(self.ranges_dialog())

    def ask_classes(self) -> None:
        """Show the classes to be changed."""
        self._show(self.classes_dialog())

    def fields_dialog(self, slide: Slide) -> SlideFieldsDialog:
        """The dialog of :meth:`ask_fields`."""
        with self._db.read() as s:
            fields, history = slide_fields.slide_fields(s, slide.id), slide_fields.history(s, slide.id)

        def store(typed: SlideFields) -> None:
            self._announce(self._signed_in(lambda me: slide_fields.change_fields(self._db, slide.id, typed, me)))

        return SlideFieldsDialog(slide.name, fields, history, store, self._window)

    def ranges_dialog(self) -> RangesDialog:
        """The dialog of :meth:`ask_ranges`."""
        with self._db.read() as s:
            now, every = ranges.ranges_in_force(s), classes.class_list(s)

        def store(bands: Sequence[RangeBand], source: str) -> None:
            self._signed_in(lambda me: ranges.change_ranges(self._db, bands, source, me))
            self.ranges_changed.emit()

        dialog = RangesDialog(now, every, store, self._window)

        def shown() -> None:
            with self._db.read() as s:
                dialog.show_set(ranges.ranges_in_force(s))
            self.ranges_changed.emit()

        UndoButtons(dialog, self._turns(EntryKind.RANGES), self._preferences.keymap, shown, dialog.say_wrong)
        return dialog

    def classes_dialog(self) -> ClassesDialog:
        """The dialog of :meth:`ask_classes`."""

        def read() -> list[CellClass]:
            with self._db.read() as s:
                return classes.class_list(s)

        def told(act: Callable[[Database, CellClass, Identity, Keymap], object]) -> Callable[[CellClass], None]:
            def do(wanted: CellClass) -> None:
                self._signed_in(lambda me: act(self._db, wanted, me, self._preferences.keymap))
                self.classes_changed.emit()
                buttons.look()

            return do

        dialog = ClassesDialog(read, told(classes.add_class), told(classes.change_class), self._window)

        def shown() -> None:
            dialog.read_again()
            self.classes_changed.emit()

        buttons = UndoButtons(dialog, self._turns(EntryKind.CLASS), self._preferences.keymap, shown, dialog.say)
        return dialog

    def _turns(self, kind: EntryKind) -> Turns:
        db = self._db
        return Turns(
            undo=lambda: self._signed_in(lambda me: taking_back.undo_entered(db, kind, me)),
            redo=lambda: self._signed_in(lambda me: taking_back.redo_entered(db, kind, me)),
            can=lambda: taking_back.can_turn(db, kind),
        )

    def _signed_in(self, act: Callable[[Identity], T]) -> T:
        """Do ``act``; where somebody has to sign in first, ask for it, so that nothing typed in the dialog is lost."""
        try:
            return act(self._preferences.identity)
        except SignInNeeded:
            if not self.sign_in():
                raise
            return act(self._preferences.identity)

    def _announce(self, changes: Changes) -> None:
        self.changed.emit(changes)

    @staticmethod
    def _show(dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()


def connect_laboratory(window: MainWindow) -> Laboratory:
    """Put the dialogs to work in the window, and let all that shows classes and counts follow them."""
    laboratory = Laboratory(window.desk.db, window.desk.preferences, window)

    def follow_classes() -> None:
        window.commands.set_classes(classes.offered_classes(window.model.version))
        window.cell_view.set_classes(window.commands.classes)
        window.cell_view.touch()
        window.counts.touch()
        window.gallery.viewport().update()

    laboratory.changed.connect(window.context.announce)
    laboratory.ranges_changed.connect(window.counts.touch)
    laboratory.classes_changed.connect(follow_classes)
    window.commands["fields"].setEnabled(False)
    window.context.opened.connect(lambda slide: window.commands["fields"].setEnabled(slide is not None))
    return laboratory
