"""Which cells would teach a model the most: unsure ones that are unlike those classified already, of every class.

Numpy only, because the window asks for it too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]

FLOOR = 0.25
"""The weight of a cell of which the model is sure; one of which it is quite unsure weighs 1 more."""

MOST_LABELLED = 2000
"""Classified cells that are compared with; of more, every n-th is taken."""

_AT_ONCE = 1024
_TINY = 1e-3
"""Added to distances, so that doubt decides between cells at the same place."""


def teaching_order(
    features: Features, probabilities: NDArray[np.float32], labelled: Features, count: int = 100
) -> NDArray[np.intp]:
    """Return the rows of the ``count`` cells that teach the most, the best first, so that any beginning is a choice.

    ``features``: N x D of the cells that wait. ``probabilities``: N x K of the model. ``labelled``: M x D of cells that
    are classified already; M may be 0. Classes that the model predicts take turns. In each turn the cell is taken whose
    distance from all taken and classified cells, times a weight that grows with the model's doubt, is the largest.
    """
    n = len(features)
    taken: list[int] = []
    if n == 0:
        return np.asarray(taken, dtype=np.intp)
    known = labelled[:: -(-len(labelled) // MOST_LABELLED) or 1].reshape(-1, features.shape[1])
    space, known = _standardised(features, known)
    weight = FLOOR + _doubt(probabilities)
    predicted = probabilities.argmax(axis=1)
    distance = _from_nearest(space, known if len(known) else space.mean(axis=0, keepdims=True))
    free = np.ones(n, dtype=bool)
    turns = np.zeros(probabilities.shape[1])
    while len(taken) < min(count, n):
        turn = np.where(np.bincount(predicted[free], minlength=len(turns)) > 0, turns, np.inf).argmin()
        score = np.where(free & (predicted == turn), (distance + _TINY) * weight, -1.0)
        best = int(score.argmax())
        taken.append(best)
        free[best] = False
        turns[turn] += 1
        np.minimum(distance, _from(space, space[best]), out=distance)
    return np.asarray(taken, dtype=np.intp)


def _doubt(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 minus the margin between the two most probable classes of each row (0 to 1)."""
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities), dtype=np.float32)
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.asarray(1.0 - np.abs(two[:, 1] - two[:, 0]), dtype=np.float32)


def _standardised(features: Features, labelled: Features) -> tuple[Features, Features]:
    """Return both on a scale on which every feature of the waiting cells has the deviation 1."""
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation[deviation < 1e-6] = 1.0
    return (features - mean) / deviation, (labelled - mean) / deviation


def _from(space: Features, point: Features) -> Features:
    return np.asarray(np.sqrt(np.square(space - point).sum(axis=1)))


def _from_nearest(space: Features, points: Features) -> Features:
    """Return the distance of each row of N x D from the nearest of M x D points."""
    squares = np.square(points).sum(axis=1)
    found = np.empty(len(space), dtype=np.float32)
    for start in range(0, len(space), _AT_ONCE):
        some = space[start : start + _AT_ONCE]
        near = (squares[None] - 2 * some @ points.T).min(axis=1) + np.square(some).sum(axis=1)
        found[start : start + _AT_ONCE] = np.sqrt(np.maximum(near, 0))
    return found
