"""Reading the ids of a slide's cells in the order and the groups wanted: in any thread, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wbc_desktop.domain.filters import EVERYTHING, CellFilter
from wbc_desktop.item_models.groups import in_groups
from wbc_desktop.item_models.order import grown
from wbc_desktop.store import cells, standing
from wbc_desktop.store.engine import Database

__all__ = ["Asked", "CellFilter", "Listing", "Places", "read_listing"]


class Places:
    """The order of all cells as it is shown; replaced as a whole, so that a thread may look."""

    every: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What list is wanted. ``before``: cells that are known already shall stay where they are among each other."""

    slide_id: int
    order: cells.Order = "name"
    wanted: CellFilter = EVERYTHING
    grouped: bool = False
    before: Places | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids of all cells of a slide in order; those to show, in the order shown; in groups: the class of each."""

    every: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    classes: Mapping[int, str | None] = field(default_factory=dict)


def read_listing(db: Database, asked: Asked) -> Listing:
    """One consistent reading of the store, by queries that read ids only."""
    with db.read() as s:
        every = cells.ids(s, asked.slide_id, asked.order)
        wanted = None if asked.wanted.everything else standing.matching(s, asked.slide_id, asked.wanted)
        classes = standing.classes(s, asked.slide_id) if asked.grouped else {}
    if asked.before is not None:
        every = grown(asked.before.every, every)
    shown = every if wanted is None else [cell_id for cell_id in every if cell_id in wanted]
    return Listing(every, in_groups(shown, classes) if asked.grouped else shown, classes)
