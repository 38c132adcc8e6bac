"""Keys that move."""

from __future__ import annotations

from PySide6.QtCore import Qt

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
