"""ResNet50, plain or with convolutional block attention modules (CBAM), and a dense head."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck, ResNet

from training.core import efficientnet
from training.core.architecture import BLOCKS, DEEP, STAGES, Architecture
from training.core.branch import Branch, Ending, branch_scores, scaled_to_one, way_of
from training.core.head import NEVER
from training.core.unlike import UnlikeScore

__all__ = ["DEEP", "Architecture", "WBCNet"]


class ChannelAttention(nn.Module):
    """Channel weights: a shared MLP over average- and max-pooled features (equation 15 of the paper)."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        inner = max(channels // reduction, 1)
        self.mlp = nn.Sequential(nn.Linear(channels, inner), nn.ReLU(), nn.Linear(inner, channels))

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> weights N x C x 1 x 1, each between 0 and 1."""
        average, highest = features.mean(dim=(2, 3)), features.amax(dim=(2, 3))
        return torch.sigmoid(self.mlp(average) + self.mlp(highest))[:, :, None, None]


class SpatialAttention(nn.Module):
    """Spatial weights: a convolution over the channels' mean and maximum (equation 17 of the paper)."""

    def __init__(self, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel, padding=kernel // 2)

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> weights N x 1 x H x W, each between 0 and 1."""
        pooled = torch.cat((features.mean(dim=1, keepdim=True), features.amax(dim=1, keepdim=True)), dim=1)
        return torch.sigmoid(self.conv(pooled))


class CBAM(nn.Module):
    """Channel attention, then spatial attention (equations 16 and 18; Woo et al., ECCV 2018)."""

    def __init__(self, channels: int, reduction: int = 16, kernel: int = 7) -> None:
        super().__init__()
        self.channel = ChannelAttention(channels, reduction)
        self.spatial = SpatialAttention(kernel)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """N x C x H x W -> the weighted features (same shape) and the spatial weights N x 1 x H x W."""
        refined = self.channel(features) * features
        where = self.spatial(refined)
        return where * refined, where


class NoAttention(nn.Module):
    """Replaces CBAM in the plain ResNet50: changes nothing and weighs every place alike."""

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """N x C x H x W -> the features and ones of N x 1 x H x W."""
        return features, torch.ones_like(features[:, :1])


class AttentiveBottleneck(Bottleneck):  # type: ignore[misc]  # torchvision gives no types
    """torchvision's residual block with CBAM before the addition; its other children keep their names.

    :meth:`open` sets the attention to nearly 1, so that a network with published weights starts almost as the plain
    network.
    """

    def __init__(self, *options: Any, reduction: int = 16, kernel: int = 7, **more: Any) -> None:
        super().__init__(*options, **more)
        self.attention = CBAM(self.conv3.out_channels, reduction, kernel)

    def open(self) -> None:
        """Set the attention to 0.98 everywhere. Call it last: ResNet initialises all its convolutions again."""
        last = cast(nn.Linear, self.attention.channel.mlp[2])
        for layer, opening in ((last, 2.0), (self.attention.spatial.conv, 4.0)):  # the MLP's output is added twice
            nn.init.zeros_(layer.weight)
            nn.init.constant_(cast(Tensor, layer.bias), opening)

    def attended(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """N x C x H x W -> the block's output and its spatial weights, N x 1 x h x w."""
        inner = self.relu(self.bn1(self.conv1(features)))
        inner = self.relu(self.bn2(self.conv2(inner)))
        inner, where = self.attention(self.bn3(self.conv3(inner)))
        shortcut = features if self.downsample is None else self.downsample(features)
        return self.relu(inner + shortcut), where

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> the block's output."""
        return self.attended(features)[0]


class Head(nn.Module):
    """Global average pooling, normalisation, dense layers with dropout, and the class scores."""

    def __init__(self, channels: int, hidden: tuple[int, ...], dropout: float, classes: int) -> None:
        super().__init__()
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        layers: list[nn.Module] = [nn.BatchNorm1d(channels)]
        width = channels
        for size in hidden:
            layers += [nn.Dropout(dropout), nn.Linear(width, size), nn.ReLU()]
            width = size
        layers += [nn.Dropout(dropout / 2), nn.Linear(width, classes)]
        self.dense = nn.Sequential(*layers)

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> class scores N x K."""
        return cast(Tensor, self.dense(self.pool(features)))


class WBCNet(nn.Module):
    """The network: backbone, attention, head. ``architecture`` and ``classes`` (their number) rebuild it."""

    def __init__(self, classes: int, architecture: Architecture | None = None) -> None:
        """Raises ``ValueError`` if the own head has more classes than the network."""
        super().__init__()
        self.architecture = architecture or Architecture()
        self.classes = classes
        options = self.architecture
        if options.own_classes > classes:
            raise ValueError(f"the own head has {options.own_classes} of {classes} classes")
        self.backbone = _resnet(options) if options.backbone == "resnet50" else efficientnet.backbone()
        self.attention: nn.Module = (
            CBAM(options.features, options.reduction, options.spatial_kernel)
            if options.attention == "cbam"
            else NoAttention()
        )
        self.head = Head(options.features, options.hidden, options.dropout, options.own_classes or classes)
        self.channels, self.averages = options.features, options.averages
        self.branches = nn.ModuleList(
            Branch(options.averages, options.features, classes, self.new_ending() if name in options.deep else None)
            for name in options.branches
        )
        self.known: UnlikeScore | None = None  # set by training or by a model file

    def new_ending(self) -> Ending:
        """Return a copy of the own stages for a deep branch."""
        stages = (self.backbone.get_submodule(DEEP), self.backbone.get_submodule("layer4"), self.attention)
        return Ending(*(deepcopy(stage) for stage in stages))

    def features(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """N x 3 x S x S -> input of the head (N x 2048 x h x w, h = S / stride), spatial weights (N x 1 x h x w)."""
        features, where, _ = self.features_and_context(images)
        return features, where

    def features_and_averages(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the same and N x D channel averages after each of :data:`STAGES`, each stage scaled to length 1.

        The averages always have 32 bits.
        """
        features, where, context = self.features_and_context(images)
        return features, where, context[:, : self.averages]

    def features_and_context(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return features and spatial weights by the way of each cell, and the context N x (D + 2048).

        The context is the same for all ways: channel averages, and the pooled features of the model itself, scaled to
        length 1. It always has 32 bits.
        """
        features, where, context, entering = self.own(images)
        for number, branch in enumerate(self.own_branches, start=1):
            if branch.ending is None:
                continue
            mine = self.way(context) == number
            if torch.compiler.is_compiling() or bool(mine.any()):  # an exported network always computes both
                deeper, elsewhere = branch.ending(entering)
                at = mine[:, None, None, None]
                features, where = torch.where(at, deeper, features), torch.where(at, elsewhere, where)
        return features, where, context

    def own_pass(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Return the pooled input of the own head, N x 2048, and the context, whatever the ways of the cells."""
        features, _, context, _ = self.own(images)
        return cast(Tensor, self.head.pool(features)), context

    def own(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return features, spatial weights, context, and the input of ``layer3``, which the endings of branches get."""
        entering = images
        averages: list[Tensor] = []
        *first, (_, last) = self.backbone.named_children()
        for name, child in first:
            if name == DEEP:
                entering = images
            images = child(images)
            if name in STAGES:
                averages.append(nn.functional.normalize(images.float().mean(dim=(2, 3)), dim=1))
        if self.architecture.attention == "cbam-blocks":
            *blocks, end = cast(nn.Sequential, last)
            for block in blocks:
                images = block(images)
            features, where = cast(AttentiveBottleneck, end).attended(images)
        else:
            features, where = self.attention(last(images))
        pooled = scaled_to_one(self.head.pool(features).float())
        return features, where, torch.cat((*averages, pooled), dim=1), entering

    def scores(self, pooled: Tensor, context: Tensor) -> Tensor:
        """N x 2048 pooled input of the head, N x (D + 2048) context -> class scores N x K, by the way of each cell."""
        own = cast(Tensor, self.head.dense(pooled))
        return branch_scores(self.own_branches, own, pooled, context) if self.branches else own

    def scores_of_context(self, context: Tensor, own: Tensor) -> Tensor:
        """Return the class scores N x K of stored cells: their context, and the scores of the model's own head.

        Of a deep branch only the head that needs no ending is asked.
        """
        if not self.branches:
            return own
        found = nn.functional.pad(own, (0, self.classes - own.shape[1]), value=NEVER)
        way = self.way(context)
        for number, branch in enumerate(self.own_branches, start=1):
            found = torch.where((way == number)[:, None], branch.head(context), found)
        return found

    def way(self, context: Tensor) -> Tensor:
        """N x (D + 2048) context -> the way of each cell: 0 is the own head, else the number of a branch from 1."""
        if not self.branches:
            return torch.zeros(len(context), dtype=torch.int64, device=context.device)
        return way_of(self.own_branches, context)

    @property
    def own_branches(self) -> list[Branch]:
        """The branches, typed."""
        return [cast(Branch, branch) for branch in self.branches]

    def forward(self, images: Tensor) -> Tensor:
        """N x 3 x S x S, normalised as the model file says -> class scores (logits) N x K."""
        features, _, context = self.features_and_context(images)
        return self.scores(self.head.pool(features), context)


def _resnet(options: Architecture) -> nn.Sequential:
    """Return the backbone."""
    within = options.attention == "cbam-blocks"
    block = partial(AttentiveBottleneck, reduction=options.reduction, kernel=options.spatial_kernel)
    # ResNet reads the class attribute ``expansion`` of the block.
    block.expansion = Bottleneck.expansion  # type: ignore[attr-defined]
    full = ResNet(
        block if within else Bottleneck,
        list(BLOCKS.values()),
        width_per_group=options.width,
        replace_stride_with_dilation=[False, False, options.output_stride == 16],
    )
    for module in full.modules():
        if isinstance(module, AttentiveBottleneck):
            module.open()
    # Children keep torchvision's names, so that its published weights load without renaming.
    backbone = nn.Sequential()
    for name, child in full.named_children():
        if name not in ("avgpool", "fc"):
            backbone.add_module(name, child)
    return backbone
