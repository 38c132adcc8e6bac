"""A running average of a network's weights (EMA), which is often better than the last weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from training.core.network import WBCNet


def averaged(model: WBCNet, decay: float) -> AveragedModel:
    """Return an average of the network that ``update_parameters`` updates; batch norm statistics are averaged, too.

    The first steps weigh more than ``decay`` says, so that the initial weights lose influence quickly.
    """

    def blend(average: Sequence[Tensor], current: Sequence[Tensor], count: Tensor | int) -> None:
        """Called once per data type: for weights and statistics, and for the batch counters of the norms."""
        if not average[0].is_floating_point():
            for ours, theirs in zip(average, current, strict=True):
                ours.copy_(theirs)
            return
        keep = min(decay, (1 + int(count)) / (10 + int(count)))
        torch._foreach_lerp_(list(average), list(current), 1 - keep)

    return AveragedModel(model, multi_avg_fn=blend, use_buffers=True)
