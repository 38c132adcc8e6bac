"""A second ending of the network, for the cells of one more laboratory.

Each cell takes one way: a switch decides from the averages inside the network whether the stain and the camera are
those of the laboratory. The cells of the other laboratories are classified exactly as before. What one laboratory
teaches therefore cannot spoil what the model knows of the others, except for cells that take the wrong way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from training.core.head import NEVER

BRANCH_PREFIX = "branches."
"""Names of the branches' tensors in a model file begin with this; they keep 32 bits, for they are small differences."""


def scaled_to_one(pooled: Tensor) -> Tensor:
    """Return N x C pooled features, each row scaled to length 1, as the channel averages are."""
    return nn.functional.normalize(pooled, dim=1)


class Ending(nn.Module):
    """Stages of its own for a laboratory: those after ``layer2``, and the attention."""

    def __init__(self, layer3: nn.Module, layer4: nn.Module, attention: nn.Module) -> None:
        super().__init__()
        self.layer3, self.layer4, self.attention = layer3, layer4, attention

    def forward(self, entering: Tensor) -> tuple[Tensor, Tensor]:
        """N x 512 x h x w output of ``layer2`` -> features N x C x h x w, and spatial weights N x 1 x h x w."""
        refined, where = self.attention(self.layer4(self.layer3(entering)))
        return refined, where


class Branch(nn.Module):
    """The switch of a laboratory and its class scores; ``averages`` and ``channels`` are numbers of features.

    ``switch``: N x D averages -> N scores, above 0 for the cells of the laboratory. ``head``: N x (D + C) averages and
    scaled pooled features -> N x K class scores. A deep branch has an ``ending`` as well, and ``deep_head``, which gets
    its features in place of the model's own; the probabilities, at the model's ``temperature``, are the mean of both
    heads'.
    """

    def __init__(self, averages: int, channels: int, classes: int, ending: Ending | None = None) -> None:
        super().__init__()
        self.switch = nn.Linear(averages, 1)
        self.head = nn.Linear(averages + channels, classes)
        self.ending = ending
        self.deep_head = None if ending is None else nn.Linear(averages + channels, classes)
        self.temperature: Tensor
        if ending is not None:
            self.register_buffer("temperature", torch.ones(()))

    def scores(self, pooled: Tensor, context: Tensor) -> Tensor:
        """N x C pooled features, N x (D + C) features of the model itself -> class scores N x K.

        Without an ending the pooled features are the model's own, and the context repeats them, scaled.
        """
        averages = context[:, : self.switch.in_features]
        given = torch.cat((averages, scaled_to_one(pooled)), dim=1)
        if self.deep_head is None:
            return cast(Tensor, self.head(given))
        both = (torch.stack((self.head(context), self.deep_head(given))) / self.temperature).log_softmax(dim=2)
        return both.logsumexp(dim=0) * self.temperature


def way_of(branches: Sequence[Branch], averages: Tensor) -> Tensor:
    """Return the way of N cells: the number of the branch whose switch is highest, from 1; 0 if none is above 0.

    More than the D averages may be given; only they count.
    """
    many = branches[0].switch.in_features
    switches = [branch.switch(averages[:, :many]) for branch in branches]
    return torch.cat([torch.zeros_like(averages[:, :1]), *switches], dim=1).argmax(dim=1)


def branch_scores(branches: Sequence[Branch], own: Tensor, pooled: Tensor, context: Tensor) -> Tensor:
    """Return the N x K class scores of N cells by their ways; ``own`` are those of the model's own head, N x k.

    The own head does not know the classes that a laboratory added (the last K - k): their probability is 0 there.
    """
    classes = branches[0].head.out_features
    found = nn.functional.pad(own, (0, classes - own.shape[1]), value=NEVER)
    way = way_of(branches, context)
    for number, branch in enumerate(branches, start=1):
        found = torch.where((way == number)[:, None], branch.scores(pooled, context), found)
    return found
