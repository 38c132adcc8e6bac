"""The list of a slide's cells as arrays: order, filter and groups. For any thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wbc_desktop.domain.classes import class_order
from wbc_desktop.domain.filters import NO_FILTER, CellFilter
from wbc_desktop.item_models.id_list import NO_IDS, Ids, as_ids, rows_among
from wbc_desktop.store import cell_queries, cells
from wbc_desktop.store.engine import Database

_LAST = (10**6, "")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of ``count`` rows of the class ``code`` (None: not yet preclassified)."""

    code: str | None
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class ListRequest:
    """Slide, order, filter and groups of a list. Requests are compared by identity; a listing refers to its request.

    ``sorting``: the number of the last request to sort. Until the next one, cells sorted by uncertainty keep their
    places. ``queue``: show only these cells, in their order and without groups; () for all cells of the slide.
    """

    slide_id: int | None = None
    order: cells.Order = "name"
    cell_filter: CellFilter = NO_FILTER
    grouped: bool = False
    sorting: int = 0
    queue: tuple[int, ...] = ()

    @property
    def in_groups(self) -> bool:
        """Return whether the cells are shown in groups."""
        return self.grouped and not self.queue

    @property
    def depends_on_cells(self) -> bool:
        """Return whether a cell that changes its class or state may enter or leave the list, or move in it."""
        return self.in_groups or not self.cell_filter.shows_all


Numbers = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The cells of a slide in order, filtered and grouped; never changed.

    ``every``: the ids of all n cells. ``matches``: which of them match the filter, shape (n,). In groups, ``numbers``
    of shape (n,) has the class of each cell as an index into ``codes``; else it is empty. ``shown`` and ``groups`` are
    computed from these.
    """

    request: ListRequest
    every: Ids
    matches: npt.NDArray[np.bool_]
    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.int16))
    codes: tuple[str | None, ...] = ()
    shown: Ids = field(init=False)
    groups: tuple[Group, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        rows = np.flatnonzero(self.matches)
        if self.request.in_groups:
            order = sorted(range(len(self.codes)), key=lambda number: _group_order(self.codes[number]))
            places = np.argsort(order).astype(np.int16)[self.numbers[rows]]
            rows = rows[np.argsort(places, kind="stable")]
            counts = np.bincount(places, minlength=len(order)).tolist()
            groups = tuple(Group(self.codes[n], count) for n, count in zip(order, counts, strict=True) if count)
            object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "shown", self.every[rows])

    def changed(self, ids: Collection[int], belonging: set[int], classes: Mapping[int, str | None]) -> Listing:
        """Return the listing after some cells changed.

        ``belonging``: the changed cells that match the filter; ``classes``: their classes. Cells that are not in the
        listing are ignored. Returns the same object if nothing changed.
        """
        at = rows_among(self.every, ids)
        found = self.every[at].tolist()
        matches, numbers, codes = self.matches.copy(), self.numbers, self.codes
        queue = set(self.request.queue or found)
        matches[at] = [cell_id in belonging and cell_id in queue for cell_id in found]
        if self.request.in_groups:
            now = [classes.get(cell_id) for cell_id in found]
            codes = tuple(dict.fromkeys([*codes, *now]))
            numbers = numbers.copy()
            numbers[at] = [codes.index(code) for code in now]
        if np.array_equal(matches, self.matches) and np.array_equal(numbers, self.numbers):
            return self
        return Listing(self.request, self.every, matches, numbers, codes)


def listing_of(request: ListRequest, ids: Sequence[int] | Ids) -> Listing:
    """Return a listing that shows all these cells, without groups."""
    every = ids if isinstance(ids, np.ndarray) else as_ids(ids)
    return Listing(request, every, np.ones(len(every), np.bool_))


EMPTY = listing_of(ListRequest(sorting=-1), NO_IDS)


def read_listing(db: Database, request: ListRequest, before: Listing = EMPTY) -> Listing:
    """Read a list of ids in one transaction; ``before`` is the list shown. Raises the store's errors."""
    if request.slide_id is None:
        return listing_of(request, NO_IDS)
    with db.read() as s:
        every = as_ids(cells.ids(s, request.slide_id, request.order))
        matching = (
            None if request.cell_filter.shows_all else cell_queries.matching(s, request.slide_id, request.cell_filter)
        )
        classes = cell_queries.classes(s, request.slide_id) if request.in_groups else {}
    if request.order == "uncertainty" and before.request.sorting == request.sorting:
        every = _grown(before.every, every)
    every = _grown(as_ids(request.queue), every) if request.queue else every
    matches = np.ones(len(every), np.bool_) if matching is None else np.isin(every, as_ids(matching))
    if request.queue:
        matches &= np.isin(every, as_ids(request.queue))
    if not request.in_groups:
        return Listing(request, every, matches)
    numbers = {code: number for number, code in enumerate(dict.fromkeys([None, *classes.values()]))}
    of_each = [numbers[classes.get(cell_id)] for cell_id in every.tolist()]
    return Listing(request, every, matches, np.array(of_each, np.int16), tuple(numbers))


def read_changes(db: Database, before: Listing, ids: Sequence[int]) -> Listing:
    """Return the listing after these cells changed, read in one transaction. Raises the store's errors."""
    request = before.request
    if request.slide_id is None or not ids:
        return before
    with db.read() as s:
        belonging = cell_queries.matching(s, request.slide_id, request.cell_filter, ids)
        classes = cell_queries.classes(s, request.slide_id, ids) if request.in_groups else {}
    return before.changed(ids, belonging, classes)


def _grown(before: Ids, found: Ids) -> Ids:
    """Return ``found`` in the order of ``before``, with new ids at the end."""
    return np.concatenate((before[np.isin(before, found)], found[~np.isin(found, before)]))


def _group_order(code: str | None) -> tuple[int, str]:
    """Return the sort key of a group: the order of the classes, cells that are not yet preclassified last."""
    return _LAST if code is None else class_order(code)
