"""Before an act on many cells the window says how many there are, and asks."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.words import cells_text

ASK_FROM = 100
"""From so many cells on the reviewer is asked."""


def ask_if_many(verb: str, count: int, parent: QWidget | None) -> bool:
    """Whether the reviewer means it; asked only of many cells. ``verb``: "Confirm", "Put into Lymphocyte"."""
    if count < ASK_FROM:
        return True
    question = f"{verb}: {cells_text(count)}?"
    box = QMessageBox(parent)
    box.setWindowTitle("WBC Desktop")
    box.setText(question)
    box.setInformativeText(tr("It is one step, and one step of undo takes it back."))
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(yes)
    box.exec()
    chosen = box.clickedButton() is yes
    box.deleteLater()
    return chosen
