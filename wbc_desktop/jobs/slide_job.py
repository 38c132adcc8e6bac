"""The main job: open a folder as a slide, scan it, load the model, classify; each step is reported as an object."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wbc_desktop.domain.cells import RefusedFile, Slide
from wbc_desktop.domain.errors import Cancelled, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.jobs.runner import JobContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress, EngineLike, classify
from wbc_desktop.services.fields import FieldsOutcome, find_cells
from wbc_desktop.services.scan import ScanOutcome, ScanProgress, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database
from wbc_desktop.store.warm import warm

log = logging.getLogger(__name__)

MANY = 5000
"""A slide with more cells is large."""
SHOWN_S = 0.5
"""Seconds that a window needs to show a large slide."""


class NoticingEngine(EngineLike, Protocol):
    """An engine that reports when it had to use another device."""

    @property
    def notice(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class SlideOpened:
    """The folder is open as a slide; its cells can be shown and reviewed."""

    slide: Slide


@dataclass(frozen=True, slots=True)
class Scanning:
    """Images found so far, and files refused."""

    found: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class FindingCells:
    """Fields searched for white cells so far, and all fields to search."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FieldsFound:
    """The program decided that the pictures are fields, and found their cells."""


@dataclass(frozen=True, slots=True)
class LoadingModel:
    """The model is being loaded, which may take some seconds the first time."""


@dataclass(frozen=True, slots=True)
class Classifying:
    """Progress and device."""

    progress: ClassifyProgress
    device: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person; the job continues."""

    text: str


@dataclass(frozen=True, slots=True)
class SlideDone:
    """The job is done. ``outcome`` is None when there was no model (a notice said why)."""

    outcome: ClassifyOutcome | None
    slide: Slide
    scanned: ScanOutcome
    fields: FieldsOutcome

    @property
    def refused(self) -> list[RefusedFile]:
        """All refused files, by path."""
        every = (*self.scanned.refused, *self.fields.refused, *(self.outcome.refused if self.outcome else ()))
        return sorted({file.path: file for file in every}.values(), key=lambda file: file.path)


def open_and_classify(
    db: Database,
    folder: Path,
    load_engine: Callable[[], NoticingEngine],
    ctx: JobContext,
    pictures: PictureKind | None = None,
    decide_again: bool = False,
) -> SlideDone:
    """Open, scan, find the cells of fields, and classify. Without a usable model the slide can be reviewed by hand.

    ``pictures``: what the slide's pictures show; None: as decided before, else automatic. ``decide_again``: decide it
    by the pictures, and ignore earlier decisions.

    Raises :class:`FolderError`, :class:`StorageError`, :class:`DeviceError` and :class:`Cancelled` like the services;
    what was committed and announced before is kept.
    """
    slide = open_slide(db, folder, cancel=ctx.cancelled)
    warm(db)
    ctx.progress(SlideOpened(slide))
    ctx.announce(Changes(slide.id, slides=True))
    _let_the_window_show(db, slide, ctx)

    def found(progress: ScanProgress) -> None:
        ctx.progress(Scanning(progress.found, progress.refused))

    scanned = scan(db, slide, cancel=ctx.cancelled, progress=found, announce=ctx.announce)
    ctx.check()
    if scanned.added and scanned.remark_sentences():
        ctx.progress(Notice(" ".join(scanned.remark_sentences())))
    if not scanned.images:
        return SlideDone(ClassifyOutcome(0, 0, [], 0.0), slide, scanned, FieldsOutcome(PictureKind.CELLS))

    def searched(done: int, total: int) -> None:
        ctx.progress(FindingCells(done, total))

    fields = find_cells(
        db,
        slide,
        pictures,
        cancel=ctx.cancelled,
        progress=searched,
        announce=ctx.announce,
        again=decide_again,
    )
    if fields.decided and fields.pictures is PictureKind.FIELDS:
        ctx.progress(FieldsFound())
    ctx.check()
    return SlideDone(_load_and_classify(db, slide, load_engine, ctx), slide, scanned, fields)


def classify_new(db: Database, slide: Slide, load_engine: Callable[[], NoticingEngine], ctx: JobContext) -> SlideDone:
    """Classify the cells of an open slide that are not classified yet, without reading its folder again.

    Raises as :func:`open_and_classify`.
    """
    outcome = _load_and_classify(db, slide, load_engine, ctx)
    return SlideDone(outcome, slide, ScanOutcome(0, 0, []), FieldsOutcome(slide.pictures or PictureKind.CELLS))


def _load_and_classify(
    db: Database, slide: Slide, load_engine: Callable[[], NoticingEngine], ctx: JobContext
) -> ClassifyOutcome | None:
    ctx.progress(LoadingModel())
    engine = _loaded(load_engine, ctx)
    ctx.check()
    return None if engine is None else _classify(db, slide, engine, ctx)


def _let_the_window_show(db: Database, slide: Slide, ctx: JobContext) -> None:
    """Let the window show a large known slide before its folder is scanned: both need the processor."""
    with db.read() as s:
        many = len(cells.ids(s, slide.id, files_at_most=MANY + 1)) > MANY
    if many:
        ctx.rest(SHOWN_S)


def _loaded(load_engine: Callable[[], NoticingEngine], ctx: JobContext) -> NoticingEngine | None:
    """Return the engine; None, and a notice, when it cannot be loaded: the slide stays usable."""
    review = tr("The cells can still be reviewed by hand.")
    try:
        return load_engine()
    except Cancelled:
        raise
    except WbcError as error:
        ctx.progress(Notice(f"{error} {review}"))
    except Exception:
        log.exception("loading the model")
        ctx.progress(Notice(tr("The model could not be loaded; the log says more. {review}", review=review)))
    return None


def _classify(db: Database, slide: Slide, engine: NoticingEngine, ctx: JobContext) -> ClassifyOutcome:
    sent: str | None = None

    def forward_notice() -> None:
        nonlocal sent
        if engine.notice is not None and engine.notice != sent:
            sent = engine.notice
            ctx.progress(Notice(sent))

    def step(progress: ClassifyProgress) -> None:
        forward_notice()
        ctx.progress(Classifying(progress, engine.device))

    outcome = classify(db, slide, engine, cancel=ctx.cancelled, progress=step, announce=ctx.announce)
    forward_notice()
    return outcome
