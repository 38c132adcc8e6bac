"""Which slide is open: opening folders and recent slides, also one whose folder is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from wbc_desktop.domain.cells import RefusedFile, Slide
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.jobs.slide_job import SlideDone
from wbc_desktop.store import slides
from wbc_desktop.ui.slides.work import Work

DEMO_CELLS = 40


class OpenSlide(QObject):
    """Opens slides: which one is open then, the context says (``SlideContext.opened``).

    Signals: ``told(Message)``: what came of an opening; ``refused(list[RefusedFile])``: files of the open slide's
    folder that are no cells; ``settled()``: nothing more comes by itself, the work ended, in whatever way.
    """

    told = Signal(object)
    refused = Signal(object)
    settled = Signal()

    def __init__(self, context: SlideContext, work: Work, demo_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._work = work
        self._demo_folder = demo_folder
        self._drawing = False
        self._asked = 0
        self._closed = False
        self.sentence = ""
        """Why there is nothing to show; "" where there is no reason."""
        self.gate: Callable[[Slide], Slide | None] = lambda slide: slide
        """Says which slide is shown to whoever sits there when this one is asked for; None: none of it."""
        work.opened.connect(self._show)
        work.failed.connect(self._failed)
        work.notice.connect(lambda text, slide: self.told.emit(Message(text, "warning", slide=slide)))
        work.done.connect(self._done)
        work.busy.connect(lambda busy: None if busy else self.settled.emit())

    def open(self, folder: Path) -> None:
        """Open a folder; the slide shown stays until the new one is there."""
        if self._closed:
            return
        self._begin()
        self._work.open(folder)

    def choose(self, slide: Slide) -> None:
        """Open a slide of the store; what is known of it is shown at once."""
        self._begin()
        allowed = self.gate(slide)
        if allowed is None:
            return
        slide = allowed
        self._work.abandon()
        self._context.open(slide)
        if slide.second_of is not None:  # its cells are those that the slide had when it was begun
            return
        if Path(slide.folder).is_dir():
            self._work.open(Path(slide.folder))
            return
        told = tr(
            "The folder “{folder}” is not there, so pictures are missing; what was stored is shown and can be "
            "reviewed. Bring the folder back and look again ({key}), or open it where it lies now.",
            folder=slide.folder,
            key=key_or_name("again"),
        )
        self.told.emit(Message(told, "warning", slide=slide))

    def leave(self) -> None:
        """Show no slide any more."""
        self._begin()
        self._work.abandon()
        self._context.open(None)

    def abandon(self, slide: Slide) -> bool:
        """Stop opening this slide, and classifying it; whether it was under way. The open slide stays open."""
        concerned = self._work.concerns(slide)
        if concerned:
            self._work.abandon()
        return concerned

    def again(self) -> None:
        """Look for new images in the open slide's folder and classify what is new."""
        if self._context.slide is not None:
            self.choose(self._context.slide)

    def reopen(self, slide_id: int | None) -> None:
        """Open the slide that was open when the window closed, if its folder is still there."""
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
        """Draw a demo slide into the data directory and open it, unless another slide is asked for meanwhile."""
        if self._drawing:
            self._context.say(tr("The demo slide is being drawn: it opens as soon as it is done."))
            return
        self._drawing, asked, folder = True, self._begin(), self._demo_folder

        def act(acting: Acting) -> None:
            from wbc_desktop.services.demo import draw_demo

            draw_demo(folder, DEMO_CELLS, cancel=acting.cancelled, progress=acting.progress)
            if acting.cancelled():
                raise Cancelled

        def drawn(_result: object) -> None:
            self._drawn()
            if asked == self._asked:
                self.open(folder)
            else:
                self._context.say(tr("The demo slide is drawn."), "done", (tr("Open"), lambda: self.open(folder)))

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
        """The window closes: nothing is opened any more, also not by work that ends just now."""
        self._closed = True

    def _begin(self) -> int:
        """Something else is asked for: what was asked for before does not come any more. Gives the number of asking."""
        self.sentence = ""
        self._asked += 1
        return self._asked

    def _drawn(self) -> None:
        self._drawing = False

    def _show(self, asked: Slide) -> None:
        slide = self.gate(asked)
        if slide is None:
            self._work.abandon()
            return
        self.sentence = ""
        self._context.open(slide)

    def _failed(self, sentence: str, slide: Slide | None) -> None:
        self.sentence = sentence
        self.told.emit(Message(sentence, "error", slide=slide))

    def _done(self, done: SlideDone) -> None:
        found: list[RefusedFile] = [*done.scanned.refused, *(done.outcome.refused if done.outcome is not None else ())]
        if found:
            self.refused.emit(sorted(found, key=lambda r: r.path))
