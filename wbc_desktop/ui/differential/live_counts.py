"""The counts of the open slide, read in the background, one read at a time."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.signing import SignedVersion
from wbc_desktop.jobs.latest_read import DELAY_MS, LatestRead
from wbc_desktop.services import review
from wbc_desktop.services.differentials import slide_findings
from wbc_desktop.store import signatures
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    slide_id: int
    counts: Findings
    versions: tuple[SignedVersion, ...]
    undoable: bool
    redoable: bool
    decisions: int


class LiveCounts(QObject):
    """Counts the watched slide, and counts again after each change.

    Signals: ``counted(Findings | None)``: the counts of the slide, None while they are unknown; ``signed(int,
    tuple[SignedVersion, ...])``: with each count, the number of cells and the signed versions of the slide;
    ``acts(bool, bool)``: whether an act can be undone, and redone.
    """

    counted = Signal(object)
    signed = Signal(int, object)
    acts = Signal(bool, bool)

    def __init__(self, db: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._slide_id: int | None = None
        self._decisions = 0
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: log.warning("counts not read: %s", sentence))

    def watch(self, slide_id: int | None) -> None:
        """Count this slide from now on; None: no slide."""
        self._reader.drop()
        self._slide_id = slide_id
        self.counted.emit(None)
        self.acts.emit(False, False)
        self.refresh(0)

    def refresh(self, after_ms: int = DELAY_MS) -> None:
        """Count again after ``after_ms`` milliseconds."""
        slide_id, db, decisions = self._slide_id, self._db, self._decisions
        if slide_id is not None:
            self._reader.ask(lambda: _read(db, slide_id, decisions), after_ms)

    def decided(self) -> None:
        """Announce that a decision can be undone, without waiting for a count, and count again."""
        self._decisions += 1
        self.acts.emit(True, True)
        self.refresh()

    def stop(self) -> None:
        """Wait for a running count, and stop counting."""
        self._reader.stop()

    def _take(self, reading: _Reading) -> None:
        if reading.slide_id != self._slide_id:
            return
        self.counted.emit(reading.counts)
        self.signed.emit(reading.counts.differential.total, reading.versions)
        if reading.decisions == self._decisions:  # otherwise it was read before the last decision
            self.acts.emit(reading.undoable, reading.redoable)


def _read(db: Database, slide_id: int, decisions: int) -> _Reading:
    counts = slide_findings(db, slide_id)
    with db.read() as s:
        versions = tuple(signatures.versions(s, slide_id))
    return _Reading(slide_id, counts, versions, *review.can_undo_redo(db, slide_id), decisions)
