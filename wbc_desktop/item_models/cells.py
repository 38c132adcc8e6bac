"""The cells of the open slide as a Qt list: ids at hand, rows fetched in pages when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.item_models import describe
from wbc_desktop.item_models.arranged import ArrangedIds
from wbc_desktop.item_models.cell_source import CellSource
from wbc_desktop.item_models.filters import Asked, Listing, Places, first_of, from_shown, read_listing
from wbc_desktop.item_models.id_list import Index
from wbc_desktop.item_models.kept import KeptCells
from wbc_desktop.item_models.next_waiting import next_waiting
from wbc_desktop.item_models.pictures import NoPicture, Pictures
from wbc_desktop.item_models.turns import Turns
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.services.changes import Changes
from wbc_desktop.store.cells import Order
from wbc_desktop.store.engine import Database

PAGE = 50
SMALL = 1000
"""Up to so many cells the list of ids is read at once (some milliseconds); of more, off the thread."""
FEW_CHANGES = 8
"""So many changed cells are put into their places at once also while a new list is read: a person decided on them."""
MANY_CHANGES = 500
"""More changed cells than this are fetched when they are painted, not at once."""
FIRST = 300
"""So many cells of a larger slide are shown at once, before the list of all has been read."""


class CellListModel(ArrangedIds):
    """One list of cells, sorted, filtered, in groups. Follows :class:`Changes` without ever being built anew.

    The order by uncertainty is made when it is asked for: while a slide is classified or reviewed nothing jumps about,
    and new cells come at the end. A cell that ceases to match the filter leaves at once, and one whose class changes
    goes to its group at once.
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
        self._source = CellSource(db, self.failed.emit)
        self._turns = Turns(self._follow, self)
        self._pictures = pictures
        self._places = Places()
        self._folder = Path()
        self._order: Order = "name"
        self._filter = CellFilter()
        self._in_groups = False
        self._kept = KeptCells()
        self.seen = self._kept.proposals
        self._unreadable: set[int] = set()
        self._touched: set[int] = set()
        self._new_order = False
        self._slide_id: int | None = None
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
    def in_groups(self) -> bool:
        """Whether groups of a class are wanted (``grouped``: whether the list is in groups already)."""
        return self._in_groups

    @property
    def pictures(self) -> Pictures | None:
        """Where the thumbnails come from."""
        return self._pictures

    @property
    def loading(self) -> bool:
        """Whether a new list of cells is on its way, or some have still to come to their places."""
        return self._reader.busy or len(self._turns) > 0

    def cell(self, row: int) -> Cell | None:
        """The cell in a row; None outside the list, or when it cannot be read (any more)."""
        if not 0 <= row < len(self._ids):
            return None
        cell_id = self._ids[row]
        if cell_id not in self._kept and cell_id not in self._unreadable:
            self._fetch_page(row)
        return self._kept.get(cell_id)

    def at_hand(self, row: int) -> bool:
        """Whether asking for the cell in this row reads nothing (any more)."""
        cell_id = self._ids[row]
        return cell_id in self._kept or cell_id in self._unreadable

    def file(self, cell: Cell) -> Path:
        """Where the cell's picture lies."""
        return self._folder / cell.path

    def next_waiting(self, start: int) -> int | None:
        """The first row from ``start`` on, then from the top, whose cell needs a decision; None: there is none."""
        slide_id = self._slide_id
        return (
            None
            if slide_id is None
            else self._source.guarded(lambda: next_waiting(self._db, slide_id, self._ids, start))
        )

    def open(self, slide_id: int | None) -> None:
        """Show this slide (None: none). Order, groups and filter stay. Raises the store's errors."""
        first: list[int] = []
        folder = Path()
        if slide_id is not None:
            folder, first = self._source.first(slide_id, SMALL + 1)
        self._reader.drop()
        self._turns.drop()
        self._slide_id, self._folder = slide_id, folder
        self._kept.clear()
        self._places.every = []
        some = len(first) > SMALL and self._order == "name" and self._filter.everything and not self._in_groups
        listing = first_of(first[:FIRST] if some else [])
        self._order_all(listing, grouped=False)
        self._replace([])
        self._become(listing)
        self._relist(len(first), new_order=True)

    def set_order(self, order: Order) -> None:
        """Sort by ``name``, ``uncertainty`` (the least sure first) or ``time``; asked again, it is sorted anew."""
        self._order = order
        self._relist(self.total, new_order=True)

    def set_grouped(self, grouped: bool) -> None:
        """Show groups of a class, or one list."""
        if grouped != self._in_groups:
            self._in_groups = grouped
            self._relist(self.total, new_order=False)

    def set_filter(
        self, classes: frozenset[str | None] | None = None, states: frozenset[ReviewState] | None = None
    ) -> None:
        """Show only cells in these classes (None among them: not yet preclassified) and states (None: any)."""
        self.narrow(CellFilter(classes, states))

    def narrow(self, wanted: CellFilter) -> None:
        """Show only the cells that the filter wants."""
        self._filter = wanted
        self._relist(self.total, new_order=False)

    def refresh(self, changes: Changes) -> None:
        """Follow what was committed: fetch again what is concerned, and let cells come and go."""
        if self._slide_id is None or changes.slide_id != self._slide_id:
            return
        self._unreadable.clear()
        if changes.slides:
            folder = self._source.guarded(lambda: self._source.folder(changes.slide_id))
            self._folder = self._folder if folder is None else folder
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
        while len(self._turns):
            self._turns.take_turn()

    def stop(self) -> None:
        """Wait for a read on its way; from now on nothing is read in the background."""
        self._turns.drop()
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
        return NoPicture.LOADING if self._pictures is None else self._pictures.get(cell.sha256, str(self.file(cell)))

    def _picture_arrived(self, sha256: str) -> None:
        cell_id = self._kept.of_content(sha256)
        if cell_id is not None:
            self._announce_rows([cell_id], [self.ThumbnailRole])

    def _relist(self, count: int, *, new_order: bool) -> None:
        """Read the list of ids: at once for a small slide, else off the thread."""
        self._reader.drop()
        self._unreadable.clear()
        self._new_order = self._new_order or new_order
        if self._slide_id is None or count <= SMALL:
            self._read_now()
        else:
            self._ask()

    def _what(self) -> Asked | None:
        if self._slide_id is None:
            return None
        keep_places = self._order == "uncertainty" and not self._new_order
        before = self._places if keep_places else None
        shown = list(self._ids)
        return Asked(self._slide_id, self._order, self._filter, self._in_groups, before, shown, self._edition)

    def _ask(self) -> None:
        db, asked = self._db, self._what()
        if asked is not None:
            self._reader.ask(lambda: (asked, read_listing(db, asked)))

    def _find_steps_anew(self, asked: Asked, listing: Listing) -> None:
        """The list has changed since it was asked: off the thread, once more, for with very many ids it takes long."""
        shown, edition = list(self._ids), self._edition
        again = replace(asked, again=True)
        self._reader.drop()
        self._reader.ask(lambda: (again, from_shown(listing, shown, edition)))

    def _read_now(self) -> None:
        asked = self._what()
        listing = Listing() if asked is None else self._source.guarded(lambda: read_listing(self._db, asked))
        self._touched.clear()
        if listing is not None:
            self._take_listing((asked or Asked(0), listing))

    def _take_listing(self, answer: tuple[Asked, Listing]) -> None:
        """A list that was read, perhaps a while ago: what was told since is put right."""
        asked, listing = answer
        stale = listing.edition != self._edition and max(len(listing.shown), len(self._ids)) > SMALL
        if stale and not asked.again and not self._reader.busy:
            self._find_steps_anew(asked, listing)
            return
        self._new_order = self._new_order and asked.before is not None
        self._places.every = listing.every
        self._order_all(listing, asked.grouped)
        self._become(listing)
        touched, self._touched = tuple(self._touched), set()
        if touched:
            self._follow_in_turns(touched)
        self.arranged.emit()

    def _reread(self, ids: Sequence[int]) -> None:
        if self._reader.busy:
            self._touched.update(ids)
            if FEW_CHANGES < len(ids) <= MANY_CHANGES:  # they come to their places with the list that is on its way
                self._kept.forget(ids)
                self._announce_rows(ids)
                return
        waiting = len(self._turns) if len(ids) > FEW_CHANGES else 0  # a person's decision is followed at once
        if len(ids) + waiting > MANY_CHANGES:
            self._kept.forget([*ids, *self._turns.drop()])
            if self._ids:  # all rows: what is not seen costs nothing, and finding these among 100,000 does
                self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1), [])
            if self._in_groups or not self._filter.everything:
                self._ask()
            return
        self._follow_in_turns(ids)

    def _follow_in_turns(self, ids: Sequence[int]) -> None:
        large = len(self._ids) > SMALL
        self._turns.follow(ids, together=large and len(ids) > FEW_CHANGES, large=large)

    def _follow(self, ids: Sequence[int]) -> None:
        """Read some cells anew, put them where they belong, and have them painted."""
        found = self._source.guarded(lambda: self._source.looked_at(self._slide_id, self._filter, ids))
        if found is None:
            self._kept.forget(ids)
            return
        fresh, belonging = found
        self._kept.keep(fresh)
        belonging = self._known(belonging)
        had = bool(self._ids)
        self._place(ids, belonging, {cell.id: cell.current for cell in fresh})
        self._announce_rows(ids)
        if bool(self._ids) != had:
            self.arranged.emit()

    def _fetch_page(self, row: int) -> None:
        start = row // PAGE * PAGE
        missing = [cell_id for cell_id in self._ids[start : start + PAGE] if cell_id not in self._kept]
        fresh = self._source.guarded(lambda: self._source.fetch(missing)) or []
        self._kept.keep(fresh)
        lost = set(missing).difference(cell.id for cell in fresh)
        if lost:
            # Painting must neither ask again and again nor change the list under the painter.
            self._unreadable |= lost
            QTimer.singleShot(0, self, self._ask)


_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
