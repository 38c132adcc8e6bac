"""The dialog for what keeps the window from opening: one sentence. It closes by itself, for nobody may be there."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from wbc_desktop.domain.language import tr

SECONDS = 30


def show_sentence(sentence: str, seconds: int = SECONDS) -> None:
    """Show the sentence until it is dismissed or the time is over."""
    box = QMessageBox(QMessageBox.Icon.Warning, "WBC Desktop", sentence, QMessageBox.StandardButton.Close)
    left = seconds

    def count() -> None:
        nonlocal left
        left -= 1
        box.button(QMessageBox.StandardButton.Close).setText(tr("Close ({left})", left=left))
        if left <= 0:
            box.reject()

    clock = QTimer(box)
    clock.timeout.connect(count)
    clock.start(1000)
    box.exec()
    clock.stop()
