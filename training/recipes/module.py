"""The network as it is trained: with normalisation of 8-bit images on the device, and its loss."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.core.network import WBCNet


class CellClassifier(nn.Module):
    """Images of 8 bits (N x 3 x S x S, RGB) -> scores; Z-scored with ``mean`` and ``std``, per channel in ``order``."""

    def __init__(
        self, model: WBCNet, mean: tuple[float, float, float], std: tuple[float, float, float], order: str
    ) -> None:
        super().__init__()
        self.model = model
        self._turned = order == "BGR"
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """8-bit RGB images -> logits N x K."""
        return cast(Tensor, self.model(self.normalised(images)))

    def normalised(self, images: Tensor) -> Tensor:
        """8-bit RGB images -> input of the network, float32 in the channel order of its card."""
        values = images.float()
        if self._turned:
            values = values.flip(1)
        return ((values - self.mean) / self.std).contiguous(memory_format=torch.channels_last)


def mix_styles(model: WBCNet, probability: float) -> None:
    """From now on, mix the feature statistics of the images of a batch while the network is trained.

    After each of the first two stages, with this probability, each image's mean and deviation of each channel become a
    mixture with those of another image: its stain and light (MixStyle; Zhou et al., ICLR 2021, with a Beta
    distribution of 0.1).
    """

    def mixed(stage: nn.Module, _: tuple[Tensor, ...], features: Tensor) -> Tensor:
        if not stage.training or float(torch.rand(())) >= probability:
            return features
        mean = features.mean(dim=(2, 3), keepdim=True).detach()
        deviation = (features.var(dim=(2, 3), keepdim=True) + 1e-6).sqrt().detach()
        order = torch.randperm(len(features), device=features.device)
        share = torch.distributions.Beta(0.1, 0.1).sample((len(features), 1, 1, 1)).to(features)
        to_mean, to_deviation = (
            share * mean + (1 - share) * mean[order],
            share * deviation + (1 - share) * deviation[order],
        )
        return (features - mean) / deviation * to_deviation + to_mean

    for name in ("layer1", "layer2"):
        model.backbone.get_submodule(name).register_forward_hook(mixed)


def shrunk(images: Tensor, size: int) -> Tensor:
    """Return N x 3 x S x S of 8 bits resized to ``size`` pixels as float32, by area averaging."""
    if images.shape[-1] == size:
        return images
    return functional.interpolate(images.float(), (size, size), mode="bilinear", antialias=True)


def loss_of(
    logits: Tensor, labels: Tensor, others: Tensor, share: float, weights: Tensor | None, smoothing: float
) -> Tensor:
    """Return the categorical cross-entropy; for mixed images, the two classes are weighted by their ``share``."""
    own = functional.cross_entropy(logits, labels, weights, label_smoothing=smoothing)
    if share == 1.0:
        return own
    other = functional.cross_entropy(logits, others, weights, label_smoothing=smoothing)
    return share * own + (1 - share) * other
