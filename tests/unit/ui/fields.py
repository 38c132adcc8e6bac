"""What a screen reader needs of a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget


def named(dialog: QWidget) -> bool:
    """Whether a screen reader can name every field of the dialog."""
    every = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)]
    inside = [w for w in every if isinstance(w.parent(), QComboBox)]
    return all(w.accessibleName() for w in every if w not in inside)
