"""Undo and redo in a dialog that changes what is the laboratory's: they take back what was stored, by whom it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.keys import key_text


@dataclass(frozen=True, slots=True)
class Turns:
    """What the buttons do; ``can`` says whether there is something to undo, and to redo."""

    undo: Callable[[], object]
    redo: Callable[[], object]
    can: Callable[[], tuple[bool, bool]]


class UndoButtons(QObject):
    """Two buttons in the dialog's row. ``shown`` is called after each, to show what holds now."""

    def __init__(
        self,
        dialog: QDialog,
        turns: Turns,
        keymap: Keymap,
        shown: Callable[[], object],
        refused: Callable[[str], object],
    ) -> None:
        super().__init__(dialog)
        self._turns, self._shown, self._refused = turns, shown, refused
        self.undo, self.redo = QPushButton(tr("Undo")), QPushButton(tr("Redo"))
        row = dialog.findChild(QDialogButtonBox)
        for button, name, act, about in (
            (self.undo, "undo", turns.undo, tr("Take the last change back that was stored")),
            (self.redo, "redo", turns.redo, tr("Bring back what was taken back")),
        ):
            keys = keymap.keys(name)
            button.setAutoDefault(False)
            button.setShortcut(QKeySequence(keys[0] if keys else ""))
            button.setToolTip(f"{about}  ({key_text(keys[0])})" if keys else about)
            button.clicked.connect(lambda _checked=False, act=act: self._do(act))
            if row is not None:
                row.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        self.look()

    def look(self) -> None:
        """Enable what can be done."""
        undo, redo = self._turns.can()
        self.undo.setEnabled(undo)
        self.redo.setEnabled(redo)

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except WbcError as error:
            self._refused(str(error))
            return
        self._shown()
        self.look()
