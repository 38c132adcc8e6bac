"""Rules for every widget of the program: Return presses a button, and tips show their text as it was written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WindowRules(QObject):
    """An event filter for the application; one for all rules, because every event of the program passes it.

    Return presses the button that has the focus, while Space confirms a cell. The labels that Qt itself makes, of tips
    and questions, are of plain text as the window's own are (``ui/labels.py``): names of reviewers, slides, files and
    classes may hold ``<b>``, which Qt would take for markup, or a picture from somewhere else.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return _presses(watched, event)
        if kind == QEvent.Type.Polish and isinstance(watched, QLabel):
            watched.setTextFormat(Qt.TextFormat.PlainText)
        return False


def _presses(watched: QObject, event: QEvent) -> bool:
    if (
        isinstance(event, QKeyEvent)
        and event.key() in _RETURN
        and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        and isinstance(watched, QAbstractButton)
    ):
        watched.click()
        return True
    return False
