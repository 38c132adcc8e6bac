"""Shows typed names as plain text: Qt would read markup in labels, and “&” on buttons and in menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """A label that never interprets its text as markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def escape_ampersands(name: str) -> str:
    """Return ``name`` for a button or a menu, where a single & would underline the next letter."""
    return name.replace("&", "&&")
