"""The banner of a slide that looks unlike the model's training pictures, as a whole or in many of its cells."""

from __future__ import annotations

import logging

from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.foreign import SlideLikeness
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.foreign import slide_likeness
from wbc_desktop.ui.widgets.banner import Banner

log = logging.getLogger(__name__)


class UnlikeBanner(Banner):
    """A second banner below the main one, shown until it is dismissed or another slide is opened."""

    def __init__(self, context: SlideContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = context.db
        self._watched: int | None = None
        self._shown: tuple[int, str] | None = None
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: log.warning("likeness not read: %s", sentence))
        context.opened.connect(self.watch)

    def watch(self, slide: Slide | None) -> None:
        """Show the banner of another slide, if it needs one; None for no slide."""
        self._reader.drop()
        self._watched, self._shown = None if slide is None else slide.id, None
        self.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read the likeness of the slide again, after the work on it has ended."""
        slide_id, db = self._watched, self._db
        if slide_id is not None:
            self._reader.ask(lambda: (slide_id, slide_likeness(db, slide_id)))

    def stop(self) -> None:
        """Wait for a running read, then show nothing more."""
        self._reader.stop()

    def _take(self, answer: tuple[int, SlideLikeness]) -> None:
        slide_id, found = answer
        if slide_id != self._watched:
            return
        shown = (slide_id, found.banner)
        if not found.banner:
            self.clear()
        elif shown != self._shown:  # a dismissed sentence is not shown again
            self.show_text(found.banner, "info")
        self._shown = shown
