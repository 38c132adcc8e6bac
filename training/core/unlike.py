"""A score for how far a picture lies from the training pictures, computed from averages inside the network.

The averages are those of the channels after the second and third stage of ResNet50 (``architecture.STAGES``). The
features before the head separate the classes and no longer hold much of what makes a picture unusual. The training
cells give a Gaussian for each class, with one shared covariance (the Mahalanobis distance of Lee et al., NeurIPS 2018).
Along the main directions the covariance is used as it is, shrunk a little. All other directions share one variance
(probabilistic PCA, Tipping and Bishop, J. R. Stat. Soc. B 61, 1999) and together weigh as much as the main directions.
The score is the distance from the nearest class, divided by the limit that a stated share of held-out cells does not
exceed.
``training/recipes/unlike.py`` computes the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.model_card import KNOWN_PREFIX

Values = NDArray[np.float64]

MOST = 1e6
"""The highest score."""

_RANKS = {"mean": 1, "directions": 2, "whitening": 2, "centres": 2, "rest": 0, "limit": 0}
"""Tensors of the score in a model file -> number of dimensions."""


@dataclass(frozen=True, slots=True)
class UnlikeScore:
    """The numbers of the score, for D averages, k main directions and K classes.

    ``mean``: D. ``directions``: k x D, orthonormal. ``whitening``: k x k, scales the spread along the directions to 1.
    ``centres``: K x k, whitened. ``rest``: the weight of the squared distance in all other directions. ``limit``: the
    distance that has the score 1.
    """

    mean: Values
    directions: Values
    whitening: Values
    centres: Values
    rest: float = 1.0
    limit: float = 1.0

    def coordinates_and_distance(self, averages: NDArray[Any]) -> tuple[Values, Values]:
        """Return N x k whitened coordinates along the main directions, and N distances from the nearest class.

        The numbers of a cell do not depend on the other cells: each is multiplied with the matrices by itself.
        """
        centred = averages.astype(np.float64) - self.mean
        along = np.matmul(self.directions, centred[:, :, None])
        beside = np.maximum((centred**2).sum(axis=1) - (along**2).sum(axis=(1, 2)), 0)
        coordinates = np.matmul(self.whitening, along)[:, :, 0]
        nearest = ((coordinates[:, None] - self.centres) ** 2).sum(axis=2).min(axis=1)
        return coordinates, np.sqrt(nearest + self.rest * beside)

    def distance(self, averages: NDArray[Any]) -> Values:
        """Return N distances from the nearest class, for N x D averages."""
        return self.coordinates_and_distance(averages)[1]

    def score(self, distances: Values) -> Values:
        """Return N scores from 0 to :data:`MOST` for N distances; 1 is the limit. NaN becomes the highest score."""
        scores = np.nan_to_num(distances / max(self.limit, 1e-6), nan=MOST, posinf=MOST)
        return np.minimum(scores, MOST)

    def __call__(self, averages: NDArray[Any]) -> Values:
        """Return N scores for N x D averages."""
        return self.score(self.distance(averages))

    def to_tensors(self) -> dict[str, NDArray[np.float32]]:
        """Return the tensors for a model file, by name."""
        return {KNOWN_PREFIX + name: np.array(getattr(self, name), dtype=np.float32) for name in _RANKS}


def unlike_score_of(tensors: Mapping[str, NDArray[Any]], averages: int) -> UnlikeScore | None:
    """Return the score of a model file's tensors; None if it has none. Raises ``ValueError`` for wrong shapes."""
    own = {name.removeprefix(KNOWN_PREFIX): value for name, value in tensors.items() if name.startswith(KNOWN_PREFIX)}
    if not own:
        return None
    if {name: value.ndim for name, value in own.items()} != _RANKS:
        raise ValueError("the tensors of the unlike score have wrong names or shapes")
    mean, directions, whitening, centres = (
        own[name].astype(np.float64) for name in ("mean", "directions", "whitening", "centres")
    )
    k = len(directions)
    if (mean.shape, directions.shape, whitening.shape) != ((averages,), (k, averages), (k, k)):
        raise ValueError("the tensors of the unlike score have wrong shapes")
    if not len(centres) or centres.shape[1] != k:
        raise ValueError("the centres of the unlike score have wrong shapes")
    return UnlikeScore(mean, directions, whitening, centres, float(own["rest"]), float(own["limit"]))
