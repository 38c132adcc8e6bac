"""Which layers of a network learn in a phase, and with which optimiser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch
from torch import nn

from training.core.network import CBAM, WBCNet
from training.recipes.options import Phase


def set_learning(model: WBCNet, phase: Phase) -> None:
    """Let gradients reach what learns in the phase: the chosen layers of the backbone, all attention and the head.

    Of the layers before the first one that learns nothing is kept for the backward pass: autograd sees that none of
    their weights wants a gradient.
    """
    model.requires_grad_(True)
    for module in still_layers(model, phase):
        for parameter in module.parameters(recurse=False):
            parameter.requires_grad_(False)


def set_mode(model: WBCNet, phase: Phase) -> None:
    """Training mode, but for batch norms of layers that don't learn: they keep their statistics untouched."""
    model.train()
    for module in still_layers(model, phase):
        module.eval()
    if phase.norms == "still":
        for module in model.backbone.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()


def still_layers(model: WBCNet, phase: Phase) -> Iterator[nn.Module]:
    """The backbone's single layers (no containers) that don't learn in the phase; attention is never among them."""
    learning = {id(m) for part in _learning(model, phase.learn) for m in part.modules()}
    attention = {id(m) for part in model.backbone.modules() if isinstance(part, CBAM) for m in part.modules()}
    for module in model.backbone.modules():
        if not any(module.children()) and id(module) not in learning | attention:
            yield module


def _learning(model: WBCNet, learn: str) -> list[nn.Module]:
    """Parts of the backbone that learn. Keras lists 175 layers of ResNet50 (activations, additions and paddings too).

    Its last 80 are the 32 of the last stage, 10 for each of the four last blocks of the stage before, and of the block
    before these 8: all but the first convolution and its norm.
    """
    if learn == "all":
        return [model.backbone]
    if learn == "none":
        return []
    stages = dict(model.backbone.named_children())
    if learn == "from-layer2":
        return [stages["layer2"], stages["layer3"], stages["layer4"]]
    third = list(cast(nn.Sequential, stages["layer3"]))
    cut = [child for name, child in third[1].named_children() if name not in ("conv1", "bn1", "relu")]
    return [*cut, *third[2:], stages["layer4"]]


def make_optimiser(model: WBCNet, phase: Phase) -> torch.optim.Optimizer:
    """The phase's optimiser over what learns. Decay acts on matrices and kernels only."""
    learning = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in learning if p.ndim > 1], "weight_decay": phase.weight_decay},
        {"params": [p for p in learning if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if phase.optimiser == "sgd":
        return torch.optim.SGD(groups, lr=phase.learning_rate, momentum=0.9, nesterov=True)
    if phase.optimiser == "adam":
        return torch.optim.Adam(groups, lr=phase.learning_rate)
    return torch.optim.AdamW(groups, lr=phase.learning_rate)
