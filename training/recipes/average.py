"""A running average of a network's weights (EMA), which often does better than the last weights themselves."""

from __future__ import annotations

from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from training.core.network import WBCNet


def averaged(model: WBCNet, decay: float) -> AveragedModel:
    """A copy of the network that follows it with ``update_parameters``; batch norms' statistics are averaged, too.

    The first steps weigh more than ``decay`` says, so that the average soon forgets where the network began.
    """

    def blend(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        if not average.is_floating_point():
            return current
        # Without a wait for the device: the count is a number on it.
        keep = (1 + count) / (10 + count)
        keep = keep.clamp(max=decay) if isinstance(keep, Tensor) else min(keep, decay)
        return average * keep + current * (1 - keep)

    return AveragedModel(model, avg_fn=blend, use_buffers=True)
