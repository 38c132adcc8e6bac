"""The banner of a slide whose cells look unlike the model's training images. It is shown once per slide."""

from __future__ import annotations

import logging

from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.unlike import Unlikeness
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.unlike import slide_unlikeness
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
        self._reader.failed.connect(lambda sentence: log.warning("unlikeness not read: %s", sentence))
        context.opened.connect(self.watch)

    def watch(self, slide: Slide | None) -> None:
        """Show the banner of another slide, if it needs one; None for no slide."""
        self._reader.drop()
        self._watched, self._shown = None if slide is None else slide.id, None
        self.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read the unlikeness of the slide again, after the work on it has ended."""
        slide_id, db = self._watched, self._db
        if slide_id is not None:
            self._reader.ask(lambda: (slide_id, slide_unlikeness(db, slide_id)))

    def stop(self) -> None:
        """Wait for a running read, then show nothing more."""
        self._reader.stop()

    def _take(self, answer: tuple[int, Unlikeness]) -> None:
        slide_id, found = answer
        if slide_id != self._watched:
            return
        shown = (slide_id, found.sentence)
        if not found.sentence:
            self.clear()
        elif shown != self._shown:  # a dismissed sentence is not shown again
            self.show_text(found.sentence, "info")
        self._shown = shown
