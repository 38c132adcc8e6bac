"""Classifying a slide: what the model has not yet seen goes through the engine, and into the store as it comes."""

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
from wbc_desktop.inference.results import CellFile, CellRefused, CellResult
from wbc_desktop.services.changes import Announce, Cancel, Changes
from wbc_desktop.services.models import register_card
from wbc_desktop.services.scan import MERGED_FOLDER_MISSING
from wbc_desktop.services.walk import folder_identity
from wbc_desktop.store import cells, files, guard, preclassifications
from wbc_desktop.store.engine import Database

_BATCH = 32
_BATCH_SECONDS = 0.5
_PAUSE_SECONDS = 0.25
"""Between two commits at a pause: one a batch of a CPU's few cells would cost more than a hundredth of the work."""
_RATE_SECONDS = 20.0


class EngineLike(Protocol):
    """What classifying needs of :class:`wbc_desktop.inference.engine.Engine`."""

    @property
    def path(self) -> Path: ...
    @property
    def card(self) -> ModelCard: ...
    @property
    def sha256(self) -> str: ...
    @property
    def device(self) -> str: ...
    def classify(self, items: Iterable[CellFile], cancel: Cancel) -> Iterator[CellResult | CellRefused]: ...


@dataclass(frozen=True, slots=True)
class ClassifyProgress:
    """Cells done of how many; the rate over the last seconds, and what it means for the rest (None: too early)."""

    done: int
    total: int
    images_per_second: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class ClassifyOutcome:
    """Image files that were classified now, those that the model had seen before, and those refused, by path.

    Files are counted, so two files of one content count as two although they are one cell.
    """

    classified: int
    unchanged: int
    refused: list[RefusedFile]
    seconds: float


@dataclass(slots=True)
class _Run:
    """One classification: what waits, what the engine has given and is not yet stored, and what was stored."""

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
    again: dict[int, Cell] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    done: int = 0

    def add(self, result: CellResult | CellRefused) -> None:
        """Take one result; store when enough has gathered or the next one will take a while."""
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
        """Commit what has gathered, then say so. Raises :class:`FolderError` when the whole folder is gone."""
        self.stored = time.monotonic()
        own = [r for r in self.refusals if not r.lasting and not self._other(r)]
        gone = bool(own) and not _is_there(self.slide.folder)
        if gone:  # it is not the images' fault
            self.refusals = [r for r in self.refusals if r not in own]
        self._leave_what_is_away()
        if self.results or self.refusals:
            self._commit()
        if gone:
            raise FolderError(
                tr(
                    "The folder “{folder}” went away while its cells were classified; what was finished is "
                    "kept: bring it back and open it again.",
                    folder=self.slide.folder,
                )
            )

    def _other(self, refusal: CellRefused) -> str:
        """The merged folder in which the cell that was tried lies; "" for the slide's own."""
        path = self.waiting[refusal.cell_id].path
        return next((other for other in self.slide.others if path.startswith(f"{other}/")), "")

    def _leave_what_is_away(self) -> None:
        """A merged folder that went away is told of once; its cells wait, or are tried in another folder of theirs."""
        tried = {r.cell_id: self._other(r) for r in self.refusals if not r.lasting}
        self.away |= {other for other in set(tried.values()) - {""} - self.away if not _is_there(other)}
        left = {cell_id for cell_id, other in tried.items() if other in self.away}
        self.refusals = [r for r in self.refusals if r.cell_id not in left]
        for cell_id in left:
            cell = self.waiting[cell_id]
            rest = [k for k in self.files_of.get(cell.sha256, []) if not k.path.startswith(_inside(self.away))]
            if rest and rest[0].path != cell.path:
                self.again[cell_id] = replace(cell, path=rest[0].path)
            else:
                self.done += 1

    def tell(self) -> None:
        """Report how far it is."""
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
        self.done += len([cell_id for cell_id in ids if cell_id not in self.again])
        changes = Changes(self.slide.id, ids, cells_added=bool(self.refusals))
        self.results.clear()
        self.refusals.clear()
        self.announce(changes)
        self.tell()

    def _refuse(self, s: Session, refusal: CellRefused) -> list[RefusedFile]:
        """Refuse the files of a cell's content, or only the one that was tried when another time may go better."""
        cell = self.waiting[refusal.cell_id]
        known = self.files_of.get(cell.sha256, [])
        if refusal.lasting:
            files.refuse_cell_files(s, self.slide.id, cell.id, refusal.reason)
            return [RefusedFile(k.path, refusal.reason, k.size, k.mtime_ns) for k in known]
        tried = RefusedFile(cell.path, refusal.reason)  # without size and time: the next scan looks again
        if files.cells_of_paths(s, self.slide.id, [cell.path]) == [cell.id]:  # else a scan has met another content
            files.record_refused(s, self.slide.id, [tried])
        known[:] = [k for k in known if k.path != cell.path]
        if known:  # the same content under another name may be read better, after all others
            self.again[cell.id] = replace(cell, path=known[0].path)
        return [tried]

    def under_other_names(self) -> dict[int, Cell]:
        """The cells to be tried once more, under another of their names."""
        again, self.again = self.again, {}
        self.waiting.update(again)
        return again


class _Rate:
    """Cells a second over the last seconds: the start-up of the device is soon forgotten."""

    def __init__(self, now: float) -> None:
        self._marks: deque[tuple[float, int]] = deque([(now, 0)])

    def at(self, now: float, done: int) -> float:
        """The rate when ``done`` cells are done by ``now``."""
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
    """Preclassify the slide's cells of which this model has not spoken last (``force``: all), in small batches.

    An image that cannot be decoded, or that was changed since the scan, is refused with its reason and its cell no
    longer shown. Cells in a merged folder that went away wait; the folder is named among the refused. A signed slide
    is left as it is: all of it counts as unchanged. Raises :class:`Cancelled` when stopped, :class:`FolderError` when
    the folder goes away, :class:`StorageError` when the store cannot be written, and the engine's
    :class:`DeviceError`; what was finished before is kept each time.
    """
    start = time.monotonic()
    model = register_card(db, engine.card, engine.sha256, engine.path)
    waiting, files_of = _waiting(db, slide, model, force)
    run = _Run(db, slide, engine, model, waiting, files_of, announce, progress, _Rate(start))
    run.tell()
    todo = dict(waiting)
    while todo:
        _go_through(run, todo, cancel)
        todo = run.under_other_names()
    if run.done < len(waiting):
        raise Cancelled
    asked = sum(len(files_of[cell.sha256]) for cell in waiting.values())
    classified = sum(len(files_of[waiting[cell_id].sha256]) for cell_id in run.classified)
    unchanged = sum(map(len, files_of.values())) - asked
    refused = sorted(
        [*run.refused, *(RefusedFile(other, MERGED_FOLDER_MISSING) for other in run.away)], key=lambda r: r.path
    )
    return ClassifyOutcome(classified, unchanged, refused, time.monotonic() - start)


def _go_through(run: _Run, todo: dict[int, Cell], cancel: Cancel) -> None:
    """Have the engine look at these cells once, and store what it finds."""
    folder = Path(run.slide.folder)
    items = (CellFile(cell.id, folder / cell.path, cell.sha256) for cell in todo.values())
    results = run.engine.classify(items, cancel)
    try:
        for result in results:
            run.add(result)
    finally:
        if isinstance(results, Generator):
            results.close()  # its threads end before anything else happens
        run.store()


def _waiting(
    db: Database, slide: Slide, model: ModelVersion, force: bool
) -> tuple[dict[int, Cell], dict[str, list[KnownFile]]]:
    """The cells to classify by id, in the order in which they are shown, and the image files of each content."""
    files_of: defaultdict[str, list[KnownFile]] = defaultdict(list)
    with db.read() as s:
        if guard.is_signed(s, slide.id):  # it stays as it was signed, whatever another model would say
            waiting: list[Cell] = []
        else:
            waiting = cells.get_many(s, cells.ids(s, slide.id)) if force else cells.unclassified(s, slide.id, model.id)
        for known in files.known(s, slide.id).values():
            if known.reason is None and known.sha256 is not None:
                files_of[known.sha256].append(known)
    return {cell.id: cell for cell in waiting}, files_of


def _preclassification(result: CellResult) -> NewPreclassification:
    return NewPreclassification(
        result.cell_id,
        result.predicted,
        result.confidence,
        result.probabilities,
        result.unidentified,
        result.maps,
        result.unlike,
    )


def _inside(folders: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{folder}/" for folder in folders)


def _is_there(folder: str) -> bool:
    try:
        folder_identity(folder)
    except FolderError:
        return False
    return True
