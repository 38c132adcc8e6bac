"""Decisions on the selected cells, undo and redo, and moving to the next cell that needs a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import NO_CELL, Slide
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.jobs.operations import Acting, Button, Message, Operation, SlideContext
from wbc_desktop.services import review
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.review.asking import ask_if_many
from wbc_desktop.ui.widgets.preferences import Preferences
from wbc_desktop.ui.widgets.words import cells_text

WORKER_FROM = 500
"""An act on this many cells or more runs on a worker, because it takes noticeable time, and can be cancelled."""


class Cells(Protocol):
    """The cells shown and selected: what a decision needs of the gallery."""

    def selected_ids(self) -> list[int]: ...
    def shown_ids(self) -> list[int]: ...
    def classes_to_confirm(self, cells: Sequence[int], /) -> dict[int, str | None]: ...
    def select(self, cell_id: int, /) -> bool: ...
    def cell_after_selection(self) -> int: ...
    def next_undecided(self, after: int = NO_CELL, /) -> None: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """The sentences for a kind of act. ``doing`` and ``done`` are shown for many cells only."""

    doing: str
    done: str
    undo: bool = True
    """Whether the message ``done`` has an Undo button."""


_CONFIRM = _Kind(mark("Confirming {cells}"), mark("Confirmed: {cells}."))
_RECLASSIFY = _Kind(mark("Reclassifying {cells}"), mark("Reclassified: {cells}."))
_UNDO = _Kind(mark("Undoing the last act on {cells}"), mark("The decision on {cells} was undone."), undo=False)
_REDO = _Kind(mark("Redoing the act on {cells}"), mark("The decision on {cells} was redone."))


class Reviewing(QObject):
    """Decisions, undo and redo. Each is stored before its method returns.

    An act on many cells asks first and runs on a worker; until it is done, no other decision is possible.

    Signals: ``decided(Changes)``: a decision on the open slide was stored, undone or redone.
    """

    decided = Signal(object)

    def __init__(self, context: SlideContext, cells: Cells, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._cells = cells
        self._preferences = preferences
        self._parent = parent
        self.seen: Callable[[], int | None] = lambda: None
        """Returns the newest entry of the audit trail that the window shows; None if it is not known."""

    def classify(self, code: str) -> None:
        """Put the selected cells into a class."""

        def act(acting: Acting, slide_id: int, ids: Sequence[int]) -> Changes:
            db, by = acting.db, acting.identity
            return review.reclassify(db, slide_id, ids, code, by, cancel=acting.cancelled, progress=acting.progress)

        verb = tr("Put into {name}", name=cell_class(code).title)
        self._decide(act, self._cells.selected_ids(), verb, _RECLASSIFY)

    def confirm(self) -> None:
        """Confirm the preclassification of the selected cells."""
        self._confirm(self._cells.selected_ids(), tr("Confirm"))

    def confirm_shown(self) -> None:
        """Confirm the preclassification of all cells that match the filter, in one act."""
        self._confirm(self._cells.shown_ids(), tr("Confirm all shown"))

    def undo(self) -> None:
        """Undo the last decision on the slide, and show its cells."""
        self._undo_or_redo(review.undo, review.undo_size, _UNDO)

    def redo(self) -> None:
        """Redo the decision that was undone, and show its cells."""
        self._undo_or_redo(review.redo, review.redo_size, _REDO)

    def _confirm(self, cells: Sequence[int], verb: str) -> None:
        shown = self._cells.classes_to_confirm(cells)

        def act(acting: Acting, slide_id: int, ids: Sequence[int]) -> Changes:
            db, by = acting.db, acting.identity
            return review.confirm(db, slide_id, ids, by, shown, cancel=acting.cancelled, progress=acting.progress)

        self._decide(act, cells, verb, _CONFIRM, tr("Cells that are already decided keep their class."))

    def _decide(
        self,
        act: Callable[[Acting, int, Sequence[int]], Changes],
        cells: Sequence[int],
        verb: str,
        kind: _Kind,
        note: str = "",
    ) -> None:
        slide, context = self._context.slide, self._context
        if slide is None or not cells or not context.free() or not ask_if_many(verb, len(cells), self._parent, note):
            return
        after = self._cells.cell_after_selection() if len(cells) < WORKER_FROM else NO_CELL

        def done(changes: Changes) -> None:
            if changes.differing:
                self._report_differing(slide, changes, kind)
            elif len(cells) < WORKER_FROM and self._preferences.settings.auto_advance:
                self._cells.next_undecided(after)

        self._run(slide, lambda acting: act(acting, slide.id, cells), kind, len(cells), done)

    def _undo_or_redo(self, act: Callable[..., Changes], size: Callable[[Database, int], int], kind: _Kind) -> None:
        slide, context = self._context.slide, self._context
        if slide is None or not context.free():
            return
        try:
            count = size(context.db, slide.id)
        except WbcError as error:
            context.refuse(error, slide)
            return

        def change(acting: Acting) -> Changes:
            db, by, seen = acting.db, acting.identity, self.seen()
            return act(db, slide.id, by, seen=seen, cancel=acting.cancelled, progress=acting.progress)

        self._run(slide, change, kind, count, partial(self._show_restored, slide))

    def undo_only(self, slide: Slide, act: int, count: int) -> None:
        """Undo this act on this slide and no other act."""

        def change(acting: Acting) -> Changes:
            db, by = acting.db, acting.identity
            return review.undo(db, slide.id, by, only=act, cancel=acting.cancelled, progress=acting.progress)

        self._run(slide, change, _UNDO, count, partial(self._show_restored, slide))

    def _run(
        self, slide: Slide, act: Callable[[Acting], Changes], kind: _Kind, count: int, then: Callable[[Changes], object]
    ) -> None:
        """Run an act on ``count`` cells of the slide: in this thread, or on a worker for many cells."""
        many, doing = count >= WORKER_FROM, tr(kind.doing, cells=cells_text(count))

        def message(changes: Changes) -> Message | None:
            return self._message(slide, changes, kind) if many and changes.cells else None

        def done(changes: Changes) -> None:
            if changes.any and self._context.is_open(slide):
                self.decided.emit(changes)
            then(changes)

        operation = Operation(
            doing[:1].lower() + doing[1:],
            act,
            worker=many,
            doing=doing,
            finish=True,
            slide=slide,
            message=message,
            done=done,
            stopped=lambda: self._context.notify(tr("Stopped. Nothing was changed."), slide=slide),
        )
        self._context.run(operation)

    def _message(self, slide: Slide, changes: Changes, kind: _Kind) -> Message:
        count, buttons = len(changes.cells), list[Button]()
        if kind.undo and changes.act is not None:
            buttons.append((tr("Undo"), partial(self.undo_only, slide, changes.act, count)))
        return Message(tr(kind.done, cells=cells_text(count)), "done", tuple(buttons), slide)

    def _show_restored(self, slide: Slide, changes: Changes) -> None:
        """Show what an undo or redo changed: the cells, or in words the details or the kind of the pictures."""
        if 0 < len(changes.cells) < WORKER_FROM:
            self._cells.select(changes.cells[0])
        elif changes.pictures:
            self._context.notify(tr("The kind of the pictures is as it was before."), "done", slide=slide)
        elif changes.slides:
            self._context.notify(tr("The details of the slide are as they were before."), "done", slide=slide)

    def _report_differing(self, slide: Slide, changes: Changes, kind: _Kind) -> None:
        """Show the cells that were left out as they are now, and ask the reviewer to check them."""
        self._context.announce(Changes(changes.slide_id, changes.differing, cells_added=True))
        count = len(changes.differing)
        if kind is _CONFIRM:
            sentence = trn(
                "{n:,} cell was not confirmed, because it changed after it was shown. Check it again.",
                "{n:,} cells were not confirmed, because they changed after they were shown. Check them again.",
                count,
            )
        else:
            sentence = trn(
                "{n:,} cell was not classified, because the slide no longer shows it. Another bench may have removed "
                "or split it.",
                "{n:,} cells were not classified, because the slide no longer shows them. Another bench may have "
                "removed or split them.",
                count,
            )
        self._context.notify(sentence, "warning", slide=slide)
