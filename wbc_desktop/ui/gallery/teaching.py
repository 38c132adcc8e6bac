"""Shows the cells that teach most in the gallery, and renews their queue while they are classified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.jobs.latest_read import DELAY_MS, LatestRead
from wbc_desktop.jobs.operations import Operation, SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.teaching_queue import REFRESH, decided_among, renewed, teaching_queue
from wbc_desktop.store import cell_queries
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.gallery.queue_bar import QueueBar


@dataclass(frozen=True, slots=True)
class _Progress:
    """Which cells of ``queue`` are decided, and, once enough are, the cells of a new queue."""

    queue: tuple[int, ...]
    decided: set[int]
    fresh: list[int] | None


class Teaching(QObject):
    """The queue of the open slide. It ends when all cells are shown again, or another order, or another slide.

    ``clear_filters`` shows all cells; ``sort`` sorts the gallery by uncertainty.
    """

    def __init__(
        self,
        context: SlideContext,
        cells: CellListModel,
        gallery: Gallery,
        bar: QueueBar,
        clear_filters: Callable[[], object],
        sort: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._cells = cells
        self._gallery = gallery
        self._bar = bar
        self._clear_filters = clear_filters
        self._sort = sort
        self._renewed_at = 0
        self._first: int | None = None
        """The cell to go to once the queue is shown: the list of a large slide is read in the background."""
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(lambda sentence: context.notify(sentence, "error"))
        bar.left.connect(self.end)
        bar.continued.connect(self.begin)
        cells.list_changed.connect(self._list_changed)
        context.opened.connect(lambda _slide: self._list_changed())
        context.changed.connect(self._follow)

    def begin(self) -> None:
        """Find the cells of the open slide that teach most, and show them in the gallery."""
        slide, context = self._context.slide, self._context
        if slide is None:
            return
        if context.lock:
            context.refuse(SlideSigned(context.lock), slide)
            return

        def find(db: Database) -> tuple[list[int], bool]:
            found = teaching_queue(db, [slide.id])
            if found:
                return found, True
            with db.read() as s:
                return [], bool(cell_queries.undecided(s, slide.id))

        operation: Operation[tuple[list[int], bool]] = Operation(
            tr("finding the cells that teach most"),
            lambda acting: find(acting.db),
            worker=True,
            doing=tr("Finding the cells that teach most…"),
            exclusive=False,
            done=partial(self._begun, slide),
        )
        context.run(operation)

    def end(self) -> None:
        """Show all cells of the slide again; the current cell stays."""
        if self._cells.queue:
            self._cells.set_queue(())
            self._gallery.setFocus()

    def stop(self) -> None:
        """Stop reading: the window closes."""
        self._reader.stop()

    def _begun(self, slide: Slide, found: tuple[list[int], bool]) -> None:
        if not self._context.is_open(slide):
            return
        queue, waiting = found
        if not queue:
            self._report_none(slide, waiting)
            return
        self._reader.drop()
        self._renewed_at = 0
        self._clear_filters()
        self._first = queue[0]
        self._cells.set_queue(queue)
        self._bar.show_progress(0, len(queue))
        self._gallery.setFocus()

    def _report_none(self, slide: Slide, waiting: bool) -> None:
        if not waiting:
            self._context.notify(tr("No cell of this slide waits for a decision."), "done", slide=slide)
            return
        self._context.notify(
            tr(
                "The cells of this slide cannot be compared, because they were classified by an earlier version of "
                "the program or not at all. Classify the least certain cells first."
            ),
            "info",
            (tr("Sort by uncertainty"), self._sort),
            slide=slide,
        )

    def _follow(self, changes: Changes) -> None:
        """Count the decided cells again after a change; after enough decisions find a new queue as well."""
        if changes.slide_id == self._cells.slide_id and changes.any:
            self._ask()

    def _ask(self) -> None:
        queue, slide_id = self._cells.queue, self._cells.slide_id
        if not queue or slide_id is None:
            return
        db, renewed_at = self._context.db, self._renewed_at

        def read() -> _Progress:
            decided = decided_among(db, queue)
            due = len(decided) - renewed_at >= REFRESH and len(decided) < len(queue)
            return _Progress(queue, decided, teaching_queue(db, [slide_id], len(queue)) if due else None)

        self._reader.ask(read, DELAY_MS)

    def _take(self, found: _Progress) -> None:
        if found.queue != self._cells.queue:
            self._ask()  # the queue was renewed while this was read
            return
        queue = list(found.queue)
        if found.fresh is not None:
            self._renewed_at = len(found.decided)
            queue = renewed(queue, found.decided, self._gallery.current_id(), found.fresh)
            if tuple(queue) != found.queue:
                self._cells.set_queue(queue)
        self._bar.show_progress(len(found.decided), len(queue))

    def _list_changed(self) -> None:
        if not self._cells.queue:
            self._first = None
            self._reader.drop()
            self._bar.hide()
        elif self._first is not None and not self._cells.loading:
            first, self._first = self._first, None
            self._gallery.select(first)
