"""A dialog with one sentence why the window cannot open. It closes by itself, in case nobody sees it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from wbc_desktop.domain.language import tr

SECONDS = 30


def show_sentence(sentence: str, seconds: int = SECONDS) -> None:
    """Show the sentence until it is dismissed, at most for this many seconds."""
    box = QMessageBox(QMessageBox.Icon.Warning, "WBC Desktop", sentence, QMessageBox.StandardButton.Close)
    left = seconds

    def count() -> None:
        nonlocal left
        left -= 1
        box.button(QMessageBox.StandardButton.Close).setText(tr("Close ({left})", left=left))
        if left <= 0:
            box.reject()

    timer = QTimer(box)
    timer.timeout.connect(count)
    timer.start(1000)
    box.exec()
    timer.stop()
