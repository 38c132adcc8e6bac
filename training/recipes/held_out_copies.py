"""Keep apart what is learned and what is tested: copies of cells, under other names and in other folders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.core.replay import Replay
from training.data.groups import signature
from training.data.links import SURE
from training.data.matching import compare, describe
from training.recipes.correction_features import Seen

REASON = "shows the same cell as a picture to learn from, so it cannot test what was learned"
LOCKED = "is a test picture of a known laboratory, which no run may learn from"
_SAME = 0.05
"""Features of one picture differ by less than this share of their usual size. Of PBC pictures and the replay file of
``wbc8``: the same pictures by 0.001, the nearest other ones by 0.28."""
_NEAR = 16
"""Copies have similar colours: each cell is compared with so many of the cells to learn from."""


def without_copies(test: Seen, train: Seen) -> Seen:
    """Return the held-out cells that are no copies; the others are refused.

    They are compared as the network sees them, by local features (:mod:`training.data.matching`). 70 copies of Raabin
    cells, saved again and half of them turned, were all found, and none of 70 cells of other slides was taken for one.
    """
    if not test.labels or not train.labels:
        return test
    return test.without(copied(test.images, train.images).tolist(), REASON)


def without_locked(train: Seen, known: Replay) -> Seen:
    """Return the cells to learn from without those that are locked in the replay file; these are refused."""
    if not train.labels:
        return train
    locked = known.coordinates[known.locked].astype(np.float64)
    squares = (locked**2).sum(axis=1)
    found = np.zeros(len(train.labels), dtype=bool)
    for view in train.views:
        mine = known.reduced(((view.both - known.mean) * known.scale).astype(np.float32)).astype(np.float64)
        apart = (mine**2).sum(axis=1)[:, None] + squares - 2 * mine @ locked.T
        found |= apart.min(axis=1) < _SAME**2 * squares.mean()
    return train.without(found.tolist(), LOCKED)


def copied(tested: NDArray[np.uint8], learned: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which of the tested pictures show the same as one of the learned ones (N and M x S x S x 3 RGB)."""
    colours = np.stack([signature(image) for image in learned])
    features = [describe(image) for image in learned]
    found = np.zeros(len(tested), dtype=bool)
    for place, image in enumerate(tested):
        apart = ((colours - signature(image)) ** 2).sum(axis=1)
        near = np.argsort(apart, kind="stable")[:_NEAR]
        found[place] = max(compare(describe(image), [features[n] for n in near])) >= SURE
    return found
