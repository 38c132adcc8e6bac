"""How one list of ids is turned into another in few steps: found in any thread, taken in the window's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from wbc_desktop.item_models.order import Run, insertions, removals

MANY_RUNS = 16
"""Beyond this, rows are moved together first, so that views are told of one block instead of thousands."""

MANY_IDS = 2000
"""Beyond this it is not even looked which runs they are."""


class Way(Enum):
    """What a step does to the list."""

    ORDER = auto()
    REMOVE = auto()
    APPEND = auto()
    INSERT = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """``ids``: the whole list in its new order, those that come behind, or the list with what is inserted in it.

    ``runs``: the rows that go, as they lie before, or those that come, as they lie afterwards; ascending.
    """

    way: Way
    ids: Sequence[int] = ()
    runs: tuple[Run, ...] = ()


def steps(old: Sequence[int], target: Sequence[int]) -> list[Step]:
    """What turns ``old`` into ``target`` (no id twice in either), in this order; nothing when they are alike."""
    if target == old:
        return []
    if len(target) >= len(old) and target[: len(old)] == old:
        return [Step(Way.APPEND, target[len(old) :])]
    before, wanted = set(old), set(target)
    found: list[Step] = []
    left: Sequence[int] = old
    if gone := before - wanted:
        left = [item for item in old if item in wanted]
        found += _going(old, gone)
    coming = wanted - before
    staying = [item for item in target if item in before] if coming else list(target)
    if staying != left:
        found.append(Step(Way.ORDER, staying))
    if coming:
        found += _coming(staying, target, coming)
    return found


def going_together(old: Sequence[int], gone: set[int]) -> list[Step]:
    """What goes is moved to the end first, so that it goes as one block."""
    left = [item for item in old if item not in gone]
    ordered = [*left, *(item for item in old if item in gone)]
    moved = [Step(Way.ORDER, ordered)] if ordered != old else []
    return [*moved, Step(Way.REMOVE, runs=(Run(len(left), len(old) - 1),))]


def _going(old: Sequence[int], gone: set[int]) -> list[Step]:
    if len(gone) <= MANY_IDS:
        runs = removals(old, gone)
        if len(runs) <= MANY_RUNS:
            return [Step(Way.REMOVE, runs=tuple(runs))]
    return going_together(old, gone)


def _coming(staying: Sequence[int], target: Sequence[int], coming: set[int]) -> list[Step]:
    if len(coming) <= MANY_IDS:
        runs = insertions(target, coming)
        if len(runs) <= MANY_RUNS:
            return [Step(Way.INSERT, target, tuple(runs))]
    return coming_together(staying, target, coming)


def coming_together(staying: Sequence[int], target: Sequence[int], coming: set[int]) -> list[Step]:
    """What comes comes as one block at the end, then all is put in order."""
    new = [item for item in target if item in coming]
    appended = [Step(Way.APPEND, new)]
    return appended if [*staying, *new] == target else [*appended, Step(Way.ORDER, list(target))]
