"""The reviewer's decisions on the cells that are selected, and going on to the next one that needs one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui import actions
from wbc_desktop.ui.gallery import Gallery
from wbc_desktop.ui.preferences import Preferences

log = logging.getLogger(__name__)


class Reviewing(QObject):
    """Each decision is on the disk before its method returns; then it is announced once."""

    announced = Signal(object)
    refused = Signal(str)

    def __init__(self, db: Database, gallery: Gallery, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._gallery = gallery
        self._preferences = preferences
        self._slide_id: int | None = None

    def open(self, slide_id: int | None) -> None:
        """Decisions are about this slide from now on."""
        self._slide_id = slide_id

    def classify(self, code: str) -> None:
        """Put the selected cells into a class."""
        self._decide(
            lambda slide_id, cells: actions.reclassify(
                self._db, self.announced.emit, slide_id, cells, code, self._preferences.now.reviewer
            )
        )

    def confirm(self) -> None:
        """Agree with the preclassification of the selected cells."""
        self._decide(
            lambda slide_id, cells: actions.confirm(
                self._db, self.announced.emit, slide_id, cells, self._preferences.now.reviewer
            )
        )

    def undo(self) -> None:
        """Take the last decision on the slide back and show its cells."""
        self._go_back(actions.undo)

    def redo(self) -> None:
        """Decide again what was taken back, and show its cells."""
        self._go_back(actions.redo)

    def _decide(self, act: Callable[[int, Sequence[int]], Changes]) -> None:
        cells = self._gallery.selected_ids()
        if self._slide_id is None or not cells:
            return
        try:
            act(self._slide_id, cells)
        except WbcError as error:
            self.refused.emit(str(error))
            return
        if self._preferences.now.auto_advance:
            self._gallery.next_undecided()

    def _go_back(self, act: Callable[[Database, actions.Announce, int, str], Changes]) -> None:
        if self._slide_id is None:
            return
        try:
            changes = act(self._db, self.announced.emit, self._slide_id, self._preferences.now.reviewer)
        except WbcError as error:
            self.refused.emit(str(error))
            return
        if changes.cells:
            self._gallery.select(changes.cells[0])
