"""The network before the head as an ONNX model, from the tensors of a model file. No torch.

It is the network of :mod:`training.core.network`, with the batch norms as part of the convolutions before them. Dense
layers and the mean over channels in CBAM are convolutions of 1 x 1: ONNX Runtime computes a convolution for each image
by itself, but products of matrices and means in another order for one image than for several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.core.architecture import (
    BLOCKS,
    DEEP,
    MOBILE_BLOCKS,
    MOBILE_NORM,
    MOBILE_STEM,
    NORM,
    STAGES,
    Architecture,
)
from training.core.onnx_writer import GraphWriter
from training.core.tensors import Array, Floats, Tensors

IMAGES = "images"
"""The name of the input."""


@dataclass(frozen=True, slots=True)
class OnnxPart:
    """A model with its weights by name. ``outputs``: the names of its outputs by what they are."""

    model: bytes
    weights: dict[str, Array]
    outputs: dict[str, str]


def main_part(tensors: Tensors, architecture: Architecture) -> OnnxPart:
    """Return the model of N x 3 x S x S images.

    Outputs: ``features`` N x C x h x w, ``attention`` N x 1 x h x w (not without attention), the average of each of
    ``STAGES`` by its name, N x c x 1 x 1, and ``entering``, the input of the endings, if there are deep branches.
    Raises ``ValueError`` if the tensors do not fit the architecture.
    """
    return main_part_by(_WRITERS[architecture.backbone](tensors, architecture))


def watched_part(tensors: Tensors, architecture: Architecture) -> OnnxPart:
    """Return the same with further outputs, named by a number from 0: the points whose ranges 8 bits need, in order."""
    writer = _WRITERS[architecture.backbone](tensors, architecture)
    return main_part_by(writer, watched=True)


def main_part_by(writer: NetworkWriter, watched: bool = False) -> OnnxPart:
    """Return what a writer makes of the network before the head: :func:`main_part`, :func:`watched_part`."""
    x = writer.stem(writer.begin(IMAGES))
    outputs: dict[str, str] = {}
    for stage in BLOCKS:
        if stage == DEEP and writer.architecture.deep:
            outputs["entering"] = writer.floats(x)
        x, where = writer.stage(x, stage, "backbone")
        if stage in STAGES:
            outputs[stage] = writer.add("GlobalAveragePool", writer.floats(x))
    if watched:
        outputs |= {str(n): point for n, point in enumerate(writer.points)}
    return writer.part(writer.floats(x), where, "attention", outputs, ["n", 3, "s", "s"])


def ending_part(tensors: Tensors, architecture: Architecture, way: int) -> OnnxPart:
    """Return the model of the ending of a deep branch: N x c x h x w input of ``DEEP`` -> features and attention."""
    writer, name = _WRITERS[architecture.backbone](tensors, architecture), f"branches.{way - 1}.ending"
    stages = list(BLOCKS)
    x = IMAGES
    for stage in stages[stages.index(DEEP) :]:
        x, where = writer.stage(x, stage, name)
    entering = architecture.channels[stages[stages.index(DEEP) - 1]]
    return writer.part(x, where, f"{name}.attention", {}, ["n", entering, "h", "w"])


class NetworkWriter(GraphWriter):
    """Writes the layers of a network; the names are those of the tensors. ``points``: what 8 bits would round."""

    def __init__(self, tensors: Tensors, architecture: Architecture) -> None:
        super().__init__()
        self._tensors, self.architecture = tensors, architecture
        self.points: list[str] = []

    def begin(self, images: str) -> str:
        """Return the images in the form that the first layer takes."""
        return images

    def floats(self, x: str) -> str:
        """Return the output of a layer as 32-bit floats."""
        return x

    def stem(self, x: str) -> str:
        """Add the layers before the first stage."""
        raise NotImplementedError

    def stage(self, x: str, stage: str, place: str) -> tuple[str, str]:
        """Add a stage, and return its output and the spatial weights of its last block ("" if it has none)."""
        raise NotImplementedError

    def part(self, x: str, where: str, name: str, outputs: dict[str, str], shape: list[int | str]) -> OnnxPart:
        """Return the model that ends with the feature map ``x``, after the attention ``name`` if there is one."""
        if self.architecture.attention == "cbam":
            x, where = self.attention(x, name, self.architecture.features)
        found = {"features": x, **({"attention": where} if where else {}), **outputs}
        return OnnxPart(self.model(IMAGES, shape, found.values()), self.weights, found)

    def convolution(
        self,
        x: str,
        name: str,
        norm: str,
        shape: tuple[int, int, int],
        groups: int = 1,
        **options: list[int] | str,
    ) -> str:
        """Add a convolution (inputs, outputs, side of the kernel) with the batch norm after it."""
        weight, bias = (self.weight(values) for values in self.folded(name, norm, shape, groups))
        return self.add("Conv", x, weight, bias, kernel_shape=[shape[2]] * 2, group=groups, **options)

    def folded(self, name: str, norm: str, shape: tuple[int, int, int], groups: int = 1) -> tuple[Floats, Floats]:
        """Return the weights of a convolution with the batch norm after it, and the biases."""
        inputs, outputs, side = shape
        weight = self._tensors.take(f"{name}.weight", outputs, inputs // groups, side, side)
        scale, bias, mean, variance = (
            self._tensors.take(f"{norm}.{part}", outputs).astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = scale / np.sqrt(variance + (NORM if self.architecture.backbone == "resnet50" else MOBILE_NORM))
        return weight * scale.astype(np.float32)[:, None, None, None], (bias - mean * scale).astype(np.float32)

    def attention(self, x: str, name: str, channels: int) -> tuple[str, str]:
        """Add CBAM; return the weighted features and the spatial weights, as ``network.CBAM``."""
        inner, side = max(channels // self.architecture.reduction, 1), self.architecture.spatial_kernel
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


class ResNetWriter(NetworkWriter):
    """Writes a ResNet50."""

    def begin(self, images: str) -> str:
        self.points.append(images)
        return images

    def stem(self, x: str) -> str:
        x = self.padded(x, "backbone.conv1", "backbone.bn1", (3, 64, 7), stride=2, relu=True)
        return self.highest(x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)

    def highest(self, x: str, **options: list[int]) -> str:
        """Add max pooling."""
        return self.add("MaxPool", x, **options)

    def stage(self, x: str, stage: str, place: str) -> tuple[str, str]:
        where, after = "", self.architecture.channels[stage]
        given = 64 if stage == "layer1" else after // 2
        dilated = stage == "layer4" and self.architecture.output_stride == 16
        for block in range(BLOCKS[stage]):
            halved = block == 0 and stage != "layer1" and not dilated
            spread = 2 if dilated and block else 1
            shape = (given if block == 0 else after, after)
            x, where = self.block(x, f"{place}.{stage}.{block}", shape, 1 + halved, spread)
        return x, where

    def block(self, x: str, name: str, shape: tuple[int, int], stride: int, spread: int) -> tuple[str, str]:
        """Add a residual block of ``shape``, inputs and outputs; return its output and its spatial weights."""
        before, after = shape
        inner, where = after // 4 * self.architecture.width // 64, ""
        y = self.padded(x, f"{name}.conv1", f"{name}.bn1", (before, inner, 1), relu=True)
        y = self.padded(y, f"{name}.conv2", f"{name}.bn2", (inner, inner, 3), stride, spread, relu=True)
        y = self.padded(y, f"{name}.conv3", f"{name}.bn3", (inner, after, 1))
        if self.architecture.attention == "cbam-blocks":
            y, where = self.attention(y, f"{name}.attention", after)
        if stride > 1 or before != after:
            x = self.padded(x, f"{name}.downsample.0", f"{name}.downsample.1", (before, after, 1), stride)
        return self.sum(y, x), where

    def sum(self, x: str, y: str) -> str:
        """Add the sum of two outputs, and a ReLU."""
        return self._point(self.add("Relu", self.add("Add", x, y)))

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
        """Add a convolution that is padded by half of its kernel, and a ReLU if there is one."""
        x = self.convolution(x, name, norm, shape, groups=1, **padding(shape[2], stride, spread))
        return self._point(self.add("Relu", x) if relu else x)

    def _point(self, x: str) -> str:
        self.points.append(x)
        return x


def padding(side: int, stride: int, spread: int) -> dict[str, list[int]]:
    """Return the attributes of a convolution with a kernel of that side, padded by half of it."""
    return {"strides": [stride] * 2, "pads": [spread * (side // 2)] * 4, "dilations": [spread] * 2}


class _EfficientNet(NetworkWriter):
    def stem(self, x: str) -> str:
        return self.relu6(self.same(x, "backbone.conv1", "backbone.bn1", (3, MOBILE_STEM, 3), 2))

    def stage(self, x: str, stage: str, place: str) -> tuple[str, str]:
        stages, name = list(MOBILE_BLOCKS), f"{place}.{stage}"
        number = stages.index(stage)
        before = self.architecture.channels[stages[number - 1]] if number else MOBILE_STEM
        block = 0
        for count, kernel, stride, expansion, after in MOBILE_BLOCKS[stage]:
            for place_in_group in range(count):
                shape, step = (before, before * expansion, after), stride if place_in_group == 0 else 1
                x = self.block(x, f"{name}.{block}", shape, kernel, step)
                before, block = after, block + 1
        if number == len(stages) - 1:
            shape = (before, self.architecture.features, 1)
            x = self.relu6(self.same(x, f"{name}.{block}", f"{name}.{block + 1}", shape))
        return x, ""

    def block(self, x: str, name: str, shape: tuple[int, int, int], kernel: int, stride: int) -> str:
        """Add a block with inputs, inner channels and outputs of ``shape``: see ``efficientnet.MobileBlock``."""
        before, inner, after = shape
        y = x
        if inner != before:
            y = self.relu6(self.same(y, f"{name}.conv1", f"{name}.bn1", (before, inner, 1)))
        y = self.relu6(self.same(y, f"{name}.conv2", f"{name}.bn2", (inner, inner, kernel), stride, inner))
        y = self.same(y, f"{name}.conv3", f"{name}.bn3", (inner, after, 1))
        return self.add("Add", y, x) if stride == 1 and before == after else y

    def same(self, x: str, name: str, norm: str, shape: tuple[int, int, int], stride: int = 1, groups: int = 1) -> str:
        """Add a convolution that is padded as TensorFlow does."""
        return self.convolution(x, name, norm, shape, groups, strides=[stride] * 2, auto_pad="SAME_UPPER")

    def relu6(self, x: str) -> str:
        return self.add("Clip", x, self.weight(np.array(0, np.float32)), self.weight(np.array(6, np.float32)))


_WRITERS: dict[str, type[NetworkWriter]] = {"resnet50": ResNetWriter, "efficientnet-lite0": _EfficientNet}
"""Backbone -> what writes it."""
