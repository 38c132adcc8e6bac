"""The cells of the open slide as a Qt list: ids at hand, rows fetched in pages when they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.item_models import describe
from wbc_desktop.item_models.filters import CellFilter, Listing, read_listing
from wbc_desktop.item_models.id_list import IdListModel, Index
from wbc_desktop.item_models.order import grown
from wbc_desktop.item_models.pictures import NoPicture, Pictures
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, slides
from wbc_desktop.store.cells import Order
from wbc_desktop.store.engine import Database

T = TypeVar("T")

PAGE = 100
KEPT_ROWS = 4096
SMALL = 5000
"""Up to so many cells the list of ids is read at once (some milliseconds); of more, off the thread."""
SMALL_FILTERED = 500
MANY_CHANGES = 500
"""More changed cells than this are fetched when they are painted, not at once."""


class CellListModel(IdListModel):
    """One list of cells, sorted and filtered. Follows :class:`Changes` without ever being built anew.

    The order by uncertainty is made when it is asked for: while a slide is classified or reviewed nothing jumps about,
    and new cells come at the end. A cell that ceases to match the filter leaves at once.
    """

    CellRole: Final = Qt.ItemDataRole.UserRole + 1
    ThumbnailRole: Final = Qt.ItemDataRole.UserRole + 2

    arranged = Signal()
    """The list of cells was read: which are shown, or their order, may be others now."""
    failed = Signal(str)
    """The store could not be read; the sentence says why."""

    def __init__(self, db: Database, pictures: Pictures | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._pictures = pictures
        self._slide_id: int | None = None
        self._folder = Path()
        self._order: Order = "name"
        self._filter = CellFilter()
        self._every: list[int] = []
        self._kept: OrderedDict[int, Cell] = OrderedDict()
        self._of_content: dict[str, int] = {}
        self._unreadable: set[int] = set()
        self._touched: set[int] = set()
        self._new_order = False
        self._reader = LatestRead(self)
        self._reader.done.connect(self._take_listing)
        self._reader.failed.connect(self.failed)
        if pictures is not None:
            pictures.arrived.connect(self._picture_arrived)

    @property
    def slide_id(self) -> int | None:
        """The open slide."""
        return self._slide_id

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return self._order

    @property
    def filter(self) -> CellFilter:
        """What the list is filtered by."""
        return self._filter

    @property
    def pictures(self) -> Pictures | None:
        """Where the thumbnails come from."""
        return self._pictures

    @property
    def loading(self) -> bool:
        """Whether a new list of cells is on its way."""
        return self._reader.busy

    @property
    def total(self) -> int:
        """Cells of the slide, filtered out or not."""
        return len(self._every)

    def cell(self, row: int) -> Cell | None:
        """The cell in a row; None outside the list, or when it cannot be read (any more)."""
        if not 0 <= row < len(self._ids):
            return None
        cell_id = self._ids[row]
        if cell_id not in self._kept and cell_id not in self._unreadable:
            self._fetch_page(row)
        cell = self._kept.get(cell_id)
        if cell is not None:
            self._kept.move_to_end(cell_id)
        return cell

    def at_hand(self, row: int) -> bool:
        """Whether asking for the cell in this row reads nothing (any more)."""
        cell_id = self._ids[row]
        return cell_id in self._kept or cell_id in self._unreadable

    def file(self, cell: Cell) -> Path:
        """Where the cell's picture lies."""
        return self._folder / cell.path

    def open(self, slide_id: int | None) -> None:
        """Show this slide (None: none). Order and filter stay. Raises the store's errors."""
        count, folder = 0, Path()
        if slide_id is not None:
            with self._db.read() as s:
                folder = Path(slides.get(s, slide_id).folder)
                count = slides.review_counts(s, [slide_id])[slide_id][0]
        self._reader.drop()
        self._slide_id, self._folder, self._every = slide_id, folder, []
        self._kept.clear()
        self._of_content.clear()
        self._replace([])
        self._relist(count, new_order=True)

    def set_order(self, order: Order) -> None:
        """Sort by ``name``, ``uncertainty`` (the least sure first) or ``time``; asked again, it is sorted anew."""
        self._order = order
        self._relist(len(self._every), new_order=True)

    def set_filter(
        self, classes: frozenset[str | None] | None = None, states: frozenset[ReviewState] | None = None
    ) -> None:
        """Show only cells in these classes (None among them: not yet preclassified) and states (None: any)."""
        self._filter = CellFilter(classes, states)
        self._relist(len(self._every), new_order=False)

    def refresh(self, changes: Changes) -> None:
        """Follow what was committed: fetch again what is concerned, and let cells come and go."""
        if self._slide_id is None or changes.slide_id != self._slide_id:
            return
        self._unreadable.clear()
        if changes.slides:
            self._guarded(self._reread_folder)
        if changes.cells:
            self._reread(changes.cells)
        if changes.cells_added:
            if self._pictures is not None:
                self._pictures.forget_broken()
            self._ask()

    def settle(self) -> None:
        """Take the newest list now instead of when the event loop brings it."""
        if self._reader.busy:
            self._reader.drop()
            self._read_now()

    def stop(self) -> None:
        """Wait for a read on its way; from now on nothing is read in the background."""
        self._reader.stop()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        words = _WORDS.get(role)
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
        return NoPicture.LOADING if self._pictures is None else self._pictures.get(cell.sha256, str(self.file(cell)))

    def _picture_arrived(self, sha256: str) -> None:
        cell_id = self._of_content.get(sha256)
        if cell_id is not None:
            self._announce_rows([cell_id], [self.ThumbnailRole])

    def _relist(self, count: int, *, new_order: bool) -> None:
        """Read the list of ids: at once for a small slide, else off the thread."""
        self._reader.drop()
        self._unreadable.clear()
        self._new_order = self._new_order or new_order
        if self._slide_id is None or count <= (SMALL if self._filter.everything else SMALL_FILTERED):
            self._read_now()
        else:
            self._ask()

    def _ask(self) -> None:
        if self._slide_id is not None:
            db, slide_id, order, wanted = self._db, self._slide_id, self._order, self._filter
            self._reader.ask(lambda: read_listing(db, slide_id, order, wanted))

    def _read_now(self) -> None:
        listing: Listing | None = Listing([], [])
        if self._slide_id is not None:
            db, slide_id, order, wanted = self._db, self._slide_id, self._order, self._filter
            listing = self._guarded(lambda: read_listing(db, slide_id, order, wanted))
        self._touched.clear()
        if listing is not None:
            self._take_listing(listing)

    def _take_listing(self, listing: Listing) -> None:
        """A list that was read, perhaps a while ago: what was told since is put right."""
        keep_places = self._order == "uncertainty" and not self._new_order
        self._every = grown(self._every, listing.every) if keep_places else listing.every
        self._new_order = False
        touched, self._touched = tuple(self._touched), set()
        fresh = self._guarded(lambda: self._fetch(touched)) if touched else None
        if fresh is None and listing.wanted is listing.every:
            self._arrange(self._every)
        else:
            wanted = set(listing.wanted)
            wanted.difference_update(() if fresh is None else touched)
            wanted.update(cell.id for cell in fresh or () if self._belongs(cell))
            self._arrange([cell_id for cell_id in self._every if cell_id in wanted])
        self.arranged.emit()

    def _belongs(self, cell: Cell) -> bool:
        return bool(cell.path) and self._filter.matches(cell)

    def _reread(self, ids: Sequence[int]) -> None:
        if self._reader.busy:
            self._touched.update(ids)
        if len(ids) > MANY_CHANGES:
            self._forget(ids)
            self._announce_rows(ids)
            if not self._filter.everything:
                self._ask()
            return
        fresh = self._guarded(lambda: self._fetch(ids))
        if fresh is None:
            self._forget(ids)
            return
        self._remember(fresh)
        self._come_and_go(ids, {cell.id for cell in fresh if self._belongs(cell)})
        self._announce_rows(ids)

    def _come_and_go(self, ids: Sequence[int], belonging: set[int]) -> None:
        shown = {cell_id for cell_id in ids if self.row_of(cell_id) is not None}
        gone, coming = shown - belonging, belonging - shown
        if coming and not self._filter.everything:
            wanted = (set(self._ids) | coming) - gone
            self._arrange([cell_id for cell_id in self._every if cell_id in wanted])
        elif gone:
            self._arrange([cell_id for cell_id in self._ids if cell_id not in gone])

    def _fetch_page(self, row: int) -> None:
        start = row // PAGE * PAGE
        missing = [cell_id for cell_id in self._ids[start : start + PAGE] if cell_id not in self._kept]
        fresh = self._guarded(lambda: self._fetch(missing)) or []
        self._remember(fresh)
        lost = set(missing).difference(cell.id for cell in fresh)
        if lost:
            # Painting must neither ask again and again nor change the list under the painter.
            self._unreadable |= lost
            QTimer.singleShot(0, self, self._ask)

    def _fetch(self, ids: Sequence[int]) -> list[Cell]:
        with self._db.read() as s:
            return cells.get_many(s, ids)

    def _reread_folder(self) -> None:
        if self._slide_id is not None:
            with self._db.read() as s:
                self._folder = Path(slides.get(s, self._slide_id).folder)

    def _remember(self, fresh: Iterable[Cell]) -> None:
        for cell in fresh:
            self._kept[cell.id] = cell
            self._kept.move_to_end(cell.id)
            self._of_content[cell.sha256] = cell.id
        while len(self._kept) > KEPT_ROWS:
            _, gone = self._kept.popitem(last=False)
            self._of_content.pop(gone.sha256, None)

    def _forget(self, ids: Iterable[int]) -> None:
        for cell_id in ids:
            gone = self._kept.pop(cell_id, None)
            if gone is not None:
                self._of_content.pop(gone.sha256, None)

    def _guarded(self, read: Callable[[], T]) -> T | None:
        """What ``read`` returns; None, and said aloud, when the store cannot be read."""
        try:
            return read()
        except (WbcError, LookupError) as error:
            self.failed.emit(str(error))
            return None


_WORDS: dict[int, Callable[[Cell], str]] = {
    Qt.ItemDataRole.DisplayRole: describe.name_of,
    Qt.ItemDataRole.ToolTipRole: describe.tool_tip,
    Qt.ItemDataRole.AccessibleTextRole: describe.accessible_text,
}
