"""The network before the head as an ONNX model, from the tensors of a model file. No torch.

It is the network of :mod:`training.core.network`, with the batch norms as part of the convolutions before them. Dense
layers and the mean over channels in CBAM are convolutions of 1 x 1: ONNX Runtime computes a convolution for each image
by itself, but products of matrices and means in another order for one image than for several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.core.architecture import BLOCKS, CHANNELS, DEEP, FEATURES, STAGES, Architecture
from training.core.head import EPSILON
from training.core.onnx_writer import GraphWriter
from training.core.tensors import Floats, Tensors

IMAGES = "images"
"""The name of the input."""


@dataclass(frozen=True, slots=True)
class OnnxPart:
    """A model with its weights by name. ``outputs``: the names of its outputs by what they are."""

    model: bytes
    weights: dict[str, Floats]
    outputs: dict[str, str]


def main_part(tensors: Tensors, architecture: Architecture) -> OnnxPart:
    """Return the model of N x 3 x S x S images.

    Outputs: ``features`` N x C x h x w, ``attention`` N x 1 x h x w (not without attention), the average of each of
    ``STAGES`` by its name, N x c x 1 x 1, and ``entering``, the input of the endings, if there are deep branches.
    Raises ``ValueError`` if the tensors do not fit the architecture.
    """
    writer = _Writer(tensors, architecture)
    x = writer.add("Relu", writer.convolution(IMAGES, "backbone.conv1", "backbone.bn1", (3, 64, 7), stride=2))
    x = writer.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    outputs: dict[str, str] = {}
    for stage in BLOCKS:
        if stage == DEEP and architecture.deep:
            outputs["entering"] = x
        x, where = writer.stage(x, stage, "backbone")
        if stage in STAGES:
            outputs[stage] = writer.add("GlobalAveragePool", x)
    return writer.part(x, where, "attention", outputs, ["n", 3, "s", "s"])


def ending_part(tensors: Tensors, architecture: Architecture, way: int) -> OnnxPart:
    """Return the model of the ending of a deep branch: N x c x h x w input of ``DEEP`` -> features and attention."""
    writer, name = _Writer(tensors, architecture), f"branches.{way - 1}.ending"
    stages = list(BLOCKS)
    x = IMAGES
    for stage in stages[stages.index(DEEP) :]:
        x, where = writer.stage(x, stage, name)
    entering = CHANNELS[stages[stages.index(DEEP) - 1]]
    return writer.part(x, where, f"{name}.attention", {}, ["n", entering, "h", "w"])


class _Writer(GraphWriter):
    """Writes the layers of a network; the names are those of the tensors."""

    def __init__(self, tensors: Tensors, architecture: Architecture) -> None:
        super().__init__()
        self._tensors, self._architecture = tensors, architecture

    def part(self, x: str, where: str, name: str, outputs: dict[str, str], shape: list[int | str]) -> OnnxPart:
        """Return the model that ends with the feature map ``x``, after the attention ``name`` if there is one."""
        if self._architecture.attention == "cbam":
            x, where = self.attention(x, name, FEATURES)
        found = {"features": x, **({"attention": where} if where else {}), **outputs}
        return OnnxPart(self.model(IMAGES, shape, found.values()), self.weights, found)

    def stage(self, x: str, stage: str, place: str) -> tuple[str, str]:
        """Add a stage, and return its output and the spatial weights of its last block ("" if it has none)."""
        where, planes = "", CHANNELS[stage] // 4
        given = 64 if stage == "layer1" else CHANNELS[stage] // 2
        dilated = stage == "layer4" and self._architecture.output_stride == 16
        for block in range(BLOCKS[stage]):
            halved = block == 0 and stage != "layer1" and not dilated
            spread = 2 if dilated and block else 1
            name = f"{place}.{stage}.{block}"
            x, where = self.block(x, name, given if block == 0 else 4 * planes, planes, 1 + halved, spread)
        return x, where

    def block(self, x: str, name: str, given: int, planes: int, stride: int, spread: int) -> tuple[str, str]:
        """Add a residual block of ``given`` -> 4 ``planes`` channels."""
        inner, where = planes * self._architecture.width // 64, ""
        y = self.add("Relu", self.convolution(x, f"{name}.conv1", f"{name}.bn1", (given, inner, 1)))
        middle = (inner, inner, 3)
        y = self.add("Relu", self.convolution(y, f"{name}.conv2", f"{name}.bn2", middle, stride, spread))
        y = self.convolution(y, f"{name}.conv3", f"{name}.bn3", (inner, 4 * planes, 1))
        if self._architecture.attention == "cbam-blocks":
            y, where = self.attention(y, f"{name}.attention", 4 * planes)
        if stride > 1 or given != 4 * planes:
            shape = (given, 4 * planes, 1)
            x = self.convolution(x, f"{name}.downsample.0", f"{name}.downsample.1", shape, stride)
        return self.add("Relu", self.add("Add", y, x)), where

    def convolution(
        self, x: str, name: str, norm: str, shape: tuple[int, int, int], stride: int = 1, spread: int = 1
    ) -> str:
        """Add a convolution (inputs, outputs, side of the kernel) with the batch norm after it."""
        inputs, outputs, side = shape
        weight = self._tensors.take(f"{name}.weight", outputs, inputs, side, side)
        scale, bias, mean, variance = (
            self._tensors.take(f"{norm}.{part}", outputs).astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = scale / np.sqrt(variance + EPSILON)
        return self.add(
            "Conv",
            x,
            self.weight(weight * scale.astype(np.float32)[:, None, None, None]),
            self.weight((bias - mean * scale).astype(np.float32)),
            kernel_shape=[side, side],
            strides=[stride, stride],
            pads=[spread * (side // 2)] * 4,
            dilations=[spread, spread],
        )

    def attention(self, x: str, name: str, channels: int) -> tuple[str, str]:
        """Add CBAM; return the weighted features and the spatial weights, as ``network.CBAM``."""
        inner, side = max(channels // self._architecture.reduction, 1), self._architecture.spatial_kernel
        layers = [
            (self._weight(f"{name}.channel.mlp.{n}", after, before, 1), self._bias(f"{name}.channel.mlp.{n}", after))
            for n, before, after in ((0, channels, inner), (2, inner, channels))
        ]
        pooled = [self.add(pool, x) for pool in ("GlobalAveragePool", "GlobalMaxPool")]
        first, second = (
            self.add("Conv", self.add("Relu", self.add("Conv", p, *layers[0])), *layers[1]) for p in pooled
        )
        x = self.add("Mul", x, self.add("Sigmoid", self.add("Add", first, second)))
        mean = self.add("Conv", x, self.weight(np.full((1, channels, 1, 1), 1 / channels, np.float32)))
        highest = self.add("ReduceMax", x, axes=[1], keepdims=1)
        name = f"{name}.spatial.conv"
        kernel, bias = self.weight(self._tensors.take(f"{name}.weight", 1, 2, side, side)), self._bias(name, 1)
        places = self.add("Conv", self.add("Concat", mean, highest, axis=1), kernel, bias, pads=[side // 2] * 4)
        where = self.add("Sigmoid", places)
        return self.add("Mul", x, where), where

    def _weight(self, name: str, outputs: int, inputs: int, side: int) -> str:
        values = self._tensors.take(f"{name}.weight", outputs, inputs)
        return self.weight(values.reshape(outputs, inputs, side, side))

    def _bias(self, name: str, outputs: int) -> str:
        return self.weight(self._tensors.take(f"{name}.bias", outputs))
