"""Which slide is open: opening folders and recent slides, also one whose folder is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import RefusedFile, Slide
from wbc_desktop.domain.keys_said import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.runner import Job, JobContext
from wbc_desktop.jobs.slide_job import SlideDone
from wbc_desktop.jobs.tasks import Standing
from wbc_desktop.store import slides
from wbc_desktop.ui.shell.desk import Desk
from wbc_desktop.ui.slides.work import Work

DEMO_CELLS = 40


class OpenSlide(QObject):
    """``opened(Slide)`` when another slide is to be shown; ``said(sentence, kind)`` for the banner."""

    opened = Signal(object)
    left = Signal()
    """The open slide is open no more, and no other is."""
    settled = Signal()
    """Nothing more comes by itself: the work ended, in whatever way."""
    said = Signal(str, str)
    refused = Signal(object)
    """Files of the folder that are no cells, each with its reason."""

    def __init__(self, desk: Desk, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = work
        self.slide: Slide | None = None
        self.sentence = ""
        self._drawing: Job | None = None
        self._closed = False
        self.gate: Callable[[Slide], Slide | None] = lambda slide: slide
        """Says which slide is shown to whoever sits there when this one is asked for; None: none of it."""
        work.opened.connect(self._show)
        work.failed.connect(self._failed)
        work.notice.connect(lambda text: self.said.emit(text, "warning"))
        work.done.connect(self._done)
        work.standing.connect(self._standing)

    def open(self, folder: Path) -> None:
        """Open a folder; the slide shown stays until the new one is there."""
        if self._closed:
            return
        self.sentence = ""
        self._work.open(folder)

    def choose(self, slide: Slide) -> None:
        """Open a slide of the store; what is known of it is shown at once."""
        self.sentence = ""
        allowed = self.gate(slide)
        if allowed is None:
            return
        slide = allowed
        if slide.second_of is not None:  # its cells are those that the slide had when it was begun
            self._work.stop()
            self._show(slide)
            return
        self._show(slide)
        if Path(slide.folder).is_dir():
            self._work.open(Path(slide.folder))
            return
        self._work.stop()
        self.said.emit(
            tr(
                "The folder “{folder}” is not there, so pictures are missing; what was stored is shown and can be "
                "reviewed. Bring the folder back and look again ({key}), or open it where it lies now.",
                folder=slide.folder,
                key=key_or_name("again"),
            ),
            "warning",
        )

    def leave(self) -> None:
        """Show no slide any more."""
        self._work.stop()
        self.slide, self.sentence = None, ""
        self._desk.placement.keep_last_slide(0)
        self.left.emit()

    def again(self) -> None:
        """Look for new images in the open slide's folder and classify what is new."""
        if self.slide is not None:
            self.choose(self.slide)

    def reopen_last(self) -> None:
        """Open the slide that was open when the window closed, if its folder is still there."""
        last = self._desk.placement.last_slide()
        if last is None:
            return
        try:
            with self._desk.db.read() as s:
                slide = slides.get(s, last)
        except LookupError:
            return
        if slide.second_of is None and Path(slide.folder).is_dir():
            self.choose(slide)

    def draw_demo(self) -> None:
        """Draw a demo slide into the data directory and open it."""
        folder = self._desk.data_dir.root / "Demo slide"

        def work(ctx: JobContext) -> Path:
            from wbc_desktop.services.demo import draw_demo

            draw_demo(folder, DEMO_CELLS, cancel=ctx.cancelled, progress=lambda *done: ctx.progress(done))
            return folder

        job = self._desk.runner.start(work, tr("drawing the demo slide"))
        self._drawing = job
        self._say_drawing((0, 0))
        job.progressed.connect(self._say_drawing)
        job.finished.connect(self.open)
        job.failed.connect(self._failed)
        job.ended.connect(self._drawn)

    def stop(self) -> None:
        """Stop what runs."""
        if self._drawing is not None:
            self._drawing.cancel()
        self._work.stop()

    def close(self) -> None:
        """The window closes: nothing is opened any more, also not by work that ends just now."""
        self._closed = True

    def _say_drawing(self, done: tuple[int, int]) -> None:
        self._work.standing.emit(Standing(tr("Drawing a demo slide…"), True, *done))

    def _drawn(self) -> None:
        self._drawing = None
        if not self._work.running:
            self._work.standing.emit(Standing())

    def _show(self, asked: Slide) -> None:
        slide = self.gate(asked)
        if slide is None:
            self._work.stop()
            return
        self.sentence = ""
        before, self.slide = self.slide, slide
        if before is None or before.id != slide.id or before.folder != slide.folder:
            self.opened.emit(slide)

    def _failed(self, sentence: str) -> None:
        self.sentence = sentence
        self.said.emit(sentence, "error")
        self.settled.emit()

    def _done(self, done: SlideDone) -> None:
        found: list[RefusedFile] = [*done.scanned.refused, *(done.outcome.refused if done.outcome is not None else ())]
        if found:
            self.refused.emit(sorted(found, key=lambda r: r.path))
        self.settled.emit()

    def _standing(self, standing: Standing) -> None:
        if not standing.running:
            self.settled.emit()
