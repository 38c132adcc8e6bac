"""Watch the newest fine-tuning run from the window; the run itself is a process that needs no window."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.runs import RunProgress, RunState
from wbc_desktop.runtime.run_lock import is_held
from wbc_desktop.services.run_files import LOCK, OPTIONS, ProgressFile, run_folders, run_in

RUNNING_MS, IDLE_MS = 500, 3000
"""Between two looks at a run that is running, and at the folder of runs while none is."""


class TrainingWatch(QObject):
    """``began()`` when the newest run is running, ``progressed(RunProgress)`` when it has written something,
    ``ended(FineTuning)`` when it has ended.

    A run that was started by the command line, or by an earlier window, is found as well. One that had finished before
    the watch began is announced with ``ended`` once, so that its candidate can be adopted. A look costs the window's
    thread a listing of the folder of runs, and one look at the lock and at the size of a file.
    """

    began = Signal()
    progressed = Signal(object)
    ended = Signal(object)

    def __init__(
        self, learning: Path, parent: QObject | None = None, *, running_ms: int = RUNNING_MS, idle_ms: int = IDLE_MS
    ) -> None:
        super().__init__(parent)
        self._learning = learning
        self._running_ms, self._idle_ms = running_ms, idle_ms
        self._file: ProgressFile | None = None
        self._folder: Path | None = None
        self._running = self._started = False
        self._processes: list[subprocess.Popen[bytes]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The folder of the newest run; None if there is none."""
        return self._folder

    @property
    def running(self) -> bool:
        """Whether the newest run was running at the last look."""
        return self._running

    @property
    def progress(self) -> RunProgress:
        """What the newest run has written; empty if there is none."""
        return RunProgress() if self._file is None else self._file.progress

    def start(self) -> None:
        """Begin to watch."""
        self._look()

    def stop(self) -> None:
        """Stop watching; the run goes on."""
        self._timer.stop()

    def attach(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for a process that this window has started, and look at its run at once."""
        self._processes.append(process)
        self._started = True
        self._look()

    def _look(self) -> None:
        self._processes = [process for process in self._processes if process.poll() is None]
        folder = next((one for one in run_folders(self._learning) if (one / OPTIONS).exists()), None)
        is_new = folder != self._folder
        if is_new:
            self._folder, self._running = folder, False
            self._file = None if folder is None else ProgressFile(folder)
        if folder is not None and self._file is not None:
            self._look_at(folder, self._file, is_new)
        self._timer.start(self._running_ms if self._running else self._idle_ms)

    def _look_at(self, folder: Path, file: ProgressFile, is_new: bool) -> None:
        before = self._running
        was_running = before or self._started  # it may have ended before the first look
        self._running = is_held(folder / LOCK)  # before the file is read: what an ended run wrote last is not missed
        if file.read() or is_new:
            self.progressed.emit(file.progress)
        if self._running and not before:
            self.began.emit()
        if self._running or not (was_running or is_new):
            return
        self._started = False
        now = run_in(folder)
        if was_running or now.state is RunState.FINISHED:
            self.ended.emit(now)
