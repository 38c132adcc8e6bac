"""From the pooled features to class scores and their slopes, in NumPy: own head, switches and branches.

The slopes are the gradients of the class scores with respect to the pooled features, in closed form: the layers are
linear, and a ReLU passes the gradient on where its output is positive. Class activation maps need nothing else
(:mod:`training.core.predict`). ``training/core/network.py`` has the same layers as torch modules, for training.

Each cell is computed by itself, so its digits do not depend on the batch that it is in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import NORM, Architecture
from training.core.tensors import Floats, Tensors

NEVER = -1e4
"""The score of a class that the model's own head does not know; finite with 16 bits, too."""

_SHORTEST = 1e-12
"""The least length by which a row is divided, as in torch."""


@dataclass(frozen=True, slots=True)
class Dense:
    """A linear layer: ``weight`` is out x in, ``bias`` has out numbers."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return the outputs for one row of inputs."""
        return self.weight @ x + self.bias

    @classmethod
    def taken(cls, tensors: Tensors, name: str, inputs: int, outputs: int) -> Dense:
        """Return the layer from a model's tensors. Raises ``ValueError`` if they are not there."""
        return cls(tensors.take(f"{name}.weight", outputs, inputs), tensors.take(f"{name}.bias", outputs))


@dataclass(frozen=True, slots=True)
class BranchHead:
    """The switch and the class scores of a branch (:class:`training.core.branch.Branch`); ``deep``: of a deep one."""

    switch: Dense
    head: Dense
    deep: Dense | None
    temperature: float

    def scores_and_slopes(self, pooled: Floats, context: Floats) -> tuple[Floats, Floats]:
        """Return K scores and K x C slopes of a cell's C pooled features and D + C numbers of context."""
        length = max(float(np.linalg.norm(pooled)), _SHORTEST)
        ahead = pooled / length
        averages = self.switch.weight.shape[1]
        given = np.concatenate((context[:averages], ahead))
        if self.deep is None:
            return self.head(given), _unscaled(self.head.weight[:, averages:], ahead, length)
        first, second = self.head(context) / self.temperature, self.deep(given) / self.temperature
        first, second = first - _log_sum(first), second - _log_sum(second)
        both = np.logaddexp(first, second)
        slopes = _unscaled(self.deep.weight[:, averages:], ahead, length)
        share = np.exp(second - both)[:, None]  # of the deep head in the probability of each class
        return both * self.temperature, share * (slopes - np.exp(second) @ slopes)


class Head:
    """Class scores of a model, for D averages, C pooled features and K classes."""

    def __init__(self, tensors: Tensors, architecture: Architecture, classes: int) -> None:
        """Raises ``ValueError`` if the tensors do not fit the architecture."""
        if architecture.own_classes > classes:
            raise ValueError(f"the own head has {architecture.own_classes} of {classes} classes")
        self.classes, self.averages, self._features = classes, architecture.averages, architecture.features
        self._layers = _layers(tensors, architecture, architecture.own_classes or classes)
        self._branches = tuple(
            _branch(tensors, number, architecture, classes, name in architecture.deep)
            for number, name in enumerate(architecture.branches)
        )
        self.deep = tuple(n for n, branch in enumerate(self._branches, start=1) if branch.deep is not None)
        """The ways of deep branches."""

    @property
    def branches(self) -> int:
        """The number of branches."""
        return len(self._branches)

    def way(self, context: Floats) -> NDArray[np.int64]:
        """Return the way of N cells: the number of the branch whose switch is highest, from 1; 0 if none is above 0."""
        switches = np.zeros((len(context), 1 + len(self._branches)), np.float32)
        for number, branch in enumerate(self._branches, start=1):
            switches[:, number] = [branch.switch(row[: self.averages])[0] for row in context]
        return np.asarray(switches.argmax(axis=1), np.int64)

    def scores_and_slopes(self, pooled: Floats, context: Floats, way: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return N x K scores and N x K x C slopes of N x C pooled features and N x (D + C) context, by their ways."""
        scores = np.full((len(pooled), self.classes), NEVER, np.float32)
        slopes = np.zeros((len(pooled), self.classes, self._features), np.float32)
        own = len(self._layers[-1].bias)
        for n, number in enumerate(way):
            if number:
                branch = self._branches[number - 1]
                scores[n], slopes[n] = branch.scores_and_slopes(pooled[n], context[n])
            else:
                scores[n, :own], slopes[n, :own] = self._own(pooled[n])
        return scores, slopes

    def _own(self, pooled: Floats) -> tuple[Floats, Floats]:
        *hidden, last = self._layers
        outputs = [pooled]
        for layer in hidden:
            outputs.append(np.maximum(layer(outputs[-1]), 0))
        slopes = last.weight
        for layer, output in zip(reversed(hidden), reversed(outputs), strict=False):
            slopes = np.where(output > 0, slopes, 0) @ layer.weight
        return last(outputs[-1]), slopes


def scaled_to_one(rows: Floats) -> Floats:
    """Return N x C rows, each scaled to length 1; a row of zeros stays."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _SHORTEST), np.float32)


def _unscaled(slopes: Floats, ahead: Floats, length: float) -> Floats:
    """Return the slopes K x C with respect to a vector, from those with respect to its direction ``ahead``."""
    return (slopes - np.outer(slopes @ ahead, ahead)) / length


def _log_sum(scores: Floats) -> np.float32:
    """Return the logarithm of the sum of exp(scores)."""
    highest = scores.max()
    return np.float32(highest + np.log(np.exp(scores - highest).sum()))


def _layers(tensors: Tensors, architecture: Architecture, classes: int) -> tuple[Dense, ...]:
    """Return the dense layers of the own head, the batch norm before the first one as part of it."""
    norm = {name: tensors.take(f"head.dense.0.{name}", architecture.features).astype(np.float64) for name in _NORM}
    scale = norm["weight"] / np.sqrt(norm["running_var"] + NORM)
    shift = norm["bias"] - norm["running_mean"] * scale
    sizes = (architecture.features, *architecture.hidden, classes)
    first, *rest = (
        Dense.taken(tensors, f"head.dense.{2 + 3 * n}", sizes[n], sizes[n + 1]) for n in range(len(sizes) - 1)
    )
    bias = first.bias + first.weight.astype(np.float64) @ shift
    return (Dense((first.weight * scale).astype(np.float32), bias.astype(np.float32)), *rest)


_NORM = ("weight", "bias", "running_mean", "running_var")


def _branch(tensors: Tensors, number: int, architecture: Architecture, classes: int, deep: bool) -> BranchHead:
    name, context = f"branches.{number}", architecture.averages + architecture.features
    return BranchHead(
        Dense.taken(tensors, f"{name}.switch", architecture.averages, 1),
        Dense.taken(tensors, f"{name}.head", context, classes),
        Dense.taken(tensors, f"{name}.deep_head", context, classes) if deep else None,
        float(tensors.take(f"{name}.temperature")) if deep else 1.0,
    )
