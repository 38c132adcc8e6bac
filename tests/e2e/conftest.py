"""The real window on a real data directory, as `wbc-desktop` starts it, with a model of random weights."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from e2e.gallery_table import Table
    from e2e.program import Program
    from PySide6.QtWidgets import QDialog
    from pytestqt.qtbot import QtBot

    from wbc_desktop.domain.cells import Cell
    from wbc_desktop.store.engine import Database
    from wbc_desktop.ui.shell.main_window import MainWindow

PATIENCE_MS = 120_000  # long, because a loaded machine is slow
MOMENT_MS = 500
"""The longest pause after which the window goes on by itself."""
QUIET_TURNS = 3
"""So many looks in a row must find nothing under way: an answer that arrives may start the next read."""


@dataclass
class Session:
    """One start of the program: from opening the data directory to closing the window."""

    window: MainWindow
    db: Database
    qtbot: QtBot
    closing: ExitStack = field(repr=False)

    @property
    def cells(self) -> list[Cell]:
        """The cells as the gallery shows them."""
        model = self.window.backend.cells
        shown = [model.cell(row) for row in range(model.rowCount())]
        return [cell for cell in shown if cell is not None]

    def settle(self) -> None:
        """Wait until the window shows what it reads in the background: counts, fields, pictures, lists."""
        from PySide6.QtCore import QThreadPool, QTimer

        from wbc_desktop.jobs.latest_read import LatestRead

        quiet = 0

        def still() -> bool:
            nonlocal quiet
            timers = [timer for timer in self.window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
            reading = (
                any(pool.activeThreadCount() for pool in self.window.findChildren(QThreadPool))
                or any(read.busy for read in self.window.findChildren(LatestRead))
                or any(timer.interval() <= MOMENT_MS for timer in timers)
            )
            quiet = 0 if reading else quiet + 1
            return quiet > QUIET_TURNS

        self.qtbot.waitUntil(still, timeout=PATIENCE_MS)

    def wait_until_classified(self, count: int) -> None:
        """Wait until the gallery shows ``count`` cells, all preclassified, and nothing is under way."""

        def done() -> bool:
            cells = self.cells
            classified = len(cells) == count and all(cell.preclassification is not None for cell in cells)
            return classified and not self.window.work.running and not self.window.backend.cells.loading

        self.qtbot.waitUntil(done, timeout=PATIENCE_MS)
        self.settle()

    def wait_for_cell(self, cell_id: int, condition: Callable[[Cell], bool]) -> Cell:
        """Wait until the condition is true of a shown cell, and return the cell."""

        def shown() -> list[Cell]:
            return [cell for cell in self.cells if cell.id == cell_id and condition(cell)]

        self.qtbot.waitUntil(lambda: bool(shown()), timeout=PATIENCE_MS)
        return shown()[0]

    def wait_for_message(self, part: str) -> str:
        """Wait until the banner contains ``part``, and return its sentence."""
        self.qtbot.waitUntil(lambda: part in self.window.banner.text(), timeout=PATIENCE_MS)
        return str(self.window.banner.text())

    def close(self) -> None:
        """Close the window as its close button does, and release all resources."""
        self.window.close()
        self.closing.close()


def in_dialog(session: Session, begin: str | Callable[[], object], act: Callable[[QDialog], None]) -> None:
    """Open a dialog by the name of a command or by calling ``begin``, call ``act`` with it, and close it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QDialog

    from wbc_desktop.ui.widgets.ask import AskDialog

    dialogs: list[QDialog] = []

    def work() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, session.window, work)
            return
        dialogs.append(dialog)
        try:
            act(dialog)
        finally:
            if isinstance(dialog, AskDialog):
                answered(session, dialog)
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, session.window, work)
    (session.window.commands[begin].trigger if isinstance(begin, str) else begin)()
    session.qtbot.waitUntil(lambda: bool(dialogs))  # a worker may have to read the dialog's data first
    session.window.activateWindow()  # as a desktop's window manager does when a dialog closes
    session.qtbot.waitUntil(session.window.isActiveWindow, timeout=PATIENCE_MS)


def begin_second_read(session: Session) -> None:
    """Ask for a second read, and agree to it."""
    from wbc_desktop.ui.widgets.ask import AskDialog

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, AskDialog)
        dialog.button.click()

    in_dialog(session, "second_read", agree)


def answered(session: Session, dialog: QDialog) -> None:
    """Wait until the dialog has ended its act, such as checking a password on a thread."""
    session.qtbot.waitUntil(lambda: not getattr(dialog, "busy", False), timeout=PATIENCE_MS)


@pytest.fixture(autouse=True)
def _no_daily_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no daily backup after the first minute, so that a slow machine sees the same messages as a fast one."""
    from wbc_desktop.jobs.daily_backup import DailyBackup

    monkeypatch.setattr(DailyBackup, "begin", lambda _self: None)


@pytest.fixture
def start(qtbot: QtBot, data_dir_path: Path, tiny_model: Path, migrated: Path) -> Iterator[Callable[..., Session]]:
    """Return ``start(folder=None, url="")``, which starts the program without its own event loop."""
    from wbc_desktop import app
    from wbc_desktop.runtime.instance import window_lock
    from wbc_desktop.runtime.paths import DataDir
    from wbc_desktop.store.engine import open_database

    with ExitStack() as whole:

        def begin(folder: Path | None = None, url: str = "") -> Session:
            closing = whole.enter_context(ExitStack())
            data_dir = DataDir(data_dir_path)
            data_dir.create()
            if not data_dir.database_file.exists():
                shutil.copy(migrated, data_dir.database_file)
            closing.enter_context(window_lock(data_dir))
            db = open_database(url or data_dir.database_url)
            closing.callback(db.close)
            window = app.build(db, data_dir, str(tiny_model))
            closing.callback(app.dispose, window)
            with qtbot.waitActive(window):
                window.show()
                window.activateWindow()
            window.start(folder)
            return Session(window, db, qtbot, closing)

        yield begin


@pytest.fixture
def program(qtbot: QtBot, data_dir_path: Path, tiny_model: Path) -> Iterator[Program]:
    """The program with all its windows, on an empty data directory; ``open`` starts it."""
    from e2e.program import Program

    from wbc_desktop.runtime.paths import DataDir

    data_dir = DataDir(data_dir_path)
    data_dir.create()
    made = Program(qtbot, data_dir, tiny_model)
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, db: Database) -> Iterator[Table]:
    """A gallery over a real store, without the window."""
    from e2e.gallery_table import open_table

    with open_table(tmp_path / "thumbnails", db) as opened:
        yield opened
