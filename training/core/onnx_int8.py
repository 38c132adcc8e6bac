"""The network before the head with integers of 8 bits: three times as fast on CPUs that multiply them in one step.

The scheme is that of Jacob et al. (CVPR 2018): weights are symmetric, with a scale for each output; the outputs of
layers are 0 to 255, from the range that training cells gave them. Everything up to the last stage is rounded; the
attention, the averages and the head keep 32-bit floats.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import Architecture
from training.core.onnx_network import IMAGES, OnnxPart, ResNetWriter, main_part_by, padding, watched_part
from training.core.tensors import Floats, Tensors

LEAST = 1e-8
"""The least scale."""


def can_round(architecture: Architecture) -> bool:
    """Return whether a network of this architecture can be written with integers."""
    return architecture.backbone == "resnet50" and architecture.attention != "cbam-blocks" and not architecture.deep


def int8_part(tensors: Tensors, architecture: Architecture, ranges: Floats) -> OnnxPart:
    """Return the model as :func:`onnx_network.main_part`, from the ranges P x 2 (lowest, highest) of its points.

    Raises ``ValueError`` if tensors or ranges do not fit the architecture.
    """
    if not can_round(architecture):
        raise ValueError("this architecture has no form with integers")
    writer = _Int8Writer(tensors, architecture, ranges)
    found = main_part_by(writer)
    if len(writer.points) != len(ranges):
        raise ValueError(f"{len(ranges)} ranges for {len(writer.points)} points")
    return found


def points_of(tensors: Tensors, architecture: Architecture) -> OnnxPart:
    """Return the model that gives the points, by numbers from 0; point 0, the images, is left out."""
    part = watched_part(tensors, architecture)
    return OnnxPart(part.model, part.weights, {k: v for k, v in part.outputs.items() if k.isdigit() and v != IMAGES})


class _Int8Writer(ResNetWriter):
    """Outputs of layers are integers; ``_numbers`` has the names of their scale and zero by the name of the output."""

    def __init__(self, tensors: Tensors, architecture: Architecture, ranges: Floats) -> None:
        super().__init__(tensors, architecture)
        self._ranges = ranges
        self._numbers: dict[str, tuple[str, str]] = {}
        self._scales: dict[str, np.float32] = {}

    def begin(self, images: str) -> str:
        scale, numbers = self._next()
        return self._rounded(self.add("QuantizeLinear", images, *numbers), scale, numbers)

    def floats(self, x: str) -> str:
        return self.add("DequantizeLinear", x, *self._numbers[x])

    def highest(self, x: str, **options: list[int]) -> str:
        y = super().highest(x, **options)
        self._scales[y], self._numbers[y] = self._scales[x], self._numbers[x]
        return y

    def sum(self, x: str, y: str) -> str:
        scale, numbers = self._next()
        name = self.add("com.microsoft.QLinearAdd", x, *self._numbers[x], y, *self._numbers[y], *numbers)
        return self._rounded(name, scale, numbers)

    def padded(
        self,
        x: str,
        name: str,
        norm: str,
        shape: tuple[int, int, int],
        stride: int = 1,
        spread: int = 1,
        relu: bool = False,
    ) -> str:
        """Add a convolution; a ReLU needs no layer, because the lowest integer stands for 0 then."""
        weight, bias = self.folded(name, norm, shape)
        steps = np.maximum(np.abs(weight).max(axis=(1, 2, 3)) / 127, LEAST).astype(np.float32)
        whole = np.clip(np.rint(weight / steps[:, None, None, None]), -127, 127).astype(np.int8)
        most = np.iinfo(np.int32).max // 2
        biases = np.clip(np.rint(bias / (steps.astype(np.float64) * self._scales[x])), -most, most).astype(np.int32)
        kernel = (self.weight(whole), self.weight(steps), self.weight(np.zeros(len(steps), np.int8)))
        scale, numbers = self._next()
        options = padding(shape[2], stride, spread)
        inputs = (x, *self._numbers[x], *kernel, *numbers, self.weight(biases))
        y = self.add("QLinearConv", *inputs, kernel_shape=[shape[2]] * 2, **options)
        return self._rounded(y, scale, numbers)

    def _next(self) -> tuple[np.float32, tuple[str, str]]:
        """Return the scale of the next point, and the names of its scale and zero. Raises ``ValueError``."""
        if len(self.points) >= len(self._ranges):
            raise ValueError("too few ranges")
        scale, zero = scale_and_zero(*self._ranges[len(self.points)])
        return scale, (self.weight(np.array(scale)), self.weight(np.array(zero)))

    def _rounded(self, x: str, scale: np.float32, numbers: tuple[str, str]) -> str:
        self.points.append(x)
        self._scales[x], self._numbers[x] = scale, numbers
        return x


def scale_and_zero(lowest: float, highest: float) -> tuple[np.float32, np.uint8]:
    """Return the step between two integers, and the integer that stands for 0, for a range of values."""
    low, high = min(float(lowest), 0.0), max(float(highest), 0.0)
    scale = np.float32(max((high - low) / 255, LEAST))
    return scale, np.uint8(np.clip(np.rint(-low / scale), 0, 255))


def widened(ranges: NDArray[np.float32] | None, values: dict[int, Floats]) -> NDArray[np.float32]:
    """Return the ranges P x 2 of all points, widened by further values of each point."""
    found = np.array([[values[n].min(), values[n].max()] for n in range(len(values))], np.float32)
    if ranges is None:
        return found
    return np.stack((np.minimum(ranges[:, 0], found[:, 0]), np.maximum(ranges[:, 1], found[:, 1])), axis=1)
