"""Reading the ids of a slide's cells in the order and the groups wanted: in any thread, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wbc_desktop.domain.filters import EVERYTHING, CellFilter
from wbc_desktop.item_models.groups import Group, groups_of, in_groups
from wbc_desktop.item_models.order import grown
from wbc_desktop.item_models.steps import Step, steps
from wbc_desktop.store import cells, standing
from wbc_desktop.store.engine import Database

__all__ = ["Asked", "CellFilter", "Listing", "Places", "read_listing"]


class Places:
    """The order of all cells as it is shown; replaced as a whole, so that a thread may look."""

    every: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What list is wanted. ``before``: cells that are known already shall stay where they are among each other.

    ``shown``: the list as it is shown now, and the number of its edition: the steps from it are found as well;
    ``again``: the list has changed meanwhile, and they were found once more.
    """

    slide_id: int
    order: cells.Order = "name"
    wanted: CellFilter = EVERYTHING
    grouped: bool = False
    before: Places | None = None
    shown: Sequence[int] = ()
    edition: int = -1
    again: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids of all cells of a slide in order; those to show, in the order shown; in groups: the class of each.

    Beside them all that takes long with very many: the row of each id shown, the place of each in the order, the
    groups, and the steps from the list that was shown (of that edition).
    """

    every: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    classes: Mapping[int, str | None] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    rows: dict[int, int] = field(default_factory=dict)
    ranks: dict[int, int] | None = None
    edition: int = -1
    steps: tuple[Step, ...] = ()


def read_listing(db: Database, asked: Asked) -> Listing:
    """One consistent reading of the store, by queries that read ids only."""
    with db.read() as s:
        every = cells.ids(s, asked.slide_id, asked.order)
        wanted = None if asked.wanted.everything else standing.matching(s, asked.slide_id, asked.wanted)
        classes = standing.classes(s, asked.slide_id) if asked.grouped else {}
    if asked.before is not None:
        every = grown(asked.before.every, every)
    shown = every if wanted is None else [cell_id for cell_id in every if cell_id in wanted]
    groups: tuple[Group, ...] = ()
    if asked.grouped:
        shown = in_groups(shown, classes)
        groups = groups_of(shown, classes)
    ranks = _numbered(every) if asked.grouped or wanted is not None else None
    return from_shown(Listing(every, shown, classes, groups, _numbered(shown), ranks), asked.shown, asked.edition)


def first_of(ids: list[int]) -> Listing:
    """A listing of the first cells only, until all have been read."""
    return Listing(ids, ids, rows=_numbered(ids))


def from_shown(listing: Listing, shown: Sequence[int], edition: int) -> Listing:
    """The listing with the steps from the list that is shown in this edition."""
    return replace(listing, edition=edition, steps=tuple(steps(shown, listing.shown)))


def _numbered(ids: Sequence[int]) -> dict[int, int]:
    return dict(zip(ids, range(len(ids)), strict=True))
