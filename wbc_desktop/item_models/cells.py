"""The cells of the open slide as a Qt list of ids; rows are read in pages when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.item_models import describe
from wbc_desktop.item_models.cell_cache import CellCache
from wbc_desktop.item_models.cell_source import CellSource
from wbc_desktop.item_models.id_list import IdListModel, Index
from wbc_desktop.item_models.listing import EMPTY, Group, Listing, ListRequest, listing_of, read_changes, read_listing
from wbc_desktop.item_models.next_waiting import next_waiting
from wbc_desktop.item_models.pictures import NoPicture, Pictures
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.cells import Order
from wbc_desktop.store.engine import Database

PAGE = 50
SMALL = 1000
"""A list of up to this many cells is read at once (some milliseconds), a longer one in the background."""
AT_ONCE = 24
"""Up to this many changed cells are read and moved at once, because a person decided on them and watches."""
FIRST = 300
"""This many cells of a larger slide are shown at once, before its whole list is read."""


class CellListModel(IdListModel):
    """One list of cells, sorted, filtered, in groups. Follows :class:`Changes`; each change of the list is a reset.

    Cells are sorted by uncertainty only on request, so that they do not move while a slide is classified or reviewed;
    new cells are added at the end. A cell that no longer matches the filter leaves the list at once, and a cell whose
    class changes moves to its group at once. A :class:`Listing` is replaced, not changed, so that a thread can make it.
    """

    CellRole: Final = Qt.ItemDataRole.UserRole + 1
    ThumbnailRole: Final = Qt.ItemDataRole.UserRole + 2

    list_changed = Signal()
    """The list of cells was read, and may have other cells or another order now."""
    failed = Signal(str)
    """The store cannot be read; the sentence says why."""

    def __init__(self, db: Database, pictures: Pictures | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._source = CellSource(db, self.failed.emit)
        self._pictures = pictures
        self._folder = Path()
        self._cache = CellCache()
        self.classes_to_confirm = self._cache.classes_to_confirm
        self._unreadable: set[int] = set()
        self._request = ListRequest()
        self._listing = EMPTY
        self._changed: dict[int, int] = {}
        """Cells that changed since the running read started, each with the number of its last change."""
        self._changes = 0
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take)
        self._reader.failed.connect(self.failed)
        if pictures is not None:
            pictures.arrived.connect(self._picture_arrived)

    @property
    def slide_id(self) -> int | None:
        """Return the id of the open slide; None if there is none."""
        return self._request.slide_id

    @property
    def order(self) -> Order:
        """Return the order of the list."""
        return self._request.order

    @property
    def filter(self) -> CellFilter:
        """Return the filter of the list."""
        return self._request.cell_filter

    @property
    def in_groups(self) -> bool:
        """Return whether groups per class were requested; ``groups`` are those of the list shown."""
        return self._request.grouped

    @property
    def queue(self) -> tuple[int, ...]:
        """Return the queue that is shown; () if none is."""
        return self._request.queue

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups from the top; empty if the cells are one list."""
        return self._listing.groups

    @property
    def total(self) -> int:
        """Return the number of cells of the slide, filtered out or not."""
        return len(self._listing.every)

    @property
    def pictures(self) -> Pictures | None:
        """Return the source of the thumbnails."""
        return self._pictures

    @property
    def loading(self) -> bool:
        """Return whether a list of cells is being read."""
        return self._reader.busy

    def cell(self, row: int) -> Cell | None:
        """Return the cell in a row; None outside the list, or if it cannot be read."""
        if not 0 <= row < len(self._ids):
            return None
        cell_id = int(self._ids[row])
        if cell_id not in self._cache and cell_id not in self._unreadable:
            self._fetch_page(row)
        return self._cache.get(cell_id)

    def is_loaded(self, row: int) -> bool:
        """Return whether :meth:`cell` of this row needs no read."""
        cell_id = int(self._ids[row])
        return cell_id in self._cache or cell_id in self._unreadable

    def file(self, cell: Cell) -> Path:
        """Return the path of the cell's picture."""
        return self._folder / cell.path

    def source(self, cell: Cell) -> PictureSource:
        """Return where the pixels of the cell are read."""
        return cell.source(self._folder)

    def page_source(self, cell: Cell) -> PictureSource:
        """Return where the whole page is read that the cell is, or is a region of."""
        return cell.page_source(self._folder)

    def next_waiting(self, start: int) -> int | None:
        """Return the first row that needs a decision, from ``start`` on and then from the top; None without one."""
        slide_id = self.slide_id
        if slide_id is None:
            return None
        return self._source.guarded(lambda: next_waiting(self._db, slide_id, self._ids, start))

    def open(self, slide_id: int | None) -> None:
        """Show this slide (None: no slide). Order, groups and filter stay. Raises the store's errors."""
        folder, first = Path(), list[int]()
        if slide_id is not None:
            folder, first = self._source.first(slide_id, SMALL + 1)
        self._reader.drop()
        self._changed.clear()
        self._cache.clear()
        self._folder = folder
        request = self._request = replace(self._request, slide_id=slide_id, sorting=self._request.sorting + 1, queue=())
        self._show(EMPTY)  # views forget their place
        if len(first) > SMALL and request.order == "name" and not request.depends_on_cells:
            self._show(listing_of(replace(request), first[:FIRST]))
        self._read_again(len(first))

    def set_order(self, order: Order) -> None:
        """Sort by ``name``, ``uncertainty`` (least certain first) or ``time``, also again; a queue ends."""
        self._ask_for(replace(self._request, order=order, sorting=self._request.sorting + 1, queue=()))

    def set_grouped(self, grouped: bool) -> None:
        """Show one group per class, or one list. A queue ends."""
        if grouped != self.in_groups:
            self._ask_for(replace(self._request, grouped=grouped, queue=()))

    def set_queue(self, queue: Sequence[int]) -> None:
        """Show only these cells of the slide, in this order, as far as they match the filter; (): show all cells."""
        self._ask_for(replace(self._request, queue=tuple(queue), sorting=self._request.sorting + 1))

    def set_filter(
        self, classes: frozenset[str | None] | None = None, states: frozenset[ReviewState] | None = None
    ) -> None:
        """Show only cells of these classes (the class None: not yet preclassified) and states (None: any)."""
        self.apply_filter(CellFilter(classes, states))

    def apply_filter(self, cell_filter: CellFilter) -> None:
        """Show only the cells that match the filter."""
        self._ask_for(replace(self._request, cell_filter=cell_filter))

    def refresh(self, changes: Changes) -> None:
        """Follow a commit: read the changed cells, and add and remove cells."""
        if self.slide_id is None or changes.slide_id != self.slide_id:
            return
        self._unreadable.clear()
        if changes.slides:
            folder = self._source.guarded(lambda: self._source.folder(changes.slide_id))
            self._folder = self._folder if folder is None else folder
        if changes.cells:
            self._follow(changes.cells)
        if changes.cells_added:
            if self._pictures is not None:
                self._pictures.forget_broken()
            self._ask_anew()

    def finish_reading(self) -> None:
        """Read the list now, if a read is running in the background."""
        if self._reader.busy:
            self._read_now()

    def stop(self) -> None:
        """Wait for a running read, and stop reading in the background."""
        self._reader.stop()

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        words = describe.WORDS.get(role)
        if (words is None and role not in (self.CellRole, self.ThumbnailRole)) or not self._is_row(index):
            return None
        cell = self.cell(index.row())
        if role == self.ThumbnailRole:
            return self._picture(cell)
        if cell is None or words is None:
            return cell
        return words(cell)

    def _picture(self, cell: Cell | None) -> Any:
        if cell is None:
            return NoPicture.BROKEN
        return NoPicture.LOADING if self._pictures is None else self._pictures.get(self.source(cell))

    def _picture_arrived(self, content: str) -> None:
        cell_id = self._cache.id_of(content)
        if cell_id is not None:
            self._announce_rows([cell_id], [self.ThumbnailRole])

    def _ask_for(self, request: ListRequest) -> None:
        """Read another list, and drop a running read."""
        self._reader.drop()
        self._unreadable.clear()
        self._request = request
        self._read_again(self.total)

    def _ask_anew(self) -> None:
        """Read the whole list in the background, because cells were added or lost; a running read is still shown."""
        self._request = replace(self._request)
        self._reader.ask(self._reading())

    def _read_again(self, count: int) -> None:
        """Read the list of a slide of ``count`` cells: at once if it is small, else in the background."""
        if self.slide_id is None or count <= SMALL:
            self._read_now()
        else:
            self._reader.ask(self._reading())

    def _read_now(self) -> None:
        self._reader.drop()
        answer = self._source.guarded(self._reading())
        if answer is not None:
            self._take(answer)

    def _reading(self) -> Callable[[], tuple[int, Listing]]:
        """Return a function for any thread that reads the listing; it also returns the last change it includes."""
        db, request, number, changed = self._db, self._request, self._changes, list(self._changed)

        def read() -> tuple[int, Listing]:
            before = self._listing
            same = before.request is request
            return number, read_changes(db, before, changed) if same else read_listing(db, request, before)

        return read

    def _take(self, answer: tuple[int, Listing]) -> None:
        """Show a listing that was read, with the cells that changed since."""
        number, listing = answer
        since = {cell_id: change for cell_id, change in self._changed.items() if change > number}
        if len(since) > AT_ONCE:
            self._changed = since
            self._reader.ask(self._reading())
        else:
            self._changed = {}
            listing = self._with(listing, list(since)) or listing
        self._show(listing)
        self.list_changed.emit()

    def _show(self, listing: Listing) -> None:
        before = self._listing
        if listing.groups == before.groups and np.array_equal(listing.shown, before.shown):
            self._listing = listing
            return
        with self._resetting():
            self._listing, self._ids = listing, listing.shown

    def _follow(self, ids: Sequence[int]) -> None:
        """Show changed cells. A few are read at once; many are read when painted, and their rows in the background."""
        if len(ids) > AT_ONCE:
            self._cache.forget(ids)
            self._announce_rows(ids)
            if self._request.depends_on_cells:
                self._note(ids)
                self._read_again(self.total)
            return
        if self._reader.busy:
            self._note(ids)
        had = len(self._ids) > 0
        listing = self._with(self._listing, ids)
        if listing is None:
            return
        self._show(listing)
        self._announce_rows(ids)
        if (len(self._ids) > 0) != had:
            self.list_changed.emit()

    def _note(self, ids: Sequence[int]) -> None:
        self._changes += 1
        self._changed.update(dict.fromkeys(ids, self._changes))

    def _with(self, listing: Listing, ids: Sequence[int]) -> Listing | None:
        """Read a few cells and return the listing with their new places; None if they cannot be read."""
        if not ids:
            return listing
        found = self._source.guarded(
            lambda: self._source.fetch_matching(self.slide_id, listing.request.cell_filter, ids)
        )
        if found is None:
            self._cache.forget(ids)
            self._note(ids)
            return None
        fresh, belonging = found
        self._cache.add(fresh)
        return listing.changed(ids, belonging, {cell.id: cell.current for cell in fresh})

    def _fetch_page(self, row: int) -> None:
        start = row // PAGE * PAGE
        missing = [cell_id for cell_id in self.ids_between(start, start + PAGE - 1) if cell_id not in self._cache]
        fresh = self._source.guarded(lambda: self._source.fetch(missing)) or []
        self._cache.add(fresh)
        lost = set(missing).difference(cell.id for cell in fresh)
        if lost:
            # Painting must neither read again and again nor change the list during painting.
            self._unreadable |= lost
            QTimer.singleShot(0, self, self._ask_anew)


_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
