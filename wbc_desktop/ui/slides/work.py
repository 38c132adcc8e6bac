"""The slide at work: starts the job that opens, scans and classifies a folder, and says in words how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.keys_said import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.engine_source import EngineSource
from wbc_desktop.jobs.runner import Job, Runner
from wbc_desktop.jobs.slide_job import (
    Classifying,
    LoadingModel,
    Notice,
    Scanning,
    SlideDone,
    SlideOpened,
    open_and_classify,
)
from wbc_desktop.jobs.tasks import Standing
from wbc_desktop.services.classify import ClassifyOutcome, ClassifyProgress
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.widgets.words import cells_text, duration, rate


class Work(QObject):
    """One slide is worked on at a time; opening another stops the last, and what it finished is kept."""

    standing = Signal(object)
    opened = Signal(object)
    changed = Signal(object)
    device = Signal(str)
    notice = Signal(str)
    failed = Signal(str)
    done = Signal(object)

    def __init__(self, db: Database, runner: Runner, engine: EngineSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._runner = runner
        self._engine = engine
        self._job: Job | None = None
        self._begun = False

    @property
    def running(self) -> bool:
        """Whether a slide is scanned or classified now."""
        return self._job is not None

    def open(self, folder: Path) -> None:
        """Work on the slide of this folder."""
        self.stop()
        db, engine = self._db, self._engine
        job = self._runner.start(
            lambda ctx: open_and_classify(db, folder, engine, ctx), tr("opening “{name}”", name=folder.name)
        )
        self._job, self._begun = job, False
        self.standing.emit(Standing(tr("Opening {name}…", name=folder.name), running=True))
        job.changed.connect(self.changed)
        job.progressed.connect(lambda news: self._news(job, news))
        job.finished.connect(lambda outcome: self._finished(job, outcome))
        job.failed.connect(lambda sentence: self._failed(job, sentence))
        job.stopped.connect(lambda: self._stopped(job))

    def stop(self) -> None:
        """Ask what runs to stop; what is finished is kept."""
        if self._job is not None:
            self._job.cancel()
            self.standing.emit(Standing(tr("Stopping…"), running=True))

    def _news(self, job: Job, news: object) -> None:
        if job is not self._job:
            return
        match news:
            case SlideOpened(slide):
                self._begun = True
                self.opened.emit(slide)
            case Scanning(found=found):
                self._say(Standing(tr("Looking for images: {found:,} found", found=found), running=True))
            case LoadingModel():
                self._say(Standing(tr("Loading the model…"), running=True))
            case Classifying(progress=progress, device=device):
                if device:
                    self.device.emit(device)
                self._say(_classifying(progress))
            case Notice(text):
                self.notice.emit(text)

    def _say(self, standing: Standing) -> None:
        if self._job is not None and not self._job.cancel_asked:
            self.standing.emit(standing)

    def _finished(self, job: Job, outcome: object) -> None:
        if job is self._job and isinstance(outcome, SlideDone):
            self._job = None
            self.standing.emit(Standing(_done(outcome.outcome)))
            self.done.emit(outcome)

    def _failed(self, job: Job, sentence: str) -> None:
        if job is self._job:
            self._job = None
            # A folder that could not be opened at all left nothing unfinished: the slide shown is as it was.
            self.standing.emit(Standing(tr("Not finished")) if self._begun else Standing())
            self.failed.emit(sentence)

    def _stopped(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            told = tr("Stopped. What was finished is kept; {key} goes on.", key=key_or_name("again"))
            self.standing.emit(Standing(told))


def _classifying(progress: ClassifyProgress) -> Standing:
    if not progress.total:
        return Standing(tr("Nothing new to classify"), running=True)
    if not progress.done:
        return Standing(
            tr("Loading the model…"), True, 0, 0, tr("{cells} to classify", cells=cells_text(progress.total))
        )
    parts = [tr("{done:,} of {total:,}", done=progress.done, total=progress.total)]
    if progress.images_per_second > 0:
        parts.append(rate(progress.images_per_second))
    if progress.seconds_left is not None:
        parts.append(tr("{time} left", time=duration(progress.seconds_left)))
    return Standing(tr("Classifying"), True, progress.done, progress.total, " · ".join(parts))


def _done(outcome: ClassifyOutcome | None) -> str:
    if outcome is None:
        return tr("Ready for review; not classified")
    if not outcome.classified:
        return tr("Ready: {unchanged:,} images, nothing new", unchanged=outcome.unchanged)
    speed = tr(", {rate}", rate=rate(outcome.classified / outcome.seconds)) if outcome.seconds > 0 else ""
    return tr(
        "Ready: {classified:,} images classified in {duration}{speed}",
        classified=outcome.classified,
        duration=duration(outcome.seconds),
        speed=speed,
    )
