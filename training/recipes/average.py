"""A running average of a network's weights (EMA), which often does better than the last weights themselves."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from training.core.network import WBCNet


def averaged(model: WBCNet, decay: float) -> AveragedModel:
    """A copy of the network that follows it with ``update_parameters``; batch norms' statistics are averaged, too.

    The first steps weigh more than ``decay`` says, so that the average soon forgets where the network began.
    """

    def blend(average: Sequence[Tensor], current: Sequence[Tensor], count: Tensor | int) -> None:
        """One call a type of number: weights and statistics, and how many batches a norm has seen."""
        if not average[0].is_floating_point():
            for ours, theirs in zip(average, current, strict=True):
                ours.copy_(theirs)
            return
        keep = min(decay, (1 + int(count)) / (10 + int(count)))
        torch._foreach_lerp_(list(average), list(current), 1 - keep)

    return AveragedModel(model, multi_avg_fn=blend, use_buffers=True)
