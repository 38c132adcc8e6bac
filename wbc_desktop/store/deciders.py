"""Who decided on the class of a cell: an undo or redo restores the earlier reviewer along with the class."""

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
"""Kinds of acts that restore an earlier classification."""

_HISTORY = (
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
    """The reviewer whose classification counts, and the time of the decision."""

    reviewer: str
    at: datetime


class _Classification(NamedTuple):
    act_id: int
    label: str | None
    kind: str
    target_id: int | None
    decider: Decider


def deciders(s: Session, cell_ids: Collection[int]) -> dict[int, Decider]:
    """Return the decider of each of these cells; of a restored classification, whoever made it first.

    Reads all classifications of the cells, so ask only for cells whose last act is an undo or redo.
    """
    found: dict[int, Decider] = {}
    for some in chunks(sorted(cell_ids)):
        of_cell: defaultdict[int, list[_Classification]] = defaultdict(list)
        for cell_id, act_id, label, kind, target_id, reviewer, at in run(s, _HISTORY, {"ids": some}):
            of_cell[cell_id].append(_Classification(act_id, label, kind, target_id, Decider(reviewer, at)))
        found.update({cell_id: _decider(history) for cell_id, history in of_cell.items()})
    return found


def _decider(history: Iterable[_Classification]) -> Decider:
    """Return the decider of one cell by replaying its classifications, oldest first."""
    replayed: list[tuple[str | None, Decider]] = []
    position: dict[int, int] = {}
    for row in history:
        decider, target = row.decider, position.get(row.target_id or 0)
        if row.kind in UNDO_REDO and target is not None:
            restored = target if row.kind == ActKind.REDO.value else target - 1
            if restored >= 0 and replayed[restored][0] == row.label:
                decider = replayed[restored][1]
        position[row.act_id] = len(replayed)
        replayed.append((row.label, decider))
    return replayed[-1][1]
