"""ResNet50 with a convolutional block attention module (CBAM) after the backbone and a dense head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torchvision.models import resnet50


@dataclass(frozen=True, slots=True)
class Architecture:
    """The options that, with the number of classes, rebuild the network. Stored in the model file.

    ``output_stride`` 16 dilates the last stage in place of halving its map, so that an image of 112 pixels still
    gives maps of 7 x 7.
    """

    backbone: str = "resnet50"
    attention: str = "cbam"
    reduction: int = 16
    spatial_kernel: int = 7
    hidden: tuple[int, ...] = (256, 64)
    dropout: float = 0.3
    output_stride: int = 32

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the model file."""
        return asdict(self) | {"hidden": list(self.hidden)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Architecture:
        """The opposite of :meth:`to_dict`. Raises ``TypeError`` or ``ValueError`` on options that we don't know."""
        made = cls(**{**values, "hidden": tuple(int(n) for n in values["hidden"])})
        known = made.backbone == "resnet50" and made.attention in ("cbam", "none") and made.output_stride in (16, 32)
        if not known:
            raise ValueError(f"unknown architecture {made.backbone} + {made.attention} / {made.output_stride}")
        return made


class ChannelAttention(nn.Module):
    """Which channels matter: a shared MLP over average- and max-pooled features (equation 15 of the paper)."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        inner = max(channels // reduction, 1)
        self.mlp = nn.Sequential(nn.Linear(channels, inner), nn.ReLU(), nn.Linear(inner, channels))

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> weights N x C x 1 x 1, each between 0 and 1."""
        average, highest = features.mean(dim=(2, 3)), features.amax(dim=(2, 3))
        return torch.sigmoid(self.mlp(average) + self.mlp(highest))[:, :, None, None]


class SpatialAttention(nn.Module):
    """Where to look: a convolution over the channels' mean and maximum (equation 17 of the paper)."""

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
    """Stands in CBAM's place in the plain ResNet50: changes nothing and looks everywhere alike."""

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """N x C x H x W -> the features and ones of N x 1 x H x W."""
        return features, torch.ones_like(features[:, :1])


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
        super().__init__()
        self.architecture = architecture or Architecture()
        self.classes = classes
        options = self.architecture
        full = resnet50(weights=None, replace_stride_with_dilation=[False, False, options.output_stride == 16])
        # Children keep torchvision's names, so that its published weights load without renaming.
        self.backbone = nn.Sequential()
        for name, child in full.named_children():
            if name not in ("avgpool", "fc"):
                self.backbone.add_module(name, child)
        channels = cast(int, full.fc.in_features)
        self.attention: nn.Module = (
            CBAM(channels, options.reduction, options.spatial_kernel) if options.attention == "cbam" else NoAttention()
        )
        self.head = Head(channels, options.hidden, options.dropout, classes)

    def features(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """N x 3 x S x S -> what enters the head (N x 2048 x h x w, h = S / stride), spatial weights (N x 1 x h x w)."""
        refined, where = self.attention(self.backbone(images))
        return refined, where

    def forward(self, images: Tensor) -> Tensor:
        """N x 3 x S x S, normalised as the model file says -> class scores (logits) N x K."""
        return cast(Tensor, self.head(self.features(images)[0]))
