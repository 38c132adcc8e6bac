"""The real program as a child process of a test: it tells what its window shows of fine-tunings, and presses buttons.

A line on stdout is a JSON object, written when something in it has changed. A line on stdin is the name of a button,
which is pressed as soon as it can be, after those before it; ``newest`` chooses the first run of the list, ``dismiss``
dismisses the messages. The process ends with stdin.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from wbc_desktop import app
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.ui.learning.training_tab import TrainingTab
from wbc_desktop.ui.shell.main_window import MainWindow

POLL_MS = 20


class Reader:
    """Opens the tab of training when the window is there, and then looks at it in short intervals."""

    def __init__(self) -> None:
        self._asked = b""
        self._told: dict[str, Any] = {}
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._input.activated.connect(self._read)
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(POLL_MS)

    def _read(self) -> None:
        content = os.read(sys.stdin.fileno(), 4096)
        self._asked += content
        if not content:
            self._input.setEnabled(False)
            QCoreApplication.quit()

    def _look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or not window.isVisible():
            return
        tab = window.learning.tab("training")
        if not isinstance(tab, TrainingTab):
            window.learning.open("training")
            return
        told = shown(window, tab)
        if told != self._told:
            self._told = told
            print(json.dumps(told), flush=True)
        name, end, rest = self._asked.partition(b"\n")
        if end and press(window, tab, name.decode()):
            self._asked = rest


def press(window: MainWindow, tab: TrainingTab, name: str) -> bool:
    """Press the button of this name, if that is possible now; ``show`` is that of the message in the window."""
    if name == "newest":
        tab.runs.setCurrentRow(0)
        return tab.runs.count() > 0
    if name == "dismiss":
        window.banner.clear()
        tab.banner.clear()
        return True
    found: dict[str, QAbstractButton] = dict(zip(["show"], window.banner.buttons(), strict=False))
    found |= {"new": tab.new, "deep": tab.form.strengths["deep"], "start": tab.form.button, "resume": tab.view.resume}
    button = found.get(name)
    possible = button is not None and button.isVisible() and button.isEnabled()
    if button is not None and possible:
        button.click()
    return possible


def shown(window: MainWindow, tab: TrainingTab) -> dict[str, Any]:
    """Return the message of the window, the runs, and title, progress and comparison of the chosen run."""
    view = tab.view
    return {
        "message": window.banner.text(),
        "fault": tab.banner.text(),
        "runs": [tab.runs.item(row).text() for row in range(tab.runs.count())],
        "title": view.title.text() if view.isVisible() else "",
        "phase": view.phase.text() if view.phase.isVisible() else "",
        "done": view.bar.value() if view.bar.isVisible() else 0,
        "gate": view.comparison.gate.text() if view.comparison.isVisible() else "",
    }


def main() -> int:
    """Run the program on the data directory of the environment, and return its exit status."""
    app.make_application()
    reader = Reader()
    data_dir = resolve_data_dir(None)
    status = app.run(None, data_dir, data_dir.database_url, None)
    del reader
    return status


if __name__ == "__main__":
    sys.exit(main())
