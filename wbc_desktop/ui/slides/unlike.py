"""The banner of a slide that looks unlike the model's training pictures, as a whole or in many of its cells."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.foreign import SlideLikeness
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import enough_sentence
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Button, SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.foreign import slide_likeness
from wbc_desktop.services.learning import accumulated
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.widgets.banner import Banner

log = logging.getLogger(__name__)

AGAIN_AFTER_MS = 1500
"""Read again this long after the last of several decisions in an announced slide: they may be enough to learn from."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """``enough``: the sentence about the new corrections, if they are worth a fine-tuning, else ""; None: not read."""

    slide_id: int
    found: SlideLikeness
    enough: str | None


class UnlikeBanner(Banner):
    """A second banner below the main one, shown until it is dismissed or another slide is opened.

    In a slide that is announced as a whole it offers to classify the cells that teach most, and, once there are enough
    corrections, to fine-tune the model. ``teach`` and ``fine_tune`` do that.
    """

    def __init__(self, context: SlideContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = context.db
        self._watched: int | None = None
        self._shown: tuple[str, bool] | None = None
        self._announced = False
        self._enough: str | None = None
        self.teach: Callable[[], object] = lambda: None
        self.fine_tune: Callable[[], object] = lambda: None
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: log.warning("likeness not read: %s", sentence))
        context.opened.connect(self.watch)
        context.changed.connect(self._follow)

    def watch(self, slide: Slide | None) -> None:
        """Show the banner of another slide, if it needs one; None for no slide."""
        self._reader.drop()
        self._watched, self._shown = None if slide is None else slide.id, None
        self._announced, self._enough = False, None
        self.clear()
        self.refresh()

    def refresh(self, after_ms: int = 0) -> None:
        """Read the likeness of the slide again, after the work on it has ended."""
        slide_id, db = self._watched, self._db
        known = self._enough
        if slide_id is not None:
            self._reader.ask(lambda: _read(db, slide_id, known), after_ms)

    def stop(self) -> None:
        """Wait for a running read, then show nothing more."""
        self._reader.stop()

    def _follow(self, changes: Changes) -> None:
        if self._announced and changes.slide_id == self._watched and changes.cells:
            self.refresh(AGAIN_AFTER_MS)

    def _take(self, answer: _Answer) -> None:
        found = answer.found
        if answer.slide_id != self._watched:
            return
        self._announced, self._enough = found.announced, answer.enough
        enough = answer.enough or ""
        text = found.banner or enough
        shown = (found.banner, bool(enough))
        if not text:
            self.clear()
        elif shown != self._shown:  # a dismissed sentence is not shown again
            self.show_text(text, "info", self._offers(found, enough))
        self._shown = shown

    def _offers(self, found: SlideLikeness, enough: str) -> list[Button]:
        offers: list[Button] = []
        if found.announced and found.undecided:
            offers.append((tr("Classify the cells that teach most"), lambda: self.teach()))
        if enough:
            offers.append((tr("Fine-tune…"), lambda: self.fine_tune()))
        return offers


def _read(db: Database, slide_id: int, enough: str | None) -> _Answer:
    """In a thread: read the likeness of the slide and, if it is announced as a whole, whether corrections are enough.

    ``enough`` is what the last read found (None: this is the first). A slide with undecided cells adds no corrections.
    """
    found = slide_likeness(db, slide_id)
    if not found.announced:  # perhaps a promoted model ended the announcement: it has learned the corrections
        enough = None
    elif enough is None or not found.undecided:
        learnable = accumulated(db)
        enough = enough_sentence(learnable.new) if learnable.enough else ""
    return _Answer(slide_id, found, enough)
