"""Groups of one class each in a list of cells: in which order they come, and how many rows each has."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from wbc_desktop.domain.classes import class_order

_LAST = (10**6, "")


@dataclass(frozen=True, slots=True)
class Group:
    """``count`` rows of one class by its code (None: not yet preclassified)."""

    code: str | None
    count: int


@lru_cache(maxsize=256)
def group_order(code: str | None) -> tuple[int, str]:
    """As the classes are listed everywhere; what is not yet preclassified comes last."""
    return _LAST if code is None else class_order(code)


def in_groups(ids: Sequence[int], classes: Mapping[int, str | None]) -> list[int]:
    """The ids in one group a class, and within each in the order given."""
    found: dict[str | None, list[int]] = {}
    for cell_id in ids:
        code = classes.get(cell_id)
        try:
            found[code].append(cell_id)
        except KeyError:
            found[code] = [cell_id]
    return list(chain.from_iterable(found[code] for code in sorted(found, key=group_order)))


def groups_of(ids: Sequence[int], classes: Mapping[int, str | None]) -> tuple[Group, ...]:
    """The groups of a list that is in groups."""
    return groups_from(Counter(map(classes.get, ids)))


def groups_from(counts: Mapping[str | None, int]) -> tuple[Group, ...]:
    """The groups of so many rows of each class."""
    return tuple(Group(code, counts[code]) for code in sorted(counts, key=group_order) if counts[code] > 0)


def place_in(ids: Sequence[int], first: int, count: int, rank: Callable[[int], int], cell_id: int) -> int:
    """Where in rows ``first`` to ``first + count`` of ``ids``, ascending by ``rank``, a new id belongs."""
    return bisect_left(ids, rank(cell_id), lo=first, hi=first + count, key=rank)


def first_row(groups: Sequence[Group], code: str | None) -> tuple[int, int]:
    """The first row and the number of rows of a class; where it would begin, and 0, when it has none."""
    row = 0
    for group in groups:
        if group.code == code:
            return row, group.count
        if group_order(group.code) > group_order(code):
            break
        row += group.count
    return row, 0
