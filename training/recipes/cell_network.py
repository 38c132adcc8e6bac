"""The network that finds white cells in fields, its targets and its loss (Zhou et al., "Objects as points", 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.core.illumination import FloatImage
from training.data.cut_outs import Box

STRIDE = 4
"""Pixels of the input from one point of the output to the next."""
UNIT = 40.0
"""Sizes are learned as logarithms of pixels divided by this."""
_CHANNELS = (16, 32, 48, 64, 64)
"""Channels at strides 2, 4, 8, 16 and 32."""
_SPREAD, _LEAST_SPREAD = 0.13, 0.6
"""Deviation of the target's bell around a cell's middle: a share of the cell's side, in points at least."""
_BOX_FROM = 0.35
"""Points where the bell is higher than this learn the cell's box."""


def _block(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _block(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class CellNetwork(nn.Module):
    """Densities (N x 3 x H x W, sides multiples of 32) to N x 5 x H/4 x W/4.

    The five are the logit of being a cell's middle, the shift to the middle in widths and heights of the cell, and the
    logarithms of width and height in units of 40 pixels. 452,165 weights.
    """

    def __init__(self) -> None:
        super().__init__()
        two, four, eight, sixteen, last = _CHANNELS
        self.stem = _block(3, two, 5, 2)
        self.down4 = nn.Sequential(_block(two, four, 3, 2), _Residual(four))
        self.down8 = nn.Sequential(_block(four, eight, 3, 2), _Residual(eight))
        self.down16 = nn.Sequential(_block(eight, sixteen, 3, 2), _Residual(sixteen))
        self.down32 = nn.Sequential(_block(sixteen, last, 3, 2), _Residual(last), _Residual(last))
        self.up16, self.mix16 = nn.Conv2d(last, sixteen, 1), _block(sixteen, sixteen)
        self.up8, self.mix8 = nn.Conv2d(sixteen, eight, 1), _block(eight, eight)
        self.up4, self.mix4 = nn.Conv2d(eight, four, 1), _block(four, four)
        logit = nn.Conv2d(four, 5, 1)
        nn.init.constant_(logit.bias[:1], -3.0)  # type: ignore[index]  # middles of cells are rare
        self.head = nn.Sequential(_block(four, four), logit)

    def forward(self, x: Tensor) -> Tensor:
        """Return the five values for each point."""
        four = self.down4(self.stem(x))
        eight = self.down8(four)
        sixteen = self.down16(eight)
        last = self.down32(sixteen)
        sixteen = self.mix16(sixteen + _doubled(self.up16(last)))
        eight = self.mix8(eight + _doubled(self.up8(sixteen)))
        found: Tensor = self.head(self.mix4(four + _doubled(self.up4(eight))))
        return found


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


@dataclass(slots=True)
class Target:
    """What the network should say about one field: all arrays are H/4 x W/4, ``boxes`` is 4 x H/4 x W/4."""

    bells: FloatImage
    counts: FloatImage
    """0 where nothing is asked."""
    boxes: FloatImage
    box_weights: FloatImage


def target(cells: Sequence[Box], ignored: Sequence[Box], width: int, height: int) -> Target:
    """Return the target of a field of ``width`` x ``height`` pixels with these boxes."""
    down, across = height // STRIDE, width // STRIDE
    y, x = np.mgrid[0:down, 0:across].astype(np.float32)
    nothing = np.zeros((down, across), np.float32)
    made = Target(nothing, np.ones_like(nothing), np.zeros((4, down, across), np.float32), nothing.copy())
    for left, top, right, bottom in ignored:
        made.counts[int(top // 4) : int(bottom // 4) + 1, int(left // 4) : int(right // 4) + 1] = 0
    for left, top, right, bottom in cells:
        wide, high = (right - left) / STRIDE, (bottom - top) / STRIDE
        middle_x, middle_y = (left + right) / 2 / STRIDE - 0.5, (top + bottom) / 2 / STRIDE - 0.5
        spread_x, spread_y = max(wide * _SPREAD, _LEAST_SPREAD), max(high * _SPREAD, _LEAST_SPREAD)
        bell = np.exp(-(((x - middle_x) / spread_x) ** 2 + ((y - middle_y) / spread_y) ** 2) / 2)
        bell /= bell.max()
        own = (bell > made.bells) & (bell > _BOX_FROM)
        made.bells = np.maximum(made.bells, bell)
        made.counts[bell > 0.3] = 1
        made.boxes[0][own], made.boxes[1][own] = ((middle_x - x) / wide)[own], ((middle_y - y) / high)[own]
        made.boxes[2][own], made.boxes[3][own] = np.log(wide * STRIDE / UNIT), np.log(high * STRIDE / UNIT)
        made.box_weights[own] = 1 / own.sum() if own.any() else 0
    return made


def loss(found: Tensor, bells: Tensor, counts: Tensor, boxes: Tensor, box_weights: Tensor) -> Tensor:
    """Return the mean loss of a batch: the focal loss of the middles and the absolute error of the boxes."""
    probability = torch.sigmoid(found[:, 0]).clamp(1e-4, 1 - 1e-4)
    middle = (bells > 0.999).float()
    missed = middle * (1 - probability) ** 2 * torch.log(probability)
    invented = (1 - middle) * (1 - bells) ** 4 * probability**2 * torch.log(1 - probability)
    off = ((found[:, 1:] - boxes).abs().sum(dim=1) * box_weights).sum()
    return (off - ((missed + invented) * counts).sum()) / middle.sum().clamp(min=1)
