"""Watch a folder: by the system's notifications of changes, and by a slow check where there are none.

Network drives send no word, and some file systems lose it; so the folder is looked at every few seconds anyway. All
looking and taking in is done off the window's thread, one job at a time, and not while a slide is being opened.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Job, Runner
from wbc_desktop.jobs.slide_job import NoticingEngine
from wbc_desktop.jobs.watch_job import Arrived, import_ready
from wbc_desktop.services.watching import SETTLE, WatchedFolder, WatchResult
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)

POLL_MS = 10_000
"""Between two checks without a notification."""

SOON_MS = 400
"""Delay after a notification: a camera writes more than once."""

REST = 3
"""The pause after a check is at least this many times its duration, so that slow drives are not kept busy."""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """The state of the watch: folder (None: no folder), files still being written, whether it imports, the fault."""

    folder: Path | None = None
    waiting: int = 0
    busy: bool = False
    fault: str = ""


class FolderWatch(QObject):
    """``changed(Changes)`` after each commit, ``arrived(Arrived)`` when a slide has new cells, ``signed(SignedSlide)``.

    ``status_changed(WatchStatus)`` when its state changes.
    """

    status_changed = Signal(object)
    changed = Signal(object)
    arrived = Signal(object)
    signed = Signal(object)

    def __init__(
        self,
        db: Database,
        runner: Runner,
        engine: Callable[[], NoticingEngine],
        parent: QObject | None = None,
        *,
        poll_ms: int = POLL_MS,
        settle: float = SETTLE,
    ) -> None:
        super().__init__(parent)
        self._db = db
        self._runner = runner
        self._engine = engine
        self._poll_ms = poll_ms
        self._settle = settle
        self._memory: WatchedFolder | None = None
        self._job: Job | None = None
        self._paused = False
        self._changed_meanwhile = False
        self._began = 0.0
        self._status = WatchStatus()
        self._watcher: QFileSystemWatcher | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._check)

    @property
    def status(self) -> WatchStatus:
        """The present state."""
        return self._status

    def watch(self, folder: Path, each: bool) -> None:
        """Watch this folder and no other. With ``each``, every folder in it is a slide."""
        self.stop()
        self._memory = WatchedFolder(folder, each, self._settle)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._check_soon)  # no function that keeps the parent alive
        self._set_status(WatchStatus(folder))
        self._check()

    def stop(self) -> None:
        """Stop watching. A running import stops at the next safe point; finished work is kept."""
        self._timer.stop()
        self._memory = None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._set_status(WatchStatus())

    def pause(self, paused: bool) -> None:
        """Pause while a slide is being opened: both would do the same work."""
        if paused == self._paused:
            return
        self._paused = paused
        if not paused:
            self._check_soon()
        elif self._job is not None:
            self._job.cancel()

    def _check_soon(self, _path: str = "") -> None:
        self._changed_meanwhile = self._job is not None
        if self._memory is not None and self._job is None and not self._paused:
            self._timer.start(SOON_MS)

    def _check(self) -> None:
        memory, db = self._memory, self._db
        if memory is None or self._job is not None or self._paused:
            return
        self._began = time.monotonic()
        self._start(
            self._runner.start(lambda ctx: memory.check(db, ctx.cancelled), tr("watching the folder")), self._checked
        )

    def _start(self, job: Job, done: Callable[[object], None]) -> None:
        self._job = job
        job.changed.connect(self.changed)
        job.finished.connect(lambda result: self._ended(job, lambda: done(result)))
        job.failed.connect(lambda sentence: self._ended(job, lambda: self._failed(sentence)))
        job.stopped.connect(lambda: self._ended(job, self._check_later))

    def _ended(self, job: Job, then: Callable[[], object]) -> None:
        """Continue, unless another job has replaced this one."""
        if job is self._job:
            self._job = None
            then()

    def _checked(self, result: object) -> None:
        if not isinstance(result, WatchResult) or self._memory is None:
            return
        self._listen(result.folders)
        folder = self._status.folder
        taking = bool(result.ready) and not self._paused
        self._set_status(WatchStatus(folder, result.waiting, taking, result.fault))
        for slide in result.signed:
            self.signed.emit(slide)
        if taking and self._memory is not None:
            db, ready, engine = self._db, result.ready, self._engine
            self._start(
                self._runner.start(lambda ctx: import_ready(db, ready, engine, ctx), tr("taking in")), self._imported
            )
        else:
            self._check_later()

    def _imported(self, result: object) -> None:
        if self._memory is None:
            return
        self._set_status(WatchStatus(self._status.folder, self._status.waiting))
        for one in result if isinstance(result, Sequence) else ():
            if isinstance(one, Arrived) and one.added:
                self.arrived.emit(one)
        self._check_later()

    def _failed(self, sentence: str) -> None:
        if self._memory is not None:
            self._set_status(WatchStatus(self._status.folder, fault=sentence))
            self._check_later()

    def _check_later(self) -> None:
        if self._memory is None or self._paused:
            return
        if self._changed_meanwhile:
            self._check_soon()
            return
        took = round(1000 * (time.monotonic() - self._began))
        wait = min(self._poll_ms, round(1000 * self._settle) + SOON_MS // 2) if self._status.waiting else self._poll_ms
        self._timer.start(max(wait, min(REST * took, 6 * self._poll_ms)))

    def _listen(self, folders: Sequence[str]) -> None:
        """Ask the system for notifications of changes in these folders."""
        if self._watcher is None:
            return
        wanted, heard = set(folders), set(self._watcher.directories())
        if heard - wanted:
            self._watcher.removePaths(sorted(heard - wanted))
        if wanted - heard:
            self._watcher.addPaths(sorted(wanted - heard))

    def _set_status(self, status: WatchStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
