"""Adapt batch norm statistics to unlabelled images of another laboratory, for an evaluation.

Each batch norm normalises with (1 - alpha) times the learned statistics plus alpha times those of the new images
(Schneider et al., NeurIPS 2020); alpha 1 is AdaBN (Li et al., 2016). No label is used and no weight is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from training.core.network import WBCNet

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


@dataclass(slots=True)
class _Learned:
    """A batch norm's learned statistics, and those of the new batches."""

    mean: Tensor
    variance: Tensor
    means: list[Tensor] = field(default_factory=list)
    variances: list[Tensor] = field(default_factory=list)


@torch.no_grad()
def renormalise(model: WBCNet, batches: Iterable[Tensor], alpha: float) -> None:
    """Adapt the network's batch norms (in evaluation mode, in place) to N x 3 x S x S batches.

    The statistics of a layer are taken after the layers before it were adapted, so that they fit together. Each batch
    should contain images of all classes. Raises ``ValueError`` when ``alpha`` is not from 0 to 1 or there is no batch.
    """
    if not 0 <= alpha <= 1:
        raise ValueError(f"The share of the new statistics is from 0 to 1, not {alpha}.")
    norms = [m for m in model.modules() if isinstance(m, NORMS)]
    learned = {m: _Learned(_known(m.running_mean).clone(), _known(m.running_var).clone()) for m in norms}

    def adapt(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(module, NORMS)
        values = inputs[0].float()
        places = [d for d in range(values.ndim) if d != 1]
        mean, variance = values.mean(dim=places), values.var(dim=places, unbiased=False)
        kept = learned[module]
        kept.means.append(mean)
        kept.variances.append(variance)
        _set(module, kept, mean, variance, alpha)

    hooks = [m.register_forward_pre_hook(adapt) for m in norms]
    try:
        for batch in batches:
            model(batch)
    finally:
        for hook in hooks:
            hook.remove()
    for module in norms:
        kept = learned[module]
        if not kept.means:
            raise ValueError("Adapting batch norms needs images.")
        means = torch.stack(kept.means)
        mean = means.mean(dim=0)
        variance = torch.stack(kept.variances).mean(dim=0) + means.var(dim=0, unbiased=False)
        _set(module, kept, mean, variance, alpha)


def _set(module: nn.BatchNorm1d | nn.BatchNorm2d, kept: _Learned, mean: Tensor, variance: Tensor, alpha: float) -> None:
    module.running_mean = (1 - alpha) * kept.mean + alpha * mean
    module.running_var = (1 - alpha) * kept.variance + alpha * variance


def _known(statistics: Tensor | None) -> Tensor:
    if statistics is None:
        raise ValueError("The network's batch norms keep no statistics.")
    return statistics
