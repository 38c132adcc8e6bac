"""A list of ids in one order, wholly or filtered, in groups of a class or not; a few cells are moved, not all read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject

from wbc_desktop.item_models.filters import Listing
from wbc_desktop.item_models.groups import Group, first_row, groups_from, groups_of, place_in
from wbc_desktop.item_models.id_list import IdListModel
from wbc_desktop.item_models.order import insertions, runs


class ArrangedIds(IdListModel):
    """Knows the order of every cell (``_every``), and in groups also the class of each (``_classes``)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._every: list[int] = []
        self._ranks: dict[int, int] | None = {}
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

    def _order_all(self, listing: Listing, grouped: bool) -> None:
        """The order of every cell, before the list itself is turned into what it is now."""
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

    def _place(self, ids: Sequence[int], belonging: set[int], classes: Mapping[int, str | None]) -> None:
        """A few cells have changed: those that belong are put where they belong now, the others leave."""
        rows = {cell_id: row for cell_id in ids if (row := self.row_of(cell_id)) is not None}
        gone = [cell_id for cell_id in rows if cell_id not in belonging]
        if gone:
            self._remove(runs(sorted(rows[cell_id] for cell_id in gone)))
        moved = [i for i in rows if i in belonging and self._grouped and classes.get(i) != self._classes.get(i)]
        coming = [cell_id for cell_id in dict.fromkeys(ids) if cell_id in belonging and cell_id not in rows]
        counts = Counter({group.code: group.count for group in self._groups})
        counts.subtract(map(self._classes.get, moved))
        if self._grouped:
            self._classes.update({cell_id: classes.get(cell_id) for cell_id in ids})
        if moved:
            leaving = set(moved)
            target = self._with([i for i in self._ids if i not in leaving], moved, counts)
            with self._groups_known(groups_from(counts)):
                self._permute(target)
        if coming:
            target = self._with(list(self._ids), coming, counts)
            with self._groups_known(groups_from(counts)):
                self._insert(target, insertions(target, set(coming)))

    def _with(self, base: list[int], new: Sequence[int], counts: Counter[str | None]) -> list[int]:
        """``base``, which has so many of each class, with these ids where they belong; they are counted too."""
        if self._ranks is None:
            self._ranks = dict(zip(self._every, range(len(self._every)), strict=True))
        last = len(self._ranks)

        def rank(cell_id: int, ranks: Mapping[int, int] = self._ranks) -> int:
            return ranks.get(cell_id, last)

        for cell_id in new:
            code = self._classes.get(cell_id) if self._grouped else None
            first, count = first_row(groups_from(counts), code) if self._grouped else (0, len(base))
            base.insert(place_in(base, first, count, rank, cell_id), cell_id)
            counts[code] += 1
        return base

    @contextmanager
    def _groups_known(self, groups: tuple[Group, ...]) -> Iterator[None]:
        """While the list is turned into one with these groups nothing is counted, which takes long with very many."""
        self._given = groups if self._grouped else ()
        try:
            yield
        finally:
            self._groups, self._given = self._given, None

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
