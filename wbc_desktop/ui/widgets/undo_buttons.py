"""Undo and redo in a dialog that changes the laboratory's classes or reference ranges."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QPushButton

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services import entry_undo
from wbc_desktop.ui.widgets.keys import key_text


class UndoButtons(QObject):
    """Adds two buttons to the dialog's row, for entries of one kind.

    ``undone`` is called after each undo and redo, ``show`` with the message of a refusal.
    """

    def __init__(
        self,
        row: QDialogButtonBox,
        context: SlideContext,
        kind: EntryKind,
        keymap: Keymap,
        undone: Callable[[], object],
        show: Callable[[Message], object],
    ) -> None:
        super().__init__(row)
        self._context, self._kind, self._undone, self._show = context, kind, undone, show
        self.undo, self.redo = QPushButton(tr("Undo")), QPushButton(tr("Redo"))
        for button, name, act, about in (
            (self.undo, "undo", self._undo, tr("Undo the last saved change")),
            (self.redo, "redo", self._redo, tr("Redo the last undone change")),
        ):
            keys = keymap.keys(name)
            button.setAutoDefault(False)
            button.setShortcut(QKeySequence(keys[0] if keys else ""))
            button.setToolTip(f"{about}  ({key_text(keys[0])})" if keys else about)
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        self.refresh()

    def refresh(self) -> None:
        """Enable each button if there is something to undo or redo."""
        undo, redo = entry_undo.can_undo_redo(self._context.db, self._kind)
        self.undo.setEnabled(undo)
        self.redo.setEnabled(redo)

    def _undo(self) -> None:
        self._run(tr("undoing a change"), lambda acting: entry_undo.undo_entry(acting.db, self._kind, acting.identity))

    def _redo(self) -> None:
        self._run(tr("redoing a change"), lambda acting: entry_undo.redo_entry(acting.db, self._kind, acting.identity))

    def _run(self, name: str, act: Callable[[Acting], object]) -> None:
        self._context.run(Operation(name, act, done=lambda _result: self._done(), show=self._show))

    def _done(self) -> None:
        self._undone()
        self.refresh()
