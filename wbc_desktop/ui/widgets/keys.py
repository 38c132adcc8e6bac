"""Keys as text in the platform's notation, and the keys that move in a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

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
"""Keys that move in the gallery, unless the widget with the focus uses them."""


def key_text(key: str) -> str:
    """Return a key in the platform's notation; "" for no key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
