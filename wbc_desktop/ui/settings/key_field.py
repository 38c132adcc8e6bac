"""A button that shows a keyboard shortcut. After a click, the next key press replaces the shortcut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.theme import GRID

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class KeyField(QPushButton):
    """Shows the keys of a command and asks for a new one. Does not check whether the key is free.

    Signals: ``chosen(str)``: this key was pressed, in Qt's portable text; "" for no key.
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
                "Click, then press the new key. {escape} cancels, {backspace} removes the key.",
                escape=key_text("Esc"),
                backspace=key_text("Backspace"),
            )
        )
        self.toggled.connect(self._update_text)
        self._update_text()

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show these keys and stop waiting for a new one."""
        self._keys = keys
        self.setChecked(False)
        self._update_text()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.isChecked():
            event.accept()  # so that the key triggers no other command
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isChecked():
            super().keyPressEvent(event)
            return
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return
        self.setChecked(False)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape and not modifiers:
            return
        if event.key() == Qt.Key.Key_Backspace and not modifiers:
            self.chosen.emit("")
            return
        self.chosen.emit(_portable_text(event, modifiers))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.isChecked():  # the release of the Space key whose press checked the button
            event.accept()
            self.setDown(False)
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setChecked(False)
        super().focusOutEvent(event)

    def _update_text(self) -> None:
        shown = tr(" or ").join(key_text(key) for key in self._keys) or tr("no key")
        self.setText(tr("Press the new key…") if self.isChecked() else shown)
        self.setAccessibleName(tr("Key of {command}: {key}", command=self._what, key=self.text()))


def _portable_text(event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> str:
    """Return the pressed key in Qt's portable text, such as ``Ctrl+H``."""
    return QKeySequence(int(event.key()) | modifiers.value).toString(QKeySequence.SequenceFormat.PortableText)
