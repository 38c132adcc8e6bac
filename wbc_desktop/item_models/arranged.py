"""A list of ids in one order, wholly or filtered, in groups of a class or not; a few cells are moved, not all read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

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

    def group_at(self, row: int) -> str | None:
        """The class of the group that a row lies in."""
        return self._classes.get(self._ids[row])

    def _order_all(self, every: list[int], classes: Mapping[int, str | None], grouped: bool) -> None:
        """The order of every cell, before the list itself is turned into what it is now."""
        self._every, self._ranks = every, None
        self._grouped, self._classes = grouped, dict(classes)
        if not self._ids:
            self._groups = ()

    def _place(self, ids: Sequence[int], belonging: set[int], classes: Mapping[int, str | None]) -> None:
        """A few cells have changed: those that belong are put where they belong now, the others leave."""
        rows = {cell_id: row for cell_id in ids if (row := self.row_of(cell_id)) is not None}
        gone = [cell_id for cell_id in rows if cell_id not in belonging]
        if gone:
            self._remove(runs(sorted(rows[cell_id] for cell_id in gone)))
        moved = [i for i in rows if i in belonging and self._grouped and classes.get(i) != self._classes.get(i)]
        coming = [cell_id for cell_id in dict.fromkeys(ids) if cell_id in belonging and cell_id not in rows]
        if self._grouped:
            self._classes.update({cell_id: classes.get(cell_id) for cell_id in ids})
        if moved:
            leaving = set(moved)
            self._permute(self._with([i for i in self._ids if i not in leaving], moved))
        if coming:
            target = self._with(list(self._ids), coming)
            self._insert(target, insertions(target, set(coming)))

    def _with(self, base: list[int], new: Sequence[int]) -> list[int]:
        """``base`` with these ids where they belong."""
        if self._ranks is None:
            self._ranks = {cell_id: place for place, cell_id in enumerate(self._every)}
        last = len(self._ranks)

        def rank(cell_id: int, ranks: Mapping[int, int] = self._ranks) -> int:
            return ranks.get(cell_id, last)

        groups = groups_of(base, self._classes) if self._grouped else (Group(None, len(base)),)
        counts = Counter({group.code: group.count for group in groups})
        for cell_id in new:
            code = self._classes.get(cell_id) if self._grouped else None
            first, count = first_row(groups, code)
            base.insert(place_in(base, first, count, rank, cell_id), cell_id)
            counts[code] += 1
            groups = groups_from(counts)
        return base

    def _came(self, ids: Sequence[int]) -> None:
        if self._grouped:
            counts = Counter({group.code: group.count for group in self._groups})
            counts.update(map(self._classes.get, ids))
            self._groups = groups_from(counts)

    def _went(self, ids: Sequence[int]) -> None:
        if self._grouped:
            counts = Counter({group.code: group.count for group in self._groups})
            counts.subtract(map(self._classes.get, ids))
            self._groups = groups_from(counts)

    def _moved(self) -> None:
        self._groups = groups_of(self._ids, self._classes) if self._grouped else ()
