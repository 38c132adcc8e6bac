"""Classify a slide: run the model on the cells that need a prediction of it, and store its predictions."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Cell, KnownFile, ModelVersion, NewPreclassification, RefusedFile, Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.cards import ModelCard
from wbc_desktop.inference.foreign import Centres
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.foreign import judge_slide
from wbc_desktop.services.models import register_card
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING
from wbc_desktop.services.walk import folder_identity
from wbc_desktop.store import cells, files, guard, preclassifications, regions
from wbc_desktop.store.engine import Database

_BATCH = 32
_BATCH_SECONDS = 0.5
_PAUSE_SECONDS = 0.25
"""Least time between two commits at pauses. On a CPU, a commit for each small batch would take over 1 % of the time."""
_RATE_SECONDS = 20.0


class EngineLike(Protocol):
    """The part of :class:`wbc_desktop.inference.engine.Engine` that classifying uses."""

    @property
    def path(self) -> Path: ...
    @property
    def card(self) -> ModelCard: ...
    @property
    def sha256(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def centres(self) -> Centres | None: ...
    def classify(self, items: Iterable[CellInput], cancel: Cancel) -> Iterator[CellResult | CellRefused]: ...


@dataclass(frozen=True, slots=True)
class ClassifyProgress:
    """Finished cells and all cells, the recent rate, and the estimated time left (None: not known yet)."""

    done: int
    total: int
    images_per_second: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class ClassifyOutcome:
    """Numbers of image files classified now and before, the refused files by path, and the duration.

    Files are counted: two files with the same content count as two although they are one cell, and a field with
    several cells counts as one, classified when any of its cells was. ``without_cells``: fields that show no white
    cell, which are neither.
    """

    classified: int
    unchanged: int
    refused: list[RefusedFile]
    seconds: float
    without_cells: int = 0


@dataclass(slots=True)
class _Run:
    """The state of one run: cells that wait, results not yet stored, and what was stored."""

    db: Database
    slide: Slide
    engine: EngineLike
    model: ModelVersion
    waiting: dict[int, Cell]
    files_of: dict[str, list[KnownFile]]
    announce: Announce
    progress: Callable[[ClassifyProgress], None]
    rate: _Rate
    since: float = 0.0
    stored: float = -math.inf
    results: list[CellResult] = field(default_factory=list)
    refusals: list[CellRefused] = field(default_factory=list)
    classified: set[int] = field(default_factory=set)
    refused: list[RefusedFile] = field(default_factory=list)
    retries: dict[int, Cell] = field(default_factory=dict)
    missing_folders: set[str] = field(default_factory=set)
    done: int = 0

    def add(self, result: CellResult | CellRefused) -> None:
        """Take one result; store all pending results if they are many or old, or if the engine pauses."""
        now = time.monotonic()
        if not self.results and not self.refusals:
            self.since = now
        if isinstance(result, CellRefused):
            self.refusals.append(result)
        else:
            self.results.append(result)
        full = len(self.results) + len(self.refusals) >= _BATCH
        paused = result.pause and now - self.stored >= _PAUSE_SECONDS
        if full or paused or now - self.since >= _BATCH_SECONDS:
            self.store()

    def store(self) -> None:
        """Commit the pending results and announce them. Raises :class:`FolderError` if the slide's folder is gone."""
        self.stored = time.monotonic()
        own = [r for r in self.refusals if not r.lasting and not self._merged_folder_of(r)]
        missing = bool(own) and not _exists(self.slide.folder)
        if missing:  # the images are not at fault
            self.refusals = [r for r in self.refusals if r not in own]
        self._set_aside_missing_folders()
        if self.results or self.refusals:
            self._commit()
        if missing:
            raise FolderError(
                tr(
                    "The folder “{folder}” disappeared while its cells were classified. Finished cells are saved: "
                    "reconnect the folder and open it again.",
                    folder=self.slide.folder,
                )
            )

    def _merged_folder_of(self, refusal: CellRefused) -> str:
        """Return the merged folder that contains the file of the refused cell; "" for the slide's own folder."""
        path = self.waiting[refusal.cell_id].path
        return next((other for other in self.slide.others if path.startswith(f"{other}/")), "")

    def _set_aside_missing_folders(self) -> None:
        """Drop the refusals of cells in missing merged folders; retry cells that other folders contain too."""
        tried = {r.cell_id: self._merged_folder_of(r) for r in self.refusals if not r.lasting}
        others = set(tried.values()) - {""} - self.missing_folders
        self.missing_folders |= {other for other in others if not _exists(other)}
        left = {cell_id for cell_id, other in tried.items() if other in self.missing_folders}
        self.refusals = [r for r in self.refusals if r.cell_id not in left]
        for cell_id in left:
            cell = self.waiting[cell_id]
            known = self.files_of.get(cell.sha256, [])
            rest = [k for k in known if not k.path.startswith(_inside(self.missing_folders))]
            if rest and rest[0].path != cell.path:
                self.retries[cell_id] = replace(cell, path=rest[0].path)
            else:
                self.done += 1

    def report_progress(self) -> None:
        """Report the progress."""
        speed = self.rate.at(time.monotonic(), self.done)
        left = (len(self.waiting) - self.done) / speed if speed else None
        self.progress(ClassifyProgress(self.done, len(self.waiting), speed, left))

    def _commit(self) -> None:
        new = [_preclassification(r) for r in self.results]
        with self.db.write() as s:
            preclassifications.add_many(s, self.model.id, self.engine.device, new, datetime.now(UTC))
            named = [file for refusal in self.refusals for file in self._refuse(s, refusal)]
        self.refused += named
        ids = (*(r.cell_id for r in self.results), *(r.cell_id for r in self.refusals))
        self.classified.update(r.cell_id for r in self.results)
        self.done += len([cell_id for cell_id in ids if cell_id not in self.retries])
        changes = Changes(self.slide.id, ids, cells_added=bool(self.refusals))
        self.results.clear()
        self.refusals.clear()
        self.announce(changes)
        self.report_progress()

    def _refuse(self, s: Session, refusal: CellRefused) -> list[RefusedFile]:
        """Refuse all files with the cell's content, or, if a retry may succeed, only the one that was tried."""
        cell = self.waiting[refusal.cell_id]
        known = self.files_of.get(cell.sha256, [])
        if refusal.lasting:
            files.refuse_cell_files(s, self.slide.id, cell.id, refusal.reason)
            return [RefusedFile(k.path, refusal.reason, k.size, k.mtime_ns) for k in known]
        tried = RefusedFile(cell.path, refusal.reason)  # without size and time, so that the next scan reads it again
        picture_id = cell.picture_id or cell.id
        if files.cells_of_paths(s, self.slide.id, [cell.path]) == [picture_id]:  # else a scan has changed it
            files.record_refused(s, self.slide.id, [tried])
        known[:] = [k for k in known if k.path != cell.path]
        if known:  # retry another file with the same content, after all other cells
            self.retries[cell.id] = replace(cell, path=known[0].path)
        return [tried]

    def take_retries(self) -> dict[int, Cell]:
        """Remove and return the cells to retry with another of their files, by id."""
        retries, self.retries = self.retries, {}
        self.waiting.update(retries)
        return retries


class _Rate:
    """Cells per second over the last seconds, so that the start-up of the device soon drops out."""

    def __init__(self, now: float) -> None:
        self._marks: deque[tuple[float, int]] = deque([(now, 0)])

    def at(self, now: float, done: int) -> float:
        """Return the rate (cells per second) when ``done`` cells are finished at ``now`` (s)."""
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > _RATE_SECONDS:
            self._marks.popleft()
        then, before = self._marks[0]
        return (done - before) / (now - then) if now > then else 0.0


def classify(
    db: Database,
    slide: Slide,
    engine: EngineLike,
    *,
    force: bool = False,
    cancel: Cancel,
    progress: Callable[[ClassifyProgress], None],
    announce: Announce,
) -> ClassifyOutcome:
    """Preclassify the cells without a prediction and the unreviewed ones of another model (``force``: all), in batches.

    A cell that a reviewer decided keeps the prediction that was shown, as does each cell that this model classified.

    An image that cannot be decoded, or that was changed since the scan, is refused with a reason, and its cell is no
    longer shown. If a merged folder is missing, its cells wait and the folder is listed as refused. In the end the
    slide as a whole is judged (:mod:`wbc_desktop.services.foreign`). A signed slide is not classified: all its files
    with cells count as unchanged. Raises :class:`Cancelled`, :class:`FolderError` if the folder disappears,
    :class:`StorageError` if the store cannot be written, and the engine's :class:`DeviceError`; finished cells stay
    stored in each case.
    """
    start = time.monotonic()
    model = register_card(db, engine.card, engine.sha256, engine.path)
    waiting, files_of, without_cells = _cells_to_classify(db, slide, model, force)
    run = _Run(db, slide, engine, model, waiting, files_of, announce, progress, _Rate(start))
    run.report_progress()
    todo = dict(waiting)
    while todo:
        _classify_once(run, todo, cancel)
        todo = run.take_retries()
    if run.done < len(waiting):
        raise Cancelled
    counted_otherwise = judge_slide(db, slide.id, engine, model, bool(run.classified))
    if counted_otherwise:
        announce(Changes(slide.id, counted_otherwise))
    asked = sum(len(files_of[sha256]) for sha256 in {cell.sha256 for cell in waiting.values()})
    classified = sum(len(files_of[sha256]) for sha256 in {waiting[cell_id].sha256 for cell_id in run.classified})
    unchanged = sum(map(len, files_of.values())) - asked - without_cells
    missing = [RefusedFile(folder, MERGED_FOLDER_MISSING) for folder in run.missing_folders]
    refused = sorted({r.path: r for r in (*run.refused, *missing)}.values(), key=lambda r: r.path)
    return ClassifyOutcome(classified, unchanged, refused, time.monotonic() - start, without_cells)


def _classify_once(run: _Run, todo: dict[int, Cell], cancel: Cancel) -> None:
    """Classify these cells and store the results."""
    folder = Path(run.slide.folder)
    items = (CellInput(cell.id, cell.source(folder), cell.box) for cell in todo.values())
    results = run.engine.classify(items, cancel)
    try:
        for result in results:
            run.add(result)
    finally:
        if isinstance(results, Generator):
            results.close()  # ends its threads first
        run.store()


def _cells_to_classify(
    db: Database, slide: Slide, model: ModelVersion, force: bool
) -> tuple[dict[int, Cell], dict[str, list[KnownFile]], int]:
    """Return the cells to classify by id, in the order shown; the image files by content; and the fields without cells.

    Contents are SHA-256; the last is a number of files.
    """
    files_of: defaultdict[str, list[KnownFile]] = defaultdict(list)
    with db.read() as s:
        if guard.is_signed(s, slide.id):  # a signed slide does not change
            waiting: list[Cell] = []
        else:
            waiting = cells.get_many(s, cells.ids(s, slide.id)) if force else cells.unclassified(s, slide.id, model.id)
        for known in files.known(s, slide.id).values():
            if known.reason is None and known.sha256 is not None:
                files_of[known.sha256].append(known)
        without_cells = sum(len(files_of.get(sha256, ())) for sha256 in regions.files_without_cells(s, slide.id))
    return {cell.id: cell for cell in waiting}, files_of, without_cells


def _preclassification(result: CellResult) -> NewPreclassification:
    return NewPreclassification(
        result.cell_id,
        result.predicted,
        result.confidence,
        result.probabilities,
        result.unidentified,
        result.maps,
        result.unlike,
        result.features,
    )


def _inside(folders: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{folder}/" for folder in folders)


def _exists(folder: str) -> bool:
    try:
        folder_identity(folder)
    except FolderError:
        return False
    return True
