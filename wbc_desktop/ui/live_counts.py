"""The counts of the open slide, computed off the window's thread and never more often than they can be read."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.jobs.runner import Job, Runner
from wbc_desktop.services import review
from wbc_desktop.services.differentials import interval, slide_differential
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.differential_panel import Counts

log = logging.getLogger(__name__)

PAUSE_MS = 150
"""The shortest time between two counts: a running scan changes more than a person can read."""


class LiveCounts(QObject):
    """``counted(Counts | None)`` for the slide watched, and ``acts(can undo, can redo)`` beside it."""

    counted = Signal(object)
    acts = Signal(bool, bool)

    def __init__(self, db: Database, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._runner = runner
        self._slide_id: int | None = None
        self._job: Job | None = None
        self._stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._next)

    def watch(self, slide_id: int | None) -> None:
        """Count this slide from now on."""
        self._slide_id = slide_id
        if slide_id is None:
            self.counted.emit(None)
            self.acts.emit(False, False)
        else:
            self.touch()

    def touch(self) -> None:
        """Something changed: count again, at once if nothing was counted just now."""
        self._stale = True
        if self._job is None and not self._pause.isActive():
            self._next()

    def stop(self) -> None:
        """Count no more."""
        self._slide_id = None
        self._pause.stop()

    def _next(self) -> None:
        if not self._stale or self._slide_id is None:
            return
        self._stale = False
        slide_id, db = self._slide_id, self._db
        self._job = self._runner.start(lambda _ctx: _count(db, slide_id), "counting the cells")
        self._job.finished.connect(lambda result: self._done(slide_id, result))
        self._job.ended.connect(self._ended)

    def _done(self, slide_id: int, result: object) -> None:
        if slide_id != self._slide_id or not isinstance(result, tuple):
            return
        counts, undoable, redoable = result
        self.counted.emit(counts)
        self.acts.emit(undoable, redoable)

    def _ended(self) -> None:
        self._job = None
        self._pause.start()


def _count(db: Database, slide_id: int) -> tuple[Counts, bool, bool]:
    differential = slide_differential(db, slide_id)
    intervals = {}
    if differential.white:
        for row in differential.rows:
            if row.cell_class.white:
                intervals[row.cell_class.code] = interval(row.count, differential.white)
    return Counts(differential, intervals), review.can_undo(db, slide_id), review.can_redo(db, slide_id)


