"""The question before an act on many cells."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.words import cells_text

ASK_FROM = 100
"""Ask before an act on this many cells or more."""


def ask_if_many(verb: str, count: int, parent: QWidget | None, note: str = "") -> bool:
    """Ask before an act on many cells; return whether to do it.

    ``verb``: "Confirm", "Put into Lymphocyte". ``note``: a sentence about which of the cells it changes.
    """
    if count < ASK_FROM:
        return True
    question = f"{verb}: {cells_text(count)}?"
    box = QMessageBox(parent)
    box.setWindowTitle("WBC Desktop")
    box.setText(question)
    box.setInformativeText(f"{note} {tr('This is one step. A single undo reverses it.')}".lstrip())
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(yes)
    box.exec()
    chosen = box.clickedButton() is yes
    box.deleteLater()
    return chosen
