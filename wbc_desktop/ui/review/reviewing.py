"""The reviewer's decisions on the cells that are selected, and going on to the next one that needs one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.review import actions
from wbc_desktop.ui.review.bulk_acts import ALONE_FROM, BulkActs
from wbc_desktop.ui.widgets.preferences import Preferences

log = logging.getLogger(__name__)

Act = Callable[[Database, int, Sequence[int], str], Changes]


class Reviewing(QObject):
    """Each decision is on the disk before its method returns; then it is announced once.

    One on very many cells is asked first and done off the window's thread; until it is done nothing else is decided.
    """

    announced = Signal(object)
    reread = Signal(object)
    """Nothing was decided, but what is shown of these cells is old."""
    refused = Signal(str)
    said = Signal(str)
    """What was done that cannot be seen in the gallery."""

    def __init__(
        self,
        db: Database,
        gallery: Gallery,
        preferences: Preferences,
        parent: QObject | None = None,
        runner: Runner | None = None,
    ) -> None:
        super().__init__(parent)
        self._db = db
        self._gallery = gallery
        self._preferences = preferences
        self._slide_id: int | None = None
        self.bulk = BulkActs(runner or Runner(self), parent)
        self.bulk.announced.connect(self.announced)
        self.bulk.failed.connect(self.refused)
        self.bulk.differing.connect(self._tell_differing)

    def open(self, slide_id: int | None) -> None:
        """Decisions are about this slide from now on."""
        self._slide_id = slide_id

    def classify(self, code: str) -> None:
        """Put the selected cells into a class."""
        cells, name = self._gallery.selected_ids(), cell_class(code).title

        def act(db: Database, slide_id: int, ids: Sequence[int], reviewer: str) -> Changes:
            return review.reclassify(db, slide_id, ids, code, reviewer)

        self._decide(act, cells, tr("Put into {name}", name=name), tr("Reclassifying"))

    def confirm(self) -> None:
        """Agree with the preclassification of the selected cells."""
        self._confirm(self._gallery.selected_ids(), tr("Confirm"))

    def confirm_shown(self) -> None:
        """Agree with the preclassification of every cell that the filter lets through, in one act."""
        self._confirm(self._gallery.shown_ids(), tr("Confirm all shown"))

    def undo(self) -> None:
        """Take the last decision on the slide back and show its cells."""
        self._go_back(actions.undo, review.undo, review.undo_size, tr("Taking back the decision on"))

    def redo(self) -> None:
        """Decide again what was taken back, and show its cells."""
        self._go_back(actions.redo, review.redo, review.redo_size, tr("Deciding again on"))

    def _confirm(self, cells: Sequence[int], verb: str) -> None:
        seen = self._gallery.seen(cells)

        def act(db: Database, slide_id: int, ids: Sequence[int], reviewer: str) -> Changes:
            return review.confirm(db, slide_id, ids, reviewer, seen)

        self._decide(act, cells, verb, tr("Confirming"))

    def _decide(self, act: Act, cells: Sequence[int], verb: str, doing: str) -> None:
        slide_id, reviewer = self._slide_id, self._preferences.now.reviewer
        if slide_id is None or not cells or not self.free() or not self.bulk.agreed(verb, len(cells)):
            return
        if len(cells) >= ALONE_FROM:
            db = self._db
            self.bulk.start(lambda: act(db, slide_id, cells, reviewer), doing, len(cells))
            return
        after = self._gallery.place_after()
        try:
            changes = act(self._db, slide_id, cells, reviewer)
        except WbcError as error:
            self.refused.emit(str(error))
            return
        if changes.cells:
            self.announced.emit(changes)
        if changes.differing:
            self._tell_differing(changes)
        elif self._preferences.now.auto_advance:
            self._gallery.next_undecided(after)

    def _tell_differing(self, changes: Changes) -> None:
        """Show what was left alone as it stands now, and say so: it is for the reviewer to look again."""
        self.reread.emit(Changes(changes.slide_id, changes.differing))
        self.refused.emit(
            trn(
                "{n:,} cell was not confirmed: since shown it came to stand otherwise. Look at it again.",
                "{n:,} cells were not confirmed: since shown they came to stand otherwise. Look at them again.",
                len(changes.differing),
            )
        )

    def _go_back(
        self,
        act: Callable[[Database, actions.Announce, int, str], Changes],
        alone: Callable[[Database, int, str], Changes],
        size: Callable[[Database, int], int],
        doing: str,
    ) -> None:
        slide_id, db, reviewer = self._slide_id, self._db, self._preferences.now.reviewer
        if slide_id is None or not self.free():
            return
        try:
            count = size(db, slide_id)
            if count >= ALONE_FROM:
                self.bulk.start(lambda: alone(db, slide_id, reviewer), doing, count)
                return
            changes = act(db, self.announced.emit, slide_id, reviewer)
        except WbcError as error:
            self.refused.emit(str(error))
            return
        if changes.cells:
            self._gallery.select(changes.cells[0])
        elif changes.slides:
            self.said.emit(tr("The details of the slide are as they were before."))

    def free(self) -> bool:
        """Whether something can be decided now; says why not."""
        if self.bulk.running:
            self.refused.emit(tr("A decision on many cells is still being stored: wait a moment."))
        return not self.bulk.running
