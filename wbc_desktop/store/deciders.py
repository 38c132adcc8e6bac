"""Who gave the class in which a cell stands: an undo or redo brings an earlier word back, and does not say it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ActKind
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import ActRow, ClassificationRow

UNDO_REDO = (ActKind.UNDO.value, ActKind.REDO.value)
"""Kinds of acts by which an earlier word stands again."""

_SAID = (
    select(
        ClassificationRow.cell_id,
        ClassificationRow.act_id,
        ClassificationRow.label,
        ActRow.kind,
        ActRow.target_id,
        ActRow.reviewer,
        ActRow.created_at,
    )
    .join(ActRow, ActRow.id == ClassificationRow.act_id)
    .where(ClassificationRow.cell_id.in_(bindparam("ids", expanding=True)))
    .order_by(ClassificationRow.id)
)


class Decider(NamedTuple):
    """Whose word stands, and since when."""

    reviewer: str
    at: datetime


class _Said(NamedTuple):
    act_id: int
    label: str | None
    kind: str
    target_id: int | None
    decider: Decider


def deciders(s: Session, cell_ids: Collection[int]) -> dict[int, Decider]:
    """Whose word stands on each of these cells: of one that was brought back, who first gave it.

    Costs as much as all that was ever said of the cells, so it is asked for those whose last act is a turn.
    """
    found: dict[int, Decider] = {}
    for some in chunks(sorted(cell_ids)):
        of_cell: defaultdict[int, list[_Said]] = defaultdict(list)
        for cell_id, act_id, label, kind, target_id, reviewer, at in run(s, _SAID, {"ids": some}):
            of_cell[cell_id].append(_Said(act_id, label, kind, target_id, Decider(reviewer, at)))
        found.update({cell_id: _decider(said) for cell_id, said in of_cell.items()})
    return found


def _decider(said: Iterable[_Said]) -> Decider:
    """Replay what was said of one cell, oldest first."""
    words: list[tuple[str | None, Decider]] = []
    place: dict[int, int] = {}
    for word in said:
        decider, target = word.decider, place.get(word.target_id or 0)
        if word.kind in UNDO_REDO and target is not None:
            again = target if word.kind == ActKind.REDO.value else target - 1
            if again >= 0 and words[again][0] == word.label:
                decider = words[again][1]
        place[word.act_id] = len(words)
        words.append((word.label, decider))
    return words[-1][1]
