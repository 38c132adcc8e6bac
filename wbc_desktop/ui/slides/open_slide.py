"""Opens folders and slides of the list, also slides whose folder no longer exists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services.stages import StagesOutcome
from wbc_desktop.store import slides
from wbc_desktop.ui.slides.work import Work

DEMO_CELLS = 40


class OpenSlide(QObject):
    """Opens slides. ``SlideContext.opened`` announces which slide is open.

    Signals: ``reported(Message)``: a warning or an error of an opening; ``refused(list[RefusedFile])``: files of the
    open slide's folder that cannot be used; ``finished()``: the work on the slide ended, with or without success.
    """

    reported = Signal(object)
    refused = Signal(object)
    finished = Signal()

    def __init__(self, context: SlideContext, work: Work, demo_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._work = work
        self._demo_folder = demo_folder
        self._drawing = False
        self._request = 0
        self._closed = False
        self.sentence = ""
        """The reason why the last opening failed; "" if it did not fail."""
        self.gate: Callable[[Slide], Slide | None] = lambda slide: slide
        """Returns the slide to show to the signed-in reviewer in place of the requested one; None: show none."""
        work.opened.connect(self._show)
        work.failed.connect(self._failed)
        work.notice.connect(lambda text, slide: self.reported.emit(Message(text, "warning", slide=slide)))
        work.done.connect(self._done)
        work.busy.connect(lambda busy: None if busy else self.finished.emit())

    def open(self, folder: Path) -> None:
        """Open a folder. The open slide stays open until the new one can be shown."""
        if self._closed:
            return
        self._begin()
        self._work.open(folder)

    def choose(self, slide: Slide) -> None:
        """Open a slide of the database: show its stored cells at once, then read its folder."""
        self._begin()
        allowed = self.gate(slide)
        if allowed is None:
            return
        slide = allowed
        self._work.abandon()
        self._context.open(slide)
        if slide.second_of is not None:  # a second read keeps the cells that the slide had when the read began
            return
        if Path(slide.folder).is_dir():
            self._work.open(Path(slide.folder))
            return
        missing = tr(
            "The folder “{folder}” does not exist, so pictures are missing. The stored cells can be reviewed. "
            "Restore the folder and refresh ({key}), or open it at its new place.",
            folder=slide.folder,
            key=key_or_name("rescan"),
        )
        self.reported.emit(Message(missing, "warning", slide=slide))

    def leave(self) -> None:
        """Close the open slide."""
        self._begin()
        self._work.abandon()
        self._context.open(None)

    def abandon(self, slide: Slide) -> bool:
        """Stop opening and classifying this slide. Return whether that was running. The open slide stays open."""
        running = self._work.concerns(slide)
        if running:
            self._work.abandon()
        return running

    def decide_again(self, slide: Slide) -> None:
        """Read the slide's folder again, and decide by the pictures whether they are fields."""
        self._begin()
        self._work.open(Path(slide.folder), decide_again=True)

    def refresh(self) -> None:
        """Read the open slide's folder again and classify its new images."""
        if self._context.slide is not None:
            self.choose(self._context.slide)

    def reopen(self, slide_id: int | None) -> None:
        """Open the slide that was open when the window was closed, if its folder still exists."""
        if slide_id is None:
            return
        try:
            with self._context.db.read() as s:
                slide = slides.get(s, slide_id)
        except LookupError:
            return
        if slide.second_of is None and Path(slide.folder).is_dir():
            self.choose(slide)

    def draw_demo(self) -> None:
        """Draw a demo slide into the data directory and open it, unless another slide is requested meanwhile."""
        if self._drawing:
            self._context.notify(tr("The demo slide is being drawn. It opens when it is ready."))
            return
        self._drawing, request, folder = True, self._begin(), self._demo_folder

        def act(acting: Acting) -> None:
            from wbc_desktop.services.demo import draw_demo

            draw_demo(folder, DEMO_CELLS, cancel=acting.cancelled, progress=acting.progress)
            if acting.cancelled():
                raise Cancelled

        def drawn(_result: object) -> None:
            self._drawn()
            if request == self._request:
                self.open(folder)
            else:
                self._context.notify(tr("The demo slide is drawn."), "done", (tr("Open"), lambda: self.open(folder)))

        self._context.run(
            Operation(
                tr("drawing the demo slide"),
                act,
                worker=True,
                doing=tr("Drawing a demo slide…"),
                exclusive=False,
                slide=None,
                done=drawn,
                failed=lambda _error: self._drawn(),
                stopped=self._drawn,
            )
        )

    def close(self) -> None:
        """Open nothing from now on: the window is closing, but running work may still end."""
        self._closed = True

    def _begin(self) -> int:
        """Start a new request, which replaces the earlier ones, and return its number."""
        self.sentence = ""
        self._request += 1
        return self._request

    def _drawn(self) -> None:
        self._drawing = False

    def _show(self, requested: Slide) -> None:
        slide = self.gate(requested)
        if slide is None:
            self._work.abandon()
            return
        self.sentence = ""
        self._context.open(slide)

    def _failed(self, sentence: str, slide: Slide | None) -> None:
        self.sentence = sentence
        self.reported.emit(Message(sentence, "error", slide=slide))

    def _done(self, outcome: StagesOutcome) -> None:
        if outcome.refused:
            self.refused.emit(outcome.refused)
