"""A second ending of the network, for the cells of one more laboratory.

Each cell takes one way: a gate decides from the averages inside the network whether the stain and the camera are those
of the laboratory. The cells of the other laboratories are classified exactly as before. What one laboratory teaches
therefore cannot spoil what the model knows of the others, except for cells that take the wrong way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

BRANCH_PREFIX = "branches."
"""Names of the branches' tensors in a model file begin with this; they keep 32 bits, for they are small differences."""

NEVER = -1e4
"""The score of a class that the model's own head does not know; finite with 16 bits, too."""


def scaled_to_one(pooled: Tensor) -> Tensor:
    """Return N x C pooled features, each row scaled to length 1, as the channel averages are."""
    return nn.functional.normalize(pooled, dim=1)


class Branch(nn.Module):
    """The gate of a laboratory and its class scores; ``averages`` and ``channels`` are numbers of features.

    ``gate``: N x D averages -> N scores, above 0 for the cells of the laboratory. ``head``: N x (D + C) averages and
    scaled pooled features -> N x K class scores.
    """

    def __init__(self, averages: int, channels: int, classes: int) -> None:
        super().__init__()
        self.gate = nn.Linear(averages, 1)
        self.head = nn.Linear(averages + channels, classes)

    def scores(self, pooled: Tensor, averages: Tensor) -> Tensor:
        """N x C pooled features and N x D averages -> class scores N x K."""
        return cast(Tensor, self.head(torch.cat((averages, scaled_to_one(pooled)), dim=1)))


def way_of(branches: Sequence[Branch], averages: Tensor) -> Tensor:
    """Return the way of N cells: the number of the branch whose gate is highest, from 1; 0 if none is above 0."""
    gates = torch.cat([torch.zeros_like(averages[:, :1]), *(branch.gate(averages) for branch in branches)], dim=1)
    return gates.argmax(dim=1)


def branch_scores(branches: Sequence[Branch], own: Tensor, pooled: Tensor, averages: Tensor) -> Tensor:
    """Return the N x K class scores of N cells by their ways; ``own`` are those of the model's own head, N x k.

    The own head does not know the classes that a laboratory added (the last K - k): their probability is 0 there.
    """
    classes = cast(int, branches[0].head.out_features)
    found = nn.functional.pad(own, (0, classes - own.shape[1]), value=NEVER)
    way = way_of(branches, averages)
    for number, branch in enumerate(branches, start=1):
        found = torch.where((way == number)[:, None], branch.scores(pooled, averages), found)
    return found
