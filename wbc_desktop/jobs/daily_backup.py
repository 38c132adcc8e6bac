"""Makes the daily copy of the database while the window is open, on a worker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.jobs.runner import Job, JobContext
from wbc_desktop.jobs.tasks import Task
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.backup import Backup
from wbc_desktop.services.daily_backup import Plan, make_due

START_MS, AGAIN_MS = 60_000, 600_000
"""Until the first look, so that it does not slow the start, and between two looks."""


class DailyBackup(QObject):
    """``looked(str)`` after each look: "" if today's copy is there now, else why it is not."""

    looked = Signal(str)

    def __init__(
        self,
        context: SlideContext,
        data_dir: DataDir,
        plan: Callable[[], Plan],
        parent: QObject | None = None,
        *,
        start_ms: int = START_MS,
        again_ms: int = AGAIN_MS,
    ) -> None:
        super().__init__(parent)
        self._context, self._data_dir, self._plan = context, data_dir, plan
        self._start_ms, self._again_ms = start_ms, again_ms
        self._job: Job | None = None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look a minute from now, and every ten minutes."""
        self._timer.start(self._start_ms)

    def close(self) -> None:
        """Look no more. A copy that is being made is cancelled with all jobs."""
        self._timer.stop()
        self.blockSignals(True)

    def look(self) -> None:
        """Make today's copy if it is due and none is being made."""
        self._timer.start(self._again_ms)
        plan = self._plan()
        if self._job is not None or not plan.daily:
            return
        db, data_dir = self._context.db, self._data_dir

        def work(job: JobContext) -> Backup | None:
            return make_due(
                db, data_dir, plan, cancel=job.cancelled, progress=lambda done, total: job.progress((done, total))
            )

        self._job = job = self._context.runner.start(work, tr("making the daily backup"))
        job.progressed.connect(self._show_progress)
        job.finished.connect(self._finished)
        job.failed.connect(self.looked)
        job.ended.connect(self._ended)

    def _show_progress(self, done: tuple[int, int]) -> None:
        if self._task is None and self._job is not None:
            self._task = self._context.tasks.begin(tr("Making the daily backup"), self._job.cancel)
        if self._task is not None:
            self._task.progress(*done)

    def _finished(self, _made: Backup | None) -> None:
        self.looked.emit("")

    def _ended(self) -> None:
        self._job = None
        if self._task is not None:
            self._task.end()
            self._task = None
