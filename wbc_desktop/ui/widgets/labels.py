"""Names that somebody typed, said as they are: in labels, where Qt takes a tag for markup, on buttons and in menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """Plain text, whatever is in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def escape_ampersands(name: str) -> str:
    """``name`` as a button or a menu has to be told it: there a single & underlines the letter behind it."""
    return name.replace("&", "&&")
