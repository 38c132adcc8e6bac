"""A score for how far a picture lies from the training pictures, computed from averages inside the network.

The averages are those of the channels after the second and third stage of ResNet50 (``network.STAGES``). The features
before the head separate the classes and no longer hold much of what makes a picture unusual. The training cells give a
Gaussian for each class, with one shared covariance (the Mahalanobis distance of Lee et al., NeurIPS 2018). Along the
main directions the covariance is used as it is, shrunk a little. All other directions share one variance (probabilistic
PCA, Tipping and Bishop, J. R. Stat. Soc. B 61, 1999) and together weigh as much as the main directions. The score is
the distance from the nearest class, divided by the limit that a stated share of held-out cells does not exceed.
``training/recipes/unlike.py`` computes the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from training.core.model_card import KNOWN_PREFIX

MOST = 1e6
"""The highest score."""


class UnlikeScore(nn.Module):
    """The numbers of the score, for D averages, k main directions and K classes.

    ``mean``: D. ``directions``: k x D, orthonormal. ``whitening``: k x k, scales the spread along the directions to 1.
    ``centres``: K x k, whitened. ``rest``: the weight of the squared distance in all other directions. ``limit``: the
    distance that has the score 1.
    """

    mean: Tensor
    directions: Tensor
    whitening: Tensor
    centres: Tensor
    rest: Tensor
    limit: Tensor

    def __init__(self, averages: int, directions: int, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(averages))
        self.register_buffer("directions", torch.zeros(directions, averages))
        self.register_buffer("whitening", torch.eye(directions))
        self.register_buffer("centres", torch.zeros(classes, directions))
        self.register_buffer("rest", torch.ones(()))
        self.register_buffer("limit", torch.ones(()))

    def coordinates_and_distance(self, averages: Tensor) -> tuple[Tensor, Tensor]:
        """Return N x k whitened coordinates along the main directions, and N distances from the nearest class."""
        centred = averages - self.mean
        along = centred @ self.directions.T
        beside = (centred.square().sum(dim=1) - along.square().sum(dim=1)).clamp_min(0)
        coordinates = along @ self.whitening.T
        nearest = (coordinates[:, None] - self.centres[None]).square().sum(dim=2).amin(dim=1)
        return coordinates, torch.sqrt(nearest + self.rest * beside)

    def distance(self, averages: Tensor) -> Tensor:
        """Return N distances from the nearest class, for N x D averages."""
        return self.coordinates_and_distance(averages)[1]

    def score(self, distances: Tensor) -> Tensor:
        """Return N scores from 0 to :data:`MOST` for N distances; 1 is the limit. NaN becomes the highest score."""
        scores = distances / self.limit.clamp_min(1e-6)
        return torch.nan_to_num(scores, nan=MOST, posinf=MOST).clamp_max(MOST)

    def forward(self, averages: Tensor) -> Tensor:
        """Return N scores for N x D averages."""
        return self.score(self.distance(averages))


def empty_score_for(tensors: Mapping[str, Tensor]) -> UnlikeScore | None:
    """Return an empty score of the size of a model file's tensors, None if it has none. Raises ``ValueError``."""
    own = {name.removeprefix(KNOWN_PREFIX): value for name, value in tensors.items() if name.startswith(KNOWN_PREFIX)}
    if not own:
        return None
    if "directions" not in own or "centres" not in own or own["directions"].ndim != 2 or own["centres"].ndim != 2:
        raise ValueError("the tensors of the unlike score have wrong shapes")
    directions, averages = own["directions"].shape
    return UnlikeScore(averages, directions, own["centres"].shape[0])
