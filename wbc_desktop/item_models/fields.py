"""The fields of the open slide, read in the background after each change of its cells."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import Slide
from wbc_desktop.jobs.latest_read import DELAY_MS, LatestRead
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.field_list import SlideFields, fields_of

log = logging.getLogger(__name__)


class FieldList(QObject):
    """Follows the open slide of a context.

    Signals: ``changed(SlideFields | None)``: the fields of the open slide; None without a slide, or until they are
    known.
    """

    changed = Signal(object)

    def __init__(self, context: SlideContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.latest: SlideFields | None = None
        """What ``changed`` announced last."""
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: log.warning("fields not read: %s", sentence))
        context.opened.connect(self._open)
        context.changed.connect(self._follow)

    def refresh(self) -> None:
        """Read the fields again now."""
        self._read(0)

    def stop(self) -> None:
        """Wait for a running read, and announce nothing more."""
        self._reader.stop()

    def _open(self, slide: Slide | None) -> None:
        self._reader.drop()
        self._announce(None)
        self._read(0)

    def _follow(self, changes: Changes) -> None:
        slide = self._context.slide
        if slide is not None and changes.slide_id == slide.id and (changes.cells_added or changes.slides):
            self._read(DELAY_MS)

    def _read(self, after_ms: int) -> None:
        db, slide = self._context.db, self._context.slide
        if slide is not None:
            self._reader.ask(lambda: fields_of(db, slide.id), after_ms)

    def _take(self, found: SlideFields) -> None:
        if self._context.slide is not None and found.slide_id == self._context.slide.id:
            self._announce(found)

    def _announce(self, found: SlideFields | None) -> None:
        self.latest = found
        self.changed.emit(found)
