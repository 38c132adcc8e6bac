"""Scan a folder, find the cells of its fields and classify them: each step begins while the one before still runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from wbc_desktop.domain.cells import RefusedFile, Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.inference.images import handing_over
from wbc_desktop.services.changes import Announce, Cancel, Changes, raise_if_cancelled
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress, EngineLike, classify
from wbc_desktop.services.fields import FieldsOutcome, find_cells
from wbc_desktop.services.scan import ScanOutcome, ScanProgress, scan
from wbc_desktop.store import files
from wbc_desktop.store.engine import Database

T = TypeVar("T")

_PATIENCE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """Fields searched for white cells so far, and all fields to search that are known."""

    done: int
    total: int


StageProgress = ScanProgress | SearchProgress | ClassifyProgress


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told of the steps, in several threads: of the progress of the step that the person waits for, of commits,
    of the end of the scan, and of fields that the program found itself and has searched."""

    progress: Callable[[StageProgress], None] = lambda progress: None
    announce: Announce = lambda changes: None
    scanned: Callable[[ScanOutcome], None] = lambda outcome: None
    fields_found: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class StagesOutcome:
    """What each step gave; ``classified`` is None when there was no model."""

    scanned: ScanOutcome
    fields: FieldsOutcome
    classified: ClassifyOutcome | None

    @property
    def refused(self) -> list[RefusedFile]:
        """All refused files, by path."""
        every = (*self.scanned.refused, *self.fields.refused, *(self.classified.refused if self.classified else ()))
        return sorted({file.path: file for file in every}.values(), key=lambda file: file.path)


def read_and_classify(
    db: Database,
    slide: Slide,
    load: Callable[[], EngineLike | None],
    listener: Listener,
    *,
    pictures: PictureKind | None = None,
    decide_again: bool = False,
    force: bool = False,
    cancel: Cancel,
) -> StagesOutcome:
    """Scan the slide's folder, find the cells of its fields, and classify; on a new slide all three overlap.

    On a slide with known files the scan ends first: only then it is known which of them are missing or were changed.
    ``load`` loads the model when the first pictures were found; it may return None, and nothing is classified.
    ``pictures`` and ``decide_again`` as for :func:`find_cells` (``wanted`` and ``again``), ``force`` as for
    :func:`classify`. Raises as these and :func:`scan`. If a step fails, those after it stop, and those before it end
    first; what was committed stays.
    """
    with handing_over():
        return _Stages(db, slide, load, listener, pictures, decide_again, force, cancel).run()


class _Stages:
    def __init__(
        self,
        db: Database,
        slide: Slide,
        load: Callable[[], EngineLike | None],
        listener: Listener,
        pictures: PictureKind | None,
        decide_again: bool,
        force: bool,
        cancel: Cancel,
    ) -> None:
        self._db, self._slide, self._load, self._listener = db, slide, load, listener
        self._pictures, self._decide_again, self._force, self._cancel = pictures, decide_again, force, cancel
        self._failed = threading.Event()
        self._some_found = threading.Event()
        self._kind_known = threading.Event()
        self._scanning = True
        self._searching = False
        """Whether the person waits for fields that are searched."""

    def run(self) -> StagesOutcome:
        with self._db.read() as s:
            is_new = not files.any_known(s, self._slide.id)
        with ThreadPoolExecutor(2, thread_name_prefix="slide") as pool:
            scanning = pool.submit(self._step, self._scan)
            if not is_new:
                scanning.result()
            finding = pool.submit(self._step, lambda: self._find(scanning))
            try:
                classified = self._classify(scanning, finding)
            except Cancelled:
                scanning.result()  # raises the error of an earlier step, if this one was stopped because of it
                finding.result()
                raise
        return StagesOutcome(scanning.result(), finding.result(), classified)

    def _step(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except BaseException:
            self._failed.set()
            raise

    def _cancelled(self) -> bool:
        return self._failed.is_set() or self._cancel()

    def _scan(self) -> ScanOutcome:
        outcome = scan(
            self._db, self._slide, cancel=self._cancelled, progress=self._report_scan, announce=self._announce
        )
        self._listener.scanned(outcome)
        return outcome

    def _find(self, scanning: Future[ScanOutcome]) -> FieldsOutcome:
        if not self._pictures_found(scanning):
            return FieldsOutcome(PictureKind.CELLS)
        outcome = find_cells(
            self._db,
            self._slide,
            self._pictures,
            cancel=self._cancelled,
            progress=self._report_search,
            announce=self._listener.announce,
            again=self._decide_again,
            growing=lambda: not scanning.done(),
            kind_known=self._kind_known.set,
        )
        if outcome.decided and outcome.pictures is PictureKind.FIELDS:
            self._listener.fields_found()
        return outcome

    def _classify(self, scanning: Future[ScanOutcome], finding: Future[FieldsOutcome]) -> ClassifyOutcome | None:
        """Load the model and classify in the caller's thread."""
        if not self._pictures_found(scanning):
            return ClassifyOutcome(0, 0, [], 0.0)
        self._scanning = False
        engine = self._load()
        while not (self._kind_known.wait(_PATIENCE_SECONDS) or finding.done()):
            raise_if_cancelled(self._cancelled)
        raise_if_cancelled(self._cancelled)
        if engine is None:
            return None
        return classify(
            self._db,
            self._slide,
            engine,
            force=self._force,
            cancel=self._cancelled,
            progress=self._report_classified,
            announce=self._listener.announce,
            growing=lambda: not (scanning.done() and finding.done()),
        )

    def _pictures_found(self, scanning: Future[ScanOutcome]) -> bool:
        """Wait for the first pictures of a new slide, or the end of the scan; return whether there are any."""
        while not (self._some_found.wait(_PATIENCE_SECONDS) or scanning.done()):
            raise_if_cancelled(self._cancelled)
        return self._some_found.is_set() or scanning.result().images > 0

    def _announce(self, changes: Changes) -> None:
        self._listener.announce(changes)
        if changes.cells:
            self._some_found.set()

    def _report_scan(self, progress: ScanProgress) -> None:
        if self._scanning:
            self._listener.progress(progress)

    def _report_search(self, done: int, total: int) -> None:
        self._searching = done < total
        self._listener.progress(SearchProgress(done, total))

    def _report_classified(self, progress: ClassifyProgress) -> None:
        if not self._searching:
            self._listener.progress(progress)
