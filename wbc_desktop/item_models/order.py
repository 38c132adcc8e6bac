"""Row arithmetic of a list that changes while it is looked at: which runs go, which come, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Rows ``first`` to ``last``, both included."""

    first: int
    last: int


def runs(rows: Iterable[int]) -> list[Run]:
    """Ascending row numbers as unbroken runs."""
    found: list[Run] = []
    first = last = -2
    for row in rows:
        if row == last + 1:
            last = row
        else:
            if first >= 0:
                found.append(Run(first, last))
            first = last = row
    if first >= 0:
        found.append(Run(first, last))
    return found


def removals(old: Sequence[int], gone: set[int]) -> list[Run]:
    """The runs of rows of ``old`` that go, in ascending order."""
    return runs(row for row, item in enumerate(old) if item in gone)


def insertions(new: Sequence[int], coming: set[int]) -> list[Run]:
    """The runs of rows of ``new`` that come, as they lie in the finished list, in ascending order."""
    return runs(row for row, item in enumerate(new) if item in coming)


def grown(old: Sequence[int], found: Sequence[int]) -> list[int]:
    """``found`` in the order of ``old`` with what is new behind it: nothing jumps about."""
    there, known = set(found), set(old)
    return [item for item in old if item in there] + [item for item in found if item not in known]
