"""Second reads in the window: begun, gone on with and compared off its thread, for a slide may have 100,000 cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Operation
from wbc_desktop.jobs.runner import Job
from wbc_desktop.services import second_read
from wbc_desktop.services.accounts import Clock
from wbc_desktop.services.second_read import Comparison

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


class SecondReads(QObject):
    """One thing at a time; what comes when another slide is open already is not shown any more."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._db = window.desk.db
        self._job: Job | None = None

    def begin(self, slide: Slide, clock: Clock) -> None:
        """Open the reviewer's own second read. Its cells are copied in one go: nothing is decided meanwhile."""
        if self._job is not None:
            return
        operation = Operation(
            tr("beginning the second read"),
            lambda acting: second_read.begin(acting.db, slide.id, acting.identity, clock),
            worker=True,
            finish=True,
            slide=slide,
        )
        job = self._window.context.run(operation)
        if job is not None:
            self._follow(job, slide, self._open)

    def compare(self, slide: Slide, show: Callable[[list[Comparison]], object]) -> None:
        """Compare every second read of the slide with the first, then ``show`` them."""
        db = self._db
        if self._job is None:
            job = self._window.desk.runner.start(
                lambda _ctx: second_read.comparisons(db, slide.id), tr("comparing the two reads")
            )
            self._follow(job, slide, lambda found: show(list(found) if isinstance(found, Sequence) else []))

    def _follow(self, job: Job, slide: Slide, then: Callable[[object], object]) -> None:
        self._job = job
        job.finished.connect(lambda result: self._ended(lambda: self._if_open(slide, lambda: then(result))))
        job.failed.connect(lambda sentence: self._ended(lambda: self._window.say(sentence, "info")))
        job.stopped.connect(lambda: self._ended(lambda: None))

    def _ended(self, then: Callable[[], object]) -> None:
        self._job = None
        then()

    def _if_open(self, slide: Slide, then: Callable[[], object]) -> None:
        if self._window.slide is not None and self._window.slide.id == slide.id:
            then()

    def _open(self, own: object) -> None:
        if isinstance(own, Slide):
            self._window.open_slide.choose(own)
            self._window.say(tr("Your second read: what the first reviewer said is hidden, and stays so."), "info")
