"""How far a picture lies from those that a network learned: a score from the network's own inner averages.

What is looked at are the averages over the picture of the channels after the second and the third stage of ResNet50
(``network.STAGES``): what stands before the head tells classes apart and has already forgotten much of what makes a
picture strange. Of those averages the cells that were learned give a Gaussian a class with one shared covariance (the
Mahalanobis distance of Lee et al., NeurIPS 2018): along the main directions the covariance is kept, shrunk a little;
what is left over has one variance in all directions (probabilistic PCA, Tipping and Bishop, J. R. Stat. Soc. B 61,
1999), and weighs as much as all the main directions together. The score is the distance from the nearest class,
divided by the limit under which a stated share of held-out cells lies. ``training/recipes/known.py`` finds the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

VERSION = 1
"""Of the meaning of the tensors below; a file of another version is read as one that does not know."""

MOST = 1e6
"""No score is higher."""

PREFIX = "known."
"""What the tensors' names in a model file begin with."""


class Known(nn.Module):
    """What a model learned, for D averages, k main directions and K classes.

    ``mean`` D; ``directions`` k x D, orthonormal; ``whitening`` k x k makes the spread along them one; ``centres``
    K x k, whitened; ``rest`` what the square of what is left over is multiplied by; ``limit`` the distance of score 1.
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

    def distance(self, averages: Tensor) -> Tensor:
        """N x D -> N distances from the nearest class."""
        centred = averages - self.mean
        along = centred @ self.directions.T
        beside = (centred.square().sum(dim=1) - along.square().sum(dim=1)).clamp_min(0)
        off = (along @ self.whitening.T)[:, None] - self.centres[None]
        nearest = off.square().sum(dim=2).amin(dim=1)
        return torch.sqrt(nearest + self.rest * beside)

    def forward(self, averages: Tensor) -> Tensor:
        """N x D -> N scores from 0 to :data:`MOST`: 1 is the limit. What is no number is as strange as can be."""
        scores = self.distance(averages) / self.limit.clamp_min(1e-6)
        return torch.nan_to_num(scores, nan=MOST, posinf=MOST).clamp_max(MOST)


def known_for(tensors: Mapping[str, Tensor]) -> Known | None:
    """An empty one of the size of a model file's tensors; None where the file has none. Raises ``ValueError``."""
    own = {name.removeprefix(PREFIX): value for name, value in tensors.items() if name.startswith(PREFIX)}
    if not own:
        return None
    if "directions" not in own or "centres" not in own or own["directions"].ndim != 2 or own["centres"].ndim != 2:
        raise ValueError("what the model knows has no shape")
    directions, averages = own["directions"].shape
    return Known(averages, directions, own["centres"].shape[0])
