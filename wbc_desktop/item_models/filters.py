"""Which cells of a slide are wanted, and reading their ids in order (in any thread)."""

from __future__ import annotations

from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.store import cells
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database


@dataclass(frozen=True, slots=True)
class CellFilter:
    """The classes (by code; None within them: not yet preclassified) and review states to show; None: any."""

    classes: frozenset[str | None] | None = None
    states: frozenset[ReviewState] | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is filtered out."""
        return self.classes is None and self.states is None

    def matches(self, cell: Cell) -> bool:
        """Whether the cell, as it stands now, is wanted."""
        return (self.classes is None or cell.current in self.classes) and (
            self.states is None or cell.state in self.states
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids of all cells of a slide in order, and those of them that the filter wants, in the same order."""

    every: list[int]
    wanted: list[int]


def read_listing(db: Database, slide_id: int, order: cells.Order, wanted: CellFilter) -> Listing:
    """One consistent reading of the store."""
    with db.read() as s:
        every = cells.ids(s, slide_id, order)
        if wanted.everything:
            return Listing(every, every)
        matching: list[int] = []
        for some in chunks(every):
            matching.extend(cell.id for cell in cells.get_many(s, some) if wanted.matches(cell))
        return Listing(every, matching)
