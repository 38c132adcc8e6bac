"""Acts on the boxes of a field: draw a missed cell, remove a false one, split a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.cells import NO_CELL, Slide
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.regions import Box
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services import region_acts
from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.review.asking import ask_if_many
from wbc_desktop.ui.widgets.words import cells_text

Undo = Callable[[Slide, int, int], object]
"""Undoes one act on a slide and no other; the last argument is the number of its cells."""

_DRAWN = mark("The cell was added.")
_REMOVED = mark("Removed: {cells}.")
_SPLIT = mark("The cell was split into {cells}.")


class Cells(Protocol):
    """The selected cells: what these acts need of the gallery."""

    def selected_ids(self) -> list[int]: ...
    def cell_after_selection(self) -> int: ...


class RegionActs(QObject):
    """Draws, removes and splits cells of the open slide. Each act is stored before its method returns.

    Signals: ``decided(Changes)``: an act was stored; ``made(Slide, int)``: a new cell is waiting to be classified, and
    should be shown; ``next_requested(int)``: show this cell next, because the cells before it were removed.
    """

    decided = Signal(object)
    made = Signal(object, int)
    next_requested = Signal(int)

    def __init__(self, context: SlideContext, cells: Cells, undo: Undo, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._cells = cells
        self._undo = undo
        self._parent = parent

    def draw(self, beside: int, box: Box) -> None:
        """Add a cell with this box to the field that shows the cell ``beside``."""
        slide = self._context.slide
        if slide is not None:
            self._run(
                slide,
                tr("adding a cell"),
                lambda acting: region_acts.draw(acting.db, slide.id, beside, box, acting.identity),
                lambda changes: tr(_DRAWN),
                lambda changes: self.made.emit(slide, changes.cells[0]),
            )

    def split(self, cell_id: int, boxes: Sequence[Box]) -> None:
        """Replace a cell by cells with these boxes."""
        slide = self._context.slide
        if slide is not None:
            self._run(
                slide,
                tr("splitting a cell"),
                lambda acting: region_acts.split(acting.db, slide.id, cell_id, boxes, acting.identity),
                lambda changes: tr(_SPLIT, cells=cells_text(len(boxes))),
                lambda changes: self.made.emit(slide, changes.cells[1]),
            )

    def remove(self) -> None:
        """Remove the selected cells, because the boxes show no white cells."""
        slide, chosen = self._context.slide, self._cells.selected_ids()
        if slide is None or not chosen or not self._context.free():
            return
        if not ask_if_many(tr("Remove"), len(chosen), self._parent):
            return
        after = self._cells.cell_after_selection()

        def removed(_changes: Changes) -> None:
            if after != NO_CELL:
                self.next_requested.emit(after)

        self._run(
            slide,
            tr("removing cells"),
            lambda acting: region_acts.remove(acting.db, slide.id, chosen, acting.identity),
            lambda changes: tr(_REMOVED, cells=cells_text(len(changes.cells))),
            removed,
        )

    def _run(
        self,
        slide: Slide,
        name: str,
        act: Callable[[Acting], Changes],
        said: Callable[[Changes], str],
        then: Callable[[Changes], object],
    ) -> None:
        def message(changes: Changes) -> Message | None:
            if changes.act is None:
                return None
            undo = (tr("Undo"), partial(self._undo, slide, changes.act, len(changes.cells)))
            return Message(said(changes), "done", (undo,), slide)

        def done(changes: Changes) -> None:
            self.decided.emit(changes)
            then(changes)

        self._context.run(Operation(name, act, finish=True, slide=slide, message=message, done=done))
