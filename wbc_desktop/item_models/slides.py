"""The slides as a Qt list, the most recently opened first, each with the progress of its review."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.filters import folded
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.signing import Stage, stage
from wbc_desktop.item_models.id_list import IdListModel, Index, as_ids
from wbc_desktop.jobs.latest_read import DELAY_MS, LatestRead
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import signatures, slides
from wbc_desktop.store.engine import Database


class SlideState(StrEnum):
    """The state of the review of a slide."""

    NEW = mark("new")
    IN_REVIEW = mark("in review")
    REVIEWED = mark("reviewed")
    SIGNED = mark("signed")
    AMENDING = mark("being amended")
    AMENDED = mark("amended")


@dataclass(frozen=True, slots=True)
class SlideProgress:
    """The number of counted cells of a slide, and of those that a person decided."""

    cells: int
    decided: int
    stage: Stage = Stage.OPEN

    @property
    def state(self) -> SlideState:
        """Return the state: new until the first decision, reviewed after the last one, then as it was signed."""
        if self.stage is not Stage.OPEN:
            return SlideState(self.stage.value)
        if not self.decided:
            return SlideState.NEW
        return SlideState.REVIEWED if self.decided >= self.cells else SlideState.IN_REVIEW

    def __str__(self) -> str:
        count = trn("{n:,} cell", "{n:,} cells", self.cells)
        if self.state is SlideState.IN_REVIEW:
            return tr("{cells}, {decided:,} reviewed", cells=count, decided=self.decided)
        return f"{count}, {tr(self.state.value)}"

    @property
    def share(self) -> float:
        """Return the share of decided cells, 0 to 1."""
        return self.decided / self.cells if self.cells else 0.0


@dataclass(frozen=True, slots=True)
class _Reading:
    every: list[Slide] | None
    names: dict[int, str]
    progress: dict[int, SlideProgress]


class SlideListModel(IdListModel):
    """All slides, or those that match :meth:`apply_filter`.

    The list is read at once; counts are read in the background, for the slides that are shown.
    """

    SlideRole: Final = Qt.ItemDataRole.UserRole + 1
    ProgressRole: Final = Qt.ItemDataRole.UserRole + 2

    failed = Signal(str)
    """The store cannot be read; the sentence says why."""

    def __init__(self, db: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._slides: dict[int, Slide] = {}
        self._every: list[Slide] = []
        self._names: dict[int, str] = {}
        self._text = ""
        self._state: SlideState | None = None
        self._progress: dict[int, SlideProgress] = {}
        self._stale: set[int] = set()
        self._list_stale = False
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(self.failed)
        # Many rows are painted together, so their counts are requested together.
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.timeout.connect(self._ask)
        with db.read() as s:
            self._every, self._names = slides.with_cells(s), slides.typed_names(s)
        self._show()

    def apply_filter(self, text: str, state: SlideState | None = None) -> None:
        """Show only slides of this state that have all words of ``text`` in name, folder, sample or patient."""
        wanted = folded(text)
        if (wanted, state) != (self._text, self._state):
            self._text, self._state = wanted, state
            self._show()

    @property
    def is_filtered(self) -> bool:
        """Return whether only some slides are shown."""
        return bool(self._text) or self._state is not None

    @property
    def count(self) -> int:
        """Return the number of slides, shown or not."""
        return len(self._every)

    def all_slides(self) -> list[Slide]:
        """Return all slides, shown or not, the most recently opened first."""
        return list(self._every)

    @property
    def counting(self) -> bool:
        """Return whether a state is filtered for and some slides are not counted yet."""
        return self._state is not None and any(slide.id not in self._progress for slide in self._every)

    def slide(self, row: int) -> Slide | None:
        """Return the slide in a row; None outside the list."""
        return self._slides[int(self._ids[row])] if 0 <= row < len(self._ids) else None

    def progress(self, slide_id: int) -> SlideProgress | None:
        """Return the progress of the review of a slide; None, and request a count, if it is not counted yet."""
        known = self._progress.get(slide_id)
        if known is None:
            self._stale.add(slide_id)
            self._gathering.start(0)
        return known

    def refresh(self, changes: Changes) -> None:
        """Follow a commit: count again, and read the list if it changed."""
        if changes.slides or (changes.cells_added and all(slide.id != changes.slide_id for slide in self._every)):
            self._list_stale = True
        if changes.slide_id in self._progress and (changes.cells or changes.cells_added or changes.slides):
            self._stale.add(changes.slide_id)
        if self._list_stale or self._stale:
            self._ask(0 if self._list_stale else DELAY_MS)

    def recount(self) -> None:
        """Count all slides again, because the rule for what counts has changed."""
        self._stale.update(self._progress)
        if self._stale:
            self._ask()

    def stop(self) -> None:
        """Wait for a running read, and stop reading."""
        self._gathering.stop()
        self._reader.stop()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self._is_row(index):
            return None
        slide = self._slides[int(self._ids[index.row()])]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{slide.name}\n{self.progress(slide.id) or '…'}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return tr(
                    "slide {name}, {progress}",
                    name=slide.name,
                    progress=self.progress(slide.id) or tr("not yet counted"),
                )
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join((slide.folder, *slide.others, *self._names.get(slide.id, "").splitlines()))
            case self.SlideRole:
                return slide
            case self.ProgressRole:
                return self.progress(slide.id)
        return None

    def _ask(self, after_ms: int = 0) -> None:
        db, stale, list_too = self._db, sorted(self._stale), self._list_stale
        self._reader.ask(lambda: _read(db, stale, list_too), after_ms)

    def _take(self, reading: _Reading) -> None:
        if reading.every is not None:
            self._list_stale = False
            self._every, self._names = reading.every, reading.names
        self._stale.difference_update(reading.progress)
        fresh = reading.progress
        changed = [slide_id for slide_id, progress in fresh.items() if self._progress.get(slide_id) != progress]
        self._progress.update(fresh)
        self._show()
        self._announce_rows(changed)

    def _passes(self, slide: Slide) -> bool:
        if self._state is not None:
            progress = self.progress(slide.id)
            if progress is None or progress.state is not self._state:
                return False
        if not self._text:
            return True
        searched = folded("\n".join((slide.name, slide.folder, *slide.others, self._names.get(slide.id, ""))))
        return all(word in searched for word in self._text.split())

    def _show(self) -> None:
        before = self._slides
        every = [slide for slide in self._every if self._passes(slide)]
        now = {slide.id: slide for slide in every}
        if list(now) != list(before):
            with self._resetting():
                self._slides, self._ids = now, as_ids(now)
            return
        self._slides = now
        self._announce_rows([slide.id for slide in every if before[slide.id] != slide])


def _read(db: Database, stale: list[int], list_too: bool) -> _Reading:
    with db.read() as s:
        signed = signatures.versions_many(s, stale)
        counts = slides.review_counts(s, stale)
        progress = {slide_id: SlideProgress(*counts[slide_id], stage(signed[slide_id])) for slide_id in stale}
        if not list_too:
            return _Reading(None, {}, progress)
        return _Reading(slides.with_cells(s), slides.typed_names(s), progress)
