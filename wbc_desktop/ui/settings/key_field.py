"""A button that shows a key and, once pressed, takes the next key that is pressed in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.theme import GRID

_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class KeyField(QPushButton):
    """Shows a key and takes another. Whether the command may have that key is not decided here.

    Signals: ``chosen(str)``: this key was pressed in its place, "" for none.
    """

    chosen = Signal(str)

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self._keys: tuple[str, ...] = ()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumWidth(20 * GRID)
        self.setToolTip(
            tr(
                "Press it, then press the new key. {leaves} leaves it as it is, {takes} takes the key away.",
                leaves=key_text("Esc"),
                takes=key_text("Backspace"),
            )
        )
        self.toggled.connect(self._say)
        self._say()

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show these keys."""
        self._keys = keys
        self.setChecked(False)
        self._say()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.isChecked():
            event.accept()  # the key is meant for this button, whatever else it does
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isChecked():
            super().keyPressEvent(event)
            return
        if event.key() in _HELD or event.isAutoRepeat():
            return
        self.setChecked(False)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape and not held:
            return
        if event.key() == Qt.Key.Key_Backspace and not held:
            self.chosen.emit("")
            return
        self.chosen.emit(_pressed(event, held))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.isChecked():  # Space, which began this, is let go
            event.accept()
            self.setDown(False)
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setChecked(False)
        super().focusOutEvent(event)

    def _say(self) -> None:
        shown = tr(" or ").join(key_text(key) for key in self._keys) or tr("no key")
        self.setText(tr("Press the new key…") if self.isChecked() else shown)
        self.setAccessibleName(tr("Key of {command}: {key}", command=self._what, key=self.text()))


def _pressed(event: QKeyEvent, held: Qt.KeyboardModifier) -> str:
    """The key as text; a letter is the letter, whatever the keyboard calls its key."""
    return QKeySequence(int(event.key()) | held.value).toString(QKeySequence.SequenceFormat.PortableText)
