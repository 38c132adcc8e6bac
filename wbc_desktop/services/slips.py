"""Find decisions that look like slips: the model was sure of another class, and the nearest cells agree with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.learning import (
    NEIGHBOURS,
    Decision,
    Reading,
    Slip,
    SlipKind,
    may_be_slip,
    neighbours_disagree,
)

_AT_ONCE = 64
"""Cells whose neighbours are searched together, to limit memory."""

Stored = tuple[int, int, bytes]
"""Cell, model and features (16-bit floats, little endian)."""


def slips_of(found: Sequence[Reading], features: Sequence[Stored]) -> list[Slip]:
    """Return the decisions that wait for a second look; ``features`` are those of the decided cells.

    Cells are compared with cells of the same model. A decision with which another reviewer agrees is no slip.
    """
    slips = [Slip(r.latest, SlipKind.READERS, r.differing) for r in found if r.differing]
    suspects = [r.latest for r in found if may_be_slip(r.latest) and not r.differing and not r.agreed]
    wrong = _against_neighbours(suspects, [r.latest for r in found], features)
    return slips + [Slip(decision, SlipKind.NEIGHBOURS) for decision in wrong]


def any_suspect(found: Iterable[Reading]) -> bool:
    """Return whether features are needed to find the slips."""
    return any(may_be_slip(r.latest) for r in found)


def _against_neighbours(
    suspects: Sequence[Decision], decisions: Sequence[Decision], features: Sequence[Stored]
) -> list[Decision]:
    """Return the suspects whose nearest cells mostly have the class of the model."""
    decision_of = {d.cell_id: d for d in decisions}
    suspected = {d.cell_id for d in suspects}
    by_space: defaultdict[tuple[int, int], list[Stored]] = defaultdict(list)
    for one in features:
        if one[0] in decision_of:
            by_space[one[1], len(one[2])].append(one)
    found: set[int] = set()
    for some in by_space.values():
        rows = [place for place, (cell_id, *_) in enumerate(some) if cell_id in suspected]
        if not rows:
            continue
        of_row = [decision_of[cell_id] for cell_id, *_ in some]
        for row, near in zip(rows, nearest(as_matrix([f for *_, f in some]), rows, NEIGHBOURS), strict=True):
            if neighbours_disagree(of_row[row], [of_row[place].label for place in near]):
                found.add(of_row[row].cell_id)
    return [d for d in suspects if d.cell_id in found]


def as_matrix(features: Sequence[bytes]) -> NDArray[np.float32]:
    """Return N x D features of equal length."""
    found = np.frombuffer(b"".join(features), dtype="<f2").reshape(len(features), -1).astype(np.float32)
    return np.nan_to_num(found, copy=False)


def nearest(features: NDArray[np.float32], rows: Sequence[int], count: int) -> list[list[int]]:
    """Return the ``count`` nearest other rows of N x D features for each of ``rows``, by Euclidean distance."""
    squares = (features**2).sum(axis=1)
    count = min(count, len(features) - 1)
    found: list[list[int]] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = np.asarray(rows[start : start + _AT_ONCE])
        distances = squares[None, :] - 2 * features[some] @ features.T
        distances[np.arange(len(some)), some] = np.inf
        found += np.argpartition(distances, max(count - 1, 0), axis=1)[:, :count].tolist()
    return found
