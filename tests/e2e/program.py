"""The program as ``wbc-desktop`` starts it, with the windows that follow each other in one start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop import app
from wbc_desktop.jobs.housekeeping import collect_deleted
from wbc_desktop.runtime.paths import DataDir

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from wbc_desktop.ui.shell.main_window import MainWindow

LONG = 120_000


class Program:
    """The program as ``wbc-desktop`` starts it, without its own event loop."""

    def __init__(self, qtbot: QtBot, data_dir: DataDir, model: Path) -> None:
        self._qtbot, self.data_dir, self._model = qtbot, data_dir, model
        self._stack = ExitStack()

    @property
    def window(self) -> MainWindow:
        assert self.start.window is not None
        return self.start.window

    def open(self, folder: Path | None = None) -> None:
        application, url = app.make_application(), self.data_dir.database_url
        self.start = app._Start(application, self.data_dir, url, str(self._model), folder, self._stack)
        self.start.begin()
        self.wait_for(lambda: self.start.window is not None and self.start.window.isVisible())

    def wait_for(self, holds: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(holds, timeout=LONG)

    def wait_for_cells(self, count: int) -> None:
        def done() -> bool:
            shown = self.window.backend.cells
            every = [shown.cell(row) for row in range(shown.rowCount())]
            predicted = len(every) == count and all(cell and cell.preclassification for cell in every)
            return predicted and not self.window.work.running and not shown.loading

        self.wait_for(done)

    def close(self) -> None:
        self.window.close()
        self._stack.close()
        collect_deleted()
