"""Rules for every widget of the program: Return presses a button, and tool tips show plain text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WindowRules(QObject):
    """An event filter for the application. One filter for all rules, because every event of the program passes it.

    Return presses the button that has the focus, because Space confirms a cell. The labels that Qt makes for tool tips
    and questions show plain text, as ``ui/widgets/labels.py`` does: Qt would read ``<b>`` or ``<img>`` in the name of a
    reviewer, slide, file or class as markup.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return _press_button(watched, event)
        if kind == QEvent.Type.Polish and isinstance(watched, QLabel):
            watched.setTextFormat(Qt.TextFormat.PlainText)
        return False


def _press_button(watched: QObject, event: QEvent) -> bool:
    if (
        isinstance(event, QKeyEvent)
        and event.key() in _RETURN
        and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        and isinstance(watched, QAbstractButton)
    ):
        watched.click()
        return True
    return False
