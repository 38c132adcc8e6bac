"""Starts the job that opens, scans and classifies a folder, and shows its progress in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.engine_source import EngineSource
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.jobs.runner import Job, JobContext
from wbc_desktop.jobs.slide_job import (
    Classifying,
    FieldsFound,
    FindingCells,
    LoadingModel,
    Notice,
    Scanning,
    SlideOpened,
    classify_new,
    open_and_classify,
)
from wbc_desktop.jobs.tasks import Task
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress
from wbc_desktop.services.stages import StagesOutcome
from wbc_desktop.ui.widgets.words import CELLS_RATE, IMAGES_RATE, cells_text, duration, rate


@dataclass(eq=False, slots=True)
class _Opening:
    """One opening of a folder. ``slide`` is None until the folder is known as a slide."""

    folder: Path
    job: Job
    task: Task
    slide: Slide | None = None

    def concerns(self, slide: Slide | None) -> bool:
        """Return whether this opening is of ``slide``."""
        if slide is None:
            return False
        return self.slide.id == slide.id if self.slide is not None else self.folder == Path(slide.folder)


class Work(QObject):
    """Opens and classifies one folder at a time. Finished results are always kept.

    :meth:`open` and :meth:`abandon` stop the earlier opening, which announces nothing more. An opening that the person
    stops in the status bar opens no slide, but shows what it has finished.

    Signals: ``opened(Slide)``: the folder is a slide whose cells can be shown; ``device(str)``: the device in use;
    ``notice(str, Slide | None)`` and ``failed(str, Slide | None)``: a sentence, and the slide that it concerns;
    ``fields_found(Slide)``: the program decided that its pictures are fields; ``done(StagesOutcome)``: all work has
    finished; ``busy(bool)``: whether work is running, at each begin and end.
    """

    opened = Signal(object)
    device = Signal(str)
    notice = Signal(str, object)
    failed = Signal(str, object)
    fields_found = Signal(object)
    done = Signal(object)
    busy = Signal(bool)

    def __init__(self, context: SlideContext, engine: EngineSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._engine = engine
        self._current: _Opening | None = None
        self._running: list[_Opening] = []
        self._again: Slide | None = None

    @property
    def running(self) -> bool:
        """Whether a folder is being scanned or classified, including abandoned ones until they end."""
        return bool(self._running)

    def open(self, folder: Path, decide_again: bool = False) -> None:
        """Open, scan and classify this folder. ``decide_again``: decide by the pictures whether they are fields."""
        db, engine, name = self._context.db, self._engine, folder.name
        self._start(
            folder,
            None,
            lambda ctx: open_and_classify(db, folder, engine, ctx, decide_again=decide_again),
            tr("opening “{name}”", name=name),
            tr("Opening {name}…", name=name),
        )

    def classify(self, slide: Slide) -> None:
        """Classify the new cells of the open slide, after the current opening if one is still running."""
        if self._current is not None:
            self._again = slide
            return
        db, engine, name = self._context.db, self._engine, slide.name
        self._start(
            Path(slide.folder),
            slide,
            lambda ctx: classify_new(db, slide, engine, ctx),
            tr("classifying “{name}”", name=name),
            tr("Classifying"),
        )

    def _start(
        self, folder: Path, slide: Slide | None, work: Callable[[JobContext], StagesOutcome], name: str, doing: str
    ) -> None:
        self.abandon()
        job = self._context.runner.start(work, name)
        task = self._context.tasks.begin(doing, job.cancel)
        opening = _Opening(folder, job, task, slide)
        self._current = opening
        self._running.append(opening)
        job.changed.connect(self._context.announce)
        job.progressed.connect(lambda news: self._news(opening, news))
        job.finished.connect(lambda outcome: self._finished(opening, outcome))
        job.failed.connect(lambda sentence: self._failed(opening, sentence))
        job.stopped.connect(lambda: self._stopped(opening))
        self.busy.emit(True)

    def concerns(self, slide: Slide) -> bool:
        """Return whether the current opening is of this slide."""
        return self._current is not None and self._current.concerns(slide)

    def abandon(self) -> None:
        """Stop the current opening, which announces nothing more."""
        if self._current is not None:
            self._current.task.stop()
            self._current = self._again = None

    def _news(self, opening: _Opening, news: object) -> None:
        if opening is not self._current:
            return
        match news:
            case SlideOpened(slide):
                opening.slide = slide
                if not opening.job.cancel_asked:
                    self.opened.emit(slide)
            case Scanning(found=found):
                opening.task.show(tr("Looking for images: {found:,} found", found=found))
            case FindingCells(done=done, total=total) if total:
                detail = tr("{done:,} of {total:,}", done=done, total=total)
                opening.task.show(tr("Finding cells in fields"), done, total, detail)
            case FieldsFound():
                self.fields_found.emit(opening.slide)
            case LoadingModel():
                opening.task.show(tr("Loading the model…"))
            case Classifying(progress=progress, device=device):
                if device:
                    self.device.emit(device)
                _show(opening.task, progress)
            case Notice(text):
                self.notice.emit(text, opening.slide)

    def _finished(self, opening: _Opening, outcome: object) -> None:
        if isinstance(outcome, StagesOutcome):
            self._ended(opening, summary(outcome.classified), lambda: self.done.emit(outcome))

    def _failed(self, opening: _Opening, sentence: str) -> None:
        # If the folder could not be opened at all, the open slide is unchanged and nothing is unfinished.
        result = tr("Not finished") if opening.slide is not None else ""
        self._ended(opening, result, lambda: self.failed.emit(sentence, opening.slide))

    def _stopped(self, opening: _Opening) -> None:
        self._again = None
        result = tr("Stopped. Finished results are kept. Press {key} to continue.", key=key_or_name("rescan"))
        self._ended(opening, result if opening.concerns(self._context.slide) else "", lambda: None)

    def _ended(self, opening: _Opening, result: str, announce: Callable[[], object]) -> None:
        """Remove an opening that has ended. If it is the current one, show ``result`` and call ``announce``."""
        is_current = opening is self._current
        self._running.remove(opening)
        opening.task.end(result if is_current else "")
        if is_current:
            self._current, again, self._again = None, self._again, None
            announce()
            if again is not None and self._context.is_open(again):
                self.classify(again)
        if not self._running:
            self.busy.emit(False)


def _show(task: Task, progress: ClassifyProgress) -> None:
    if not progress.total:
        task.show(tr("Nothing new to classify"))
        return
    if not progress.done and not progress.adapting:
        task.show(tr("Loading the model…"), detail=tr("{cells} to classify", cells=cells_text(progress.total)))
        return
    parts = [tr("{done:,} of {total:,}", done=progress.done, total=progress.total)]
    if speed := rate(progress.images_per_second, progress.done, CELLS_RATE):  # a field counts as its cells
        parts.append(speed)
    if progress.seconds_left is not None:
        parts.append(tr("{time} left", time=duration(progress.seconds_left)))
    doing = tr("Adapting to this slide’s stain") if progress.adapting else tr("Classifying")
    task.show(doing, progress.done, progress.total, " · ".join(parts))


def summary(outcome: ClassifyOutcome | None) -> str:
    """Return what came of an opening, for the status bar; None: the slide was not classified."""
    if outcome is None:
        return tr("Ready for review; not classified")
    empty = trn("{n:,} field without white cells", "{n:,} fields without white cells", outcome.without_cells)
    if outcome.without_cells and not outcome.classified and not outcome.unchanged:
        return tr("Ready: {fields}", fields=empty)
    return f"{_images_done(outcome)}; {empty}" if outcome.without_cells else _images_done(outcome)


def _images_done(outcome: ClassifyOutcome) -> str:
    if not outcome.classified:
        return trn("Ready: {n:,} image, nothing new", "Ready: {n:,} images, nothing new", outcome.unchanged)
    said = trn("Ready: {n:,} image classified", "Ready: {n:,} images classified", outcome.classified)
    if outcome.seconds < 1:
        return said
    said = tr("{said} in {duration}", said=said, duration=duration(outcome.seconds))
    speed = rate(outcome.classified / outcome.seconds, outcome.classified, IMAGES_RATE)
    return f"{said}, {speed}" if speed else said
