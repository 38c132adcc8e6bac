"""One run over the cells of a slide: results of the engine are stored in batches, and files that fail are refused."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.cells import Cell, KnownFile, ModelVersion, NewPreclassification, RefusedFile, Slide
from wbc_desktop.domain.errors import Cancelled, FolderError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.unlike import is_unlike
from wbc_desktop.inference.cards import ModelCard
from wbc_desktop.inference.foreign import Centres
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.walk import folder_identity
from wbc_desktop.store import adaptations, files, preclassifications
from wbc_desktop.store.engine import Database

_BATCH = 32
_BATCH_SECONDS = 1.0
_PAUSE_SECONDS = 0.5
"""Least time between two commits at pauses. On a CPU, a commit for each small batch would take 3 % of the time."""
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
    def classify(
        self, items: Iterable[CellInput], cancel: Cancel, adaptation: Adaptation | None = None
    ) -> Iterator[CellResult | CellRefused]: ...
    def measure(self, items: Iterable[CellInput], cancel: Cancel) -> Adaptation | None: ...


@dataclass(frozen=True, slots=True)
class ClassifyProgress:
    """Finished cells and all cells, the recent rate, and the estimated time left (None: not known yet).

    ``adapting``: these are the cells of the second pass, which adapts the predictions to the slide.
    """

    done: int
    total: int
    images_per_second: float
    seconds_left: float | None
    adapting: bool = False


@dataclass(slots=True)
class Run:
    """The state of one run: cells that wait, results not yet stored, and what was stored.

    The cells come in rounds (:meth:`classify_all`), of which ``waiting`` holds one; ``total`` counts all cells of the
    run that are known so far, and ``growing`` says that more may come. ``asked`` and ``classified`` hold contents.
    ``adaptation``: the results are adapted to the slide by it. ``second``: the cells have a prediction of this model,
    whose unlike score and features are kept, so that the judgement of the slide does not change; what a reviewer
    decided meanwhile keeps the prediction that was shown.
    """

    db: Database
    slide: Slide
    engine: EngineLike
    model: ModelVersion
    announce: Announce
    progress: Callable[[ClassifyProgress], None]
    rate: Rate
    adaptation: Adaptation | None = None
    second: bool = False
    total: int = 0
    growing: bool = False
    waiting: dict[int, Cell] = field(default_factory=dict)
    since: float = 0.0
    stored: float = -math.inf
    results: list[CellResult] = field(default_factory=list)
    refusals: list[CellRefused] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    classified: set[str] = field(default_factory=set)
    stored_cells: int = 0
    refused: list[RefusedFile] = field(default_factory=list)
    retries: dict[int, Cell] = field(default_factory=dict)
    missing_folders: set[str] = field(default_factory=set)
    done: int = 0

    def classify_all(self, some: Sequence[Cell], cancel: Cancel) -> None:
        """Classify these cells, with their retries, and store the results. Raises as :func:`classify.classify`."""
        self.waiting = {cell.id: cell for cell in some}
        self.asked.update(cell.sha256 for cell in some)
        self.report_progress()
        todo, end = dict(self.waiting), self.done + len(self.waiting)
        while todo:
            self._classify_once(todo, cancel)
            todo = self.take_retries()
        if self.done < end:
            raise Cancelled

    def _classify_once(self, todo: dict[int, Cell], cancel: Cancel) -> None:
        folder = Path(self.slide.folder)
        items = (CellInput.of(cell, folder) for cell in todo.values())
        how = () if self.adaptation is None else (self.adaptation,)
        results = self.engine.classify(items, cancel, *how)
        try:
            for result in results:
                self.add(result)
        finally:
            if isinstance(results, Generator):
                results.close()  # ends its threads first
            self.store()

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
            with self.db.read() as s:
                known = self._files_of(s, cell)
            rest = [k for k in known if not k.path.startswith(_inside(self.missing_folders))]
            if rest and rest[0].path != cell.path:
                self.retries[cell_id] = replace(cell, path=rest[0].path)
            else:
                self.done += 1

    def report_progress(self) -> None:
        """Report the progress."""
        speed = self.rate.at(time.monotonic(), self.done)
        left = (self.total - self.done) / speed if speed and not self.growing else None
        self.progress(ClassifyProgress(self.done, self.total, speed, left, self.second))

    def _commit(self) -> None:
        with self.db.write() as s:
            new = self._again(s) if self.second else [_preclassification(r) for r in self.results]
            preclassifications.add_many(s, self.model.id, self.engine.device, new, datetime.now(UTC))
            named = [file for refusal in self.refusals for file in self._refuse(s, refusal)]
        self.refused += named
        ids = (*(r.cell_id for r in self.results), *(r.cell_id for r in self.refusals))
        self.classified.update(self.waiting[r.cell_id].sha256 for r in self.results)
        self.stored_cells += len(self.results)
        self.done += len([cell_id for cell_id in ids if cell_id not in self.retries])
        changes = Changes(self.slide.id, ids, cells_added=bool(self.refusals))
        self.results.clear()
        self.refusals.clear()
        self.announce(changes)
        self.report_progress()

    def _again(self, s: Session) -> list[NewPreclassification]:
        """Return the new predictions of cells that have one, and are still undecided."""
        ids = [r.cell_id for r in self.results]
        undecided, features = adaptations.undecided(s, ids), preclassifications.features_many(s, ids)
        new: list[NewPreclassification] = []
        for result in self.results:
            if result.cell_id not in undecided:
                continue
            before = self.waiting[result.cell_id].preclassification
            unlike = None if before is None else before.unlike
            new.append(
                replace(
                    _preclassification(result),
                    unlike=unlike,
                    unidentified=result.unidentified or is_unlike(unlike),
                    features=features.get(result.cell_id),
                    adapted="" if self.adaptation is None else replace(self.adaptation, kept=result.kept).text,
                )
            )
        return new

    def _refuse(self, s: Session, refusal: CellRefused) -> list[RefusedFile]:
        """Refuse all files with the cell's content, or, if a retry may succeed, only the one that was tried."""
        cell = self.waiting[refusal.cell_id]
        if refusal.lasting:
            known = self._files_of(s, cell)
            files.refuse_cell_files(s, self.slide.id, cell.id, refusal.reason)
            return [RefusedFile(k.path, refusal.reason, k.size, k.mtime_ns) for k in known]
        tried = RefusedFile(cell.path, refusal.reason)  # without size and time, so that the next scan reads it again
        picture_id = cell.picture_id or cell.id
        if files.cells_of_paths(s, self.slide.id, [cell.path]) == [picture_id]:  # else a scan has changed it
            files.record_refused(s, self.slide.id, [tried])
        if known := self._files_of(s, cell):  # retry another file with the same content, after all other cells
            self.retries[cell.id] = replace(cell, path=known[0].path)
        return [tried]

    def _files_of(self, s: Session, cell: Cell) -> list[KnownFile]:
        """Return the files in the folder with the picture of the cell."""
        return list(files.known(s, self.slide.id, cell.picture_id or cell.id).values())

    def take_retries(self) -> dict[int, Cell]:
        """Remove and return the cells to retry with another of their files, by id."""
        retries, self.retries = self.retries, {}
        self.waiting.update(retries)
        return retries


class Rate:
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
