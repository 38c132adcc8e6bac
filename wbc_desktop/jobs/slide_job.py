"""The main job: open a folder as a slide, scan it, load the model, classify; each step is reported as an object."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.jobs.runner import JobContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.classify import ClassifyProgress, EngineLike, classify
from wbc_desktop.services.fields import FieldsOutcome
from wbc_desktop.services.scan import ScanOutcome, ScanProgress
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.stages import Listener, SearchProgress, StageProgress, StagesOutcome, read_and_classify
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


def open_and_classify(
    db: Database,
    folder: Path,
    load_engine: Callable[[], NoticingEngine],
    ctx: JobContext,
    pictures: PictureKind | None = None,
    decide_again: bool = False,
) -> StagesOutcome:
    """Open, scan, find the cells of fields, and classify. Without a usable model the slide can be reviewed by hand.

    Not classified means that there was no model (a notice said why).

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
    news = _News(ctx)
    outcome = read_and_classify(
        db,
        slide,
        lambda: news.load(load_engine),
        Listener(news.progress, ctx.announce, news.scanned, lambda: ctx.progress(FieldsFound())),
        pictures=pictures,
        decide_again=decide_again,
        cancel=ctx.cancelled,
    )
    news.forward_notice()
    return outcome


def classify_new(
    db: Database, slide: Slide, load_engine: Callable[[], NoticingEngine], ctx: JobContext
) -> StagesOutcome:
    """Classify the cells of an open slide that are not classified yet, without reading its folder again.

    Raises as :func:`open_and_classify`.
    """
    news = _News(ctx)
    engine = news.load(load_engine)
    ctx.check()
    outcome = None
    if engine is not None:
        outcome = classify(db, slide, engine, cancel=ctx.cancelled, progress=news.progress, announce=ctx.announce)
        news.forward_notice()
    fields = FieldsOutcome(slide.pictures or PictureKind.CELLS)
    return StagesOutcome(ScanOutcome(0, 0, []), fields, outcome)


def _let_the_window_show(db: Database, slide: Slide, ctx: JobContext) -> None:
    """Let the window show a large known slide before its folder is scanned: both need the processor."""
    with db.read() as s:
        many = len(cells.ids(s, slide.id, files_at_most=MANY + 1)) > MANY
    if many:
        ctx.rest(SHOWN_S)


class _News:
    """Makes news for the window of what the steps tell."""

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._engine: NoticingEngine | None = None
        self._sent: str | None = None

    def load(self, load_engine: Callable[[], NoticingEngine]) -> NoticingEngine | None:
        """Return the engine; None, and a notice, when it cannot be loaded: the slide stays usable."""
        self._ctx.progress(LoadingModel())
        review = tr("The cells can still be reviewed by hand.")
        try:
            self._engine = load_engine()
        except Cancelled:
            raise
        except WbcError as error:
            self._ctx.progress(Notice(f"{error} {review}"))
        except Exception:
            log.exception("loading the model")
            self._ctx.progress(Notice(tr("The model could not be loaded; the log says more. {review}", review=review)))
        return self._engine

    def scanned(self, outcome: ScanOutcome) -> None:
        """Tell what must be known about new pictures."""
        if outcome.added and outcome.remark_sentences():
            self._ctx.progress(Notice(" ".join(outcome.remark_sentences())))

    def progress(self, progress: StageProgress) -> None:
        """Tell the progress of a step."""
        if isinstance(progress, ScanProgress):
            self._ctx.progress(Scanning(progress.found, progress.refused))
        elif isinstance(progress, SearchProgress):
            self._ctx.progress(FindingCells(progress.done, progress.total))
        else:
            self.forward_notice()
            self._ctx.progress(Classifying(progress, "" if self._engine is None else self._engine.device))

    def forward_notice(self) -> None:
        """Tell once that the engine had to use another device."""
        if self._engine is not None and self._engine.notice is not None and self._engine.notice != self._sent:
            self._sent = self._engine.notice
            self._ctx.progress(Notice(self._sent))
