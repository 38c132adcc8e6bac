"""A list of ids in one order, wholly or filtered, in groups of a class or not; a few cells are moved, not all read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject

from wbc_desktop.item_models.filters import Listing
from wbc_desktop.item_models.groups import Group, first_row, groups_from, groups_of, place_in
from wbc_desktop.item_models.id_list import IdListModel
from wbc_desktop.item_models.order import Run, runs
from wbc_desktop.item_models.steps import MANY_RUNS


class ArrangedIds(IdListModel):
    """Knows the order of every cell (``_every``), and in groups also the class of each (``_classes``)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._every: list[int] = []
        self._ranks: dict[int, int] | None = {}
        self._settled = False
        """Whether the list is in the order of the ranks and the known groups: then rows are found by halving."""
        self._grouped = False
        self._classes: dict[int, str | None] = {}
        self._groups: tuple[Group, ...] = ()
        self._given: tuple[Group, ...] | None = None

    @property
    def grouped(self) -> bool:
        """Whether the cells are shown in groups of a class."""
        return self._grouped

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups from the top; none when the cells are one list."""
        return self._groups if self._grouped else ()

    @property
    def total(self) -> int:
        """Cells of the slide, filtered out or not."""
        return len(self._every)

    def row_of(self, item_id: int) -> int | None:
        if self._rows is None and self._settled and self._ranks is not None and item_id in self._ranks:
            row = self._place_in(self._ids, item_id, self._groups)
            return row if row < len(self._ids) and self._ids[row] == item_id else None
        return super().row_of(item_id)

    def _order_all(self, listing: Listing, grouped: bool) -> None:
        """The order of every cell, before the list itself is turned into what it is now."""
        self._settled = False
        self._every, self._ranks = listing.every, listing.ranks
        self._grouped, self._classes = grouped, dict(listing.classes)
        if not self._ids:
            self._groups = ()

    def _become(self, listing: Listing) -> None:
        """Show what was read."""
        with self._groups_known(listing.groups):
            self._arrange(listing.shown, (listing.edition, listing.steps))
        if listing.rows or not listing.shown:
            self._rows = listing.rows
        self._settled = True

    def _known(self, ids: set[int]) -> set[int]:
        """Those that have a place in the order; the others have come since it was read."""
        hidden = {cell_id for cell_id in ids if self.row_of(cell_id) is None}
        if not hidden:
            return ids
        return (ids - hidden) | hidden.intersection(self._every if self._ranks is None else self._ranks)

    def _place(self, ids: Sequence[int], belonging: set[int], classes: Mapping[int, str | None]) -> None:
        """A few cells have changed: those that belong are put where they belong now, the others leave."""
        rows = {cell_id: row for cell_id in ids if (row := self.row_of(cell_id)) is not None}
        gone = [cell_id for cell_id in rows if cell_id not in belonging]
        if gone:
            self._leave(runs(sorted(rows[cell_id] for cell_id in gone)))
        moved = [i for i in rows if i in belonging and self._grouped and classes.get(i) != self._classes.get(i)]
        coming = [cell_id for cell_id in dict.fromkeys(ids) if cell_id in belonging and cell_id not in rows]
        left = self._without(moved) if moved else []  # while it is known in which group each of them is
        counts = Counter({group.code: group.count for group in self._groups})
        counts.subtract(map(self._classes.get, moved))
        if self._grouped:
            self._classes.update({cell_id: classes.get(cell_id) for cell_id in ids})
        if moved:
            target = self._with(left, moved, counts)
            with self._groups_known(groups_from(counts)):
                self._permute(target)
        if coming:
            target = self._with(list(self._ids), coming, counts)
            groups = groups_from(counts)
            new = runs(sorted(self._place_in(target, cell_id, groups) for cell_id in coming))
            with self._groups_known(groups):
                self._insert(target, new)

    def _leave(self, gone: Sequence[Run]) -> None:
        """Rows go: one run after the other the list stays in order, many at once are moved together first."""
        settled, self._settled = self._settled, self._settled and len(gone) <= MANY_RUNS
        self._remove(gone)
        self._settled = settled

    def _without(self, leaving: Sequence[int]) -> list[int]:
        """The list without these, which are in it."""
        left, rows = list(self._ids), [row for row in map(self.row_of, leaving) if row is not None]
        for row in sorted(rows, reverse=True):
            del left[row]
        return left

    def _with(self, base: list[int], new: Sequence[int], counts: Counter[str | None]) -> list[int]:
        """``base``, which has so many of each class, with these ids where they belong; they are counted too."""
        for cell_id in new:
            base.insert(self._place_in(base, cell_id, groups_from(counts) if self._grouped else ()), cell_id)
            counts[self._classes.get(cell_id) if self._grouped else None] += 1
        return base

    def _place_in(self, ids: Sequence[int], item_id: int, groups: Sequence[Group]) -> int:
        """The row in a list that is in order (in these groups) where an id is, or would be."""
        if self._ranks is None:
            self._ranks = dict(zip(self._every, range(len(self._every)), strict=True))
        last = len(self._ranks)

        def rank(cell_id: int, ranks: Mapping[int, int] = self._ranks) -> int:
            return ranks.get(cell_id, last)

        first, count = first_row(groups, self._classes.get(item_id)) if self._grouped else (0, len(ids))
        return place_in(ids, first, count, rank, item_id)

    @contextmanager
    def _groups_known(self, groups: tuple[Group, ...]) -> Iterator[None]:
        """While the list is turned into one with these groups nothing is counted, which takes long with very many."""
        self._given = groups if self._grouped else ()
        settled, self._settled = self._settled, False
        try:
            yield
        finally:
            self._groups, self._given = self._given, None
            self._settled = settled

    def _came(self, ids: Sequence[int]) -> None:
        self._count(Counter(map(self._classes.get, ids)) if self._counts else Counter())

    def _went(self, ids: Sequence[int]) -> None:
        gone = Counter(map(self._classes.get, ids)) if self._counts else Counter()
        self._count(Counter({code: -count for code, count in gone.items()}))

    def _moved(self) -> None:
        if self._given is not None:
            self._groups = self._given
        else:
            self._groups = groups_of(self._ids, self._classes) if self._grouped else ()

    @property
    def _counts(self) -> bool:
        return self._grouped and self._given is None

    def _count(self, more: Counter[str | None]) -> None:
        if self._given is not None:
            self._groups = self._given
        elif self._grouped:
            counts = Counter({group.code: group.count for group in self._groups})
            counts.update(more)
            self._groups = groups_from(counts)
