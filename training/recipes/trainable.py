"""The trainable layers of a phase, and its optimiser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch
from torch import nn

from training.core.network import CBAM, WBCNet
from training.recipes.options import Phase


def set_trainable(model: WBCNet, phase: Phase) -> None:
    """Make the phase's layers trainable: the chosen layers of the backbone, all attention and the head.

    Layers before the first trainable one keep nothing for the backward pass, because none of their weights needs a
    gradient.
    """
    model.requires_grad_(True)
    for module in frozen_layers(model, phase):
        for parameter in module.parameters(recurse=False):
            parameter.requires_grad_(False)


def set_mode(model: WBCNet, phase: Phase) -> None:
    """Set training mode, except for batch norms of frozen layers, which keep their statistics."""
    model.train()
    for module in frozen_layers(model, phase):
        module.eval()
    if phase.norms == "still":
        for module in model.backbone.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()


def frozen_layers(model: WBCNet, phase: Phase) -> Iterator[nn.Module]:
    """Yield the backbone's frozen layers (no containers); attention is never frozen."""
    learning = {id(m) for part in _learning(model, phase.learn) for m in part.modules()}
    attention = {id(m) for part in model.backbone.modules() if isinstance(part, CBAM) for m in part.modules()}
    for module in model.backbone.modules():
        if not any(module.children()) and id(module) not in learning | attention:
            yield module


def _learning(model: WBCNet, learn: str) -> list[nn.Module]:
    """Return the trainable parts of the backbone. Keras counts 175 layers in ResNet50 (with activations and paddings).

    The last 80 are the 32 layers of the last stage, 10 for each of the last four blocks of the stage before, and 8 of
    the block before these: all except the first convolution and its norm.
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
    """Return the phase's optimiser of the trainable parameters. Weight decay applies to matrices and kernels only."""
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
