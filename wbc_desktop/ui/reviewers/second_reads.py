"""Begins, continues and compares second reads on a worker, because a slide may have 100,000 cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.agreement import Difference
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.jobs.operations import Message, Operation, SlideContext
from wbc_desktop.jobs.runner import Job
from wbc_desktop.services import second_read
from wbc_desktop.services.second_read import Comparison
from wbc_desktop.ui.reviewers.agreement import AgreementDialog
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.save_file import ask_where, written


class SecondReads(QObject):
    """Begins or compares one second read at a time. Opens and shows nothing if another slide was opened meanwhile.

    Signals: ``begun(Slide)``: the reader's second read is ready to be opened; ``cell_requested(int)``: show the cell of
    the open slide with this id.
    """

    begun = Signal(object)
    cell_requested = Signal(int)

    def __init__(self, context: SlideContext, sign_in: SignIn, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._sign_in = sign_in
        self._window = window
        self._job: Job | None = None

    def begin(self, slide: Slide) -> None:
        """Open the second read of the reviewer who is signed in; begin one if there is none and the reviewer agrees."""
        if self._running() or not self._sign_in.ensure_signed_in():
            return

        def found(own: Slide | None) -> None:
            if own is not None:
                self._open(own)
            elif show_dialog(self.dialog(slide)):
                self._copy(slide)

        self._context.run(
            Operation(
                tr("looking for the second read"),
                lambda acting: second_read.existing(acting.db, slide.id, acting.identity),
                exclusive=False,
                slide=slide,
                done=found,
            )
        )

    def dialog(self, slide: Slide) -> AskDialog:
        """Return the dialog that asks before a second read begins."""
        about = tr(
            "You review the slide “{slide}” again, as {who}, without seeing the first reviewer’s classes. Until every "
            "cell is decided, the window shows you only your second read. After that, Agreement in the menu Slide "
            "compares the two reads.",
            who=self._sign_in.identity.name,
            slide=slide.name,
        )
        return AskDialog(tr("Second read"), about, tr("Begin"), lambda: None, self._window)

    def _open(self, own: Slide) -> None:
        self.begun.emit(own)
        if own.second_of is not None and second_read.own_unfinished_read(
            self._context.db, own.second_of, self._sign_in.identity.name
        ):
            self._context.notify(
                tr("This is your second read. The first reviewer’s classes are hidden until you finish it."),
                slide=own,
            )

    def _copy(self, slide: Slide) -> None:
        clock = self._sign_in.clock

        def ready(own: Slide) -> None:
            if self._context.is_open(slide):
                self._open(own)
            else:
                text = tr("Your second read of “{name}” is ready: open the slide to begin.", name=slide.name)
                self._context.notify(text, "done")

        self._job = self._context.run(
            Operation(
                tr("copying the cells for the second read"),
                lambda acting: second_read.begin(
                    acting.db, slide.id, acting.identity, clock, acting.cancelled, acting.progress
                ),
                worker=True,
                doing=tr("Copying the cells for the second read"),
                exclusive=False,
                slide=slide,
                done=ready,
                stopped=lambda: self._context.notify(
                    tr("The second read was not begun. The next try continues with the cells copied so far."),
                    slide=slide,
                ),
            )
        )

    def compare(self, slide: Slide) -> None:
        """Show how well the second reads agree with the first, except to a second reader who has not finished."""
        if self._running():
            return

        def compared(found: list[Comparison]) -> None:
            if self._context.is_open(slide):
                self._show(found, slide)

        self._job = self._context.run(
            Operation(
                tr("comparing the two reads"),
                lambda acting: second_read.comparisons(acting.db, slide.id, acting.cancelled),
                worker=True,
                doing=tr("Comparing the two reads"),
                exclusive=False,
                slide=slide,
                done=compared,
            )
        )

    def _running(self) -> bool:
        if self._job is None or not self._job.running:
            return False
        self._context.notify(
            tr("The program is still {doing}: wait until that is done, or stop it.", doing=self._job.name)
        )
        return True

    def _show(self, found: Sequence[Comparison], slide: Slide) -> None:
        if not found:
            text = tr("Nobody has read this slide a second time yet (Slide, Second read).")
            self._context.notify(text, slide=slide)
            return
        mine = next((one for one in found if one.read.reviewer == self._sign_in.identity.name), None)
        if mine is not None and mine.waiting:
            text = trn(
                "Finish your second read first: {n:,} cell is undecided.",
                "Finish your second read first: {n:,} cells are undecided.",
                mine.waiting,
            )
            self._context.notify(text, slide=slide)
            return
        show_dialog(AgreementDialog(found, self._write, partial(self._show_cell, slide), self._window))

    def _show_cell(self, slide: Slide, difference: Difference) -> None:
        """Show the cell as this slide, the first read or a second one, has it."""
        content = difference.content
        self._context.run(
            Operation(
                tr("looking for the cell"),
                lambda acting: second_read.cell_of_content(acting.db, slide.id, content),
                exclusive=False,
                slide=slide,
                done=self.cell_requested.emit,
            )
        )

    def _write(self, found: Comparison) -> None:
        name = tr("{slide} agreement", slide=found.slide)
        path = ask_where(self._window, tr("Agreement"), name, ".csv", "CSV (*.csv)")
        if path is None:
            return

        def message(_result: object) -> Message:
            return written(path)

        self._context.run(
            Operation(
                tr("writing the CSV file"),
                lambda _acting: second_read.write_agreement(found, path),
                exclusive=False,
                message=message,
            )
        )
