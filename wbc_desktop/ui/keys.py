"""Which key means which class, and the rule that lets buttons be pressed by Return while Space confirms a cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from wbc_desktop.domain.classes import CellClass

RESERVED = frozenset("UXHF01")
"""Keys with another meaning."""

MOVING = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    )
)
"""Keys that move in the gallery wherever nothing else makes use of them."""


def class_keys(classes: Sequence[CellClass]) -> dict[str, str]:
    """The key of each class code: its own, else a letter of its code, else a digit; empty when all are taken."""
    keys = {c.code: c.key for c in classes if c.key}
    taken = set(keys.values()) | RESERVED
    for c in classes:
        if c.code in keys:
            continue
        wishes = [letter for letter in c.code.upper() if letter.isascii() and letter.isalnum()]
        key = next((wish for wish in (*wishes, *"23456789") if wish not in taken), "")
        keys[c.code] = key
        taken.add(key)
    return keys


class ReturnPresses(QObject):
    """An event filter for the application: Return presses the button that has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and isinstance(watched, QAbstractButton)
        ):
            watched.click()
            return True
        return False
