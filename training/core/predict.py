"""Prediction: class scores and a Grad-CAM map for each class from one pass of the backbone. No torch.

Grad-CAM's gradient passes only through the head (:mod:`training.core.explain`). This costs K small matrix products
instead of K passes through the backbone.

An engine runs the backbone (:mod:`training.core.torch_backbone`, :mod:`training.core.onnx_backbone`); all that follows
is here, once, and computes each cell by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import Architecture
from training.core.blas import use_one_blas_thread
from training.core.explain import GRAD_CAM, class_activation, explanation
from training.core.head import Head, scaled_to_one
from training.core.images import RGBImage
from training.core.model_card import ModelCard
from training.core.preprocess import Frame, framed
from training.core.tensors import Floats, Tensors
from training.core.unlike import UnlikeScore, unlike_score_of

_FARTHEST = 60_000.0
"""The largest coordinate that is stored; numbers of 16 bits end at 65,504."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What a backbone gives for N images.

    ``features`` N x C x h x w that enter the own head, ``attention`` N x h x w: the spatial weights. ``averages``
    N x D: the channel averages after each of ``architecture.STAGES``, each stage scaled to length 1. ``entering``: what
    the endings of deep branches get, in the backbone's own form.
    """

    features: Floats
    attention: Floats
    averages: Floats
    entering: Any = None


class Backbone(Protocol):
    """A make of the network before the head. The digits of an image should not depend on the batch."""

    def run(self, images: Floats) -> Passed:
        """Take N x 3 x S x S. Raises ``MemoryError`` or the device's own error when memory is short."""

    def ending(self, way: int, entering: Any, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return features and spatial weights of some of the images from the stages of the deep branch ``way``."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The results of a batch of N images, for K classes and maps of h x w.

    ``logits`` and ``probabilities`` (after the temperature) N x K; ``maps`` N x K x h x w and ``attention``
    N x h x w, each map scaled to 0..1 by its own maximum. ``unlike`` N: the unlike score
    (:mod:`training.core.unlike`; 1 is the limit), ``features`` N x k: the whitened coordinates from which it comes;
    both None if the model has none. ``kept`` N, of adapted predictions only: the cells that took the way of a branch,
    so that they were not adapted. ``thresholds`` N: a cell with a lower highest probability is Unidentified. All
    float32, but the features float16 and the thresholds float64.
    """

    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    maps: NDArray[np.float32]
    attention: NDArray[np.float32]
    thresholds: NDArray[np.float64]
    unlike: NDArray[np.float32] | None = None
    features: NDArray[np.float16] | None = None
    kept: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What enters the heads of N cells, by their ways.

    ``features`` N x C x h x w and ``attention`` N x h x w, ``pooled`` N x C, ``context`` N x (D + C): the averages, and
    the pooled features of the model itself, scaled to length 1. ``way`` N.
    """

    features: Floats
    attention: Floats
    pooled: Floats
    context: Floats
    way: NDArray[np.int64]


class Predictor:
    """A backbone on a device, with the head and the card of its model."""

    def __init__(self, backbone: Backbone, head: Head, card: ModelCard, known: UnlikeScore | None = None) -> None:
        self.backbone, self.head, self.card, self.known = backbone, head, card, known

    def prepare(self, image: RGBImage) -> NDArray[np.float32]:
        """H x W x 3 RGB of 8 bits -> 3 x S x S float32, as the model's card says."""
        return self.framed(image)[0]

    def framed(self, image: RGBImage) -> tuple[NDArray[np.float32], Frame]:
        """Return the same and the part of the picture that it shows."""
        return framed(image, self.card)

    def predict(self, batch: NDArray[np.float32]) -> BatchResult:
        """N x 3 x S x S prepared images -> scores and maps. Raises as :meth:`Backbone.run`."""
        entered = self.entered(batch)
        result = self._result(entered, *self.scores_and_maps(entered))
        if self.known is None:
            return result
        coordinates, distances = self.known.coordinates_and_distance(entered.context[:, : self.head.averages])
        finite = np.clip(np.nan_to_num(coordinates), -_FARTHEST, _FARTHEST)
        unlike = self.known.score(distances).astype(np.float32)
        return replace(result, unlike=unlike, features=finite.astype(np.float16))

    def predict_adapted(self, batch: NDArray[np.float32], temperature: float) -> BatchResult:
        """Return scores and maps of N x 6 x S x S: each image as it is, and with its stain moved (3 channels each).

        The scores are the mean of two views of the moved image, one mirrored; the maps are those of the other view. The
        model's temperature is multiplied by ``temperature``. A cell that takes the way of a branch is predicted as by
        :meth:`predict`: the branch knows its stain. No unlike score is computed.
        """
        moved, mirrored = (self._own(view) for view in (batch[:, 3:], batch[:, 3:, :, ::-1]))
        logits, maps = self.scores_and_maps(moved)
        other, _ = self.scores_and_slopes(mirrored)
        adapted = self._result(moved, np.asarray((logits + other) / 2), maps, temperature)
        if not self.head.branches:
            return adapted
        plain = self.entered(batch[:, :3])  # the way of a cell is that of the image as it is
        return _chosen(plain.way > 0, self._result(plain, *self.scores_and_maps(plain)), adapted)

    def entered(self, images: NDArray[np.float32]) -> Entered:
        """Return what enters the heads for N x 3 x S x S images; a deep branch has features of its own."""
        own, passed = self._passed(images)
        way = self.head.way(own.context)
        features, attention, pooled = own.features, own.attention, own.pooled
        for number in self.head.deep:
            rows = np.flatnonzero(way == number)
            if len(rows):
                features[rows], attention[rows] = self.backbone.ending(number, passed.entering, rows)
                pooled[rows] = _pooled(features[rows])
        return replace(own, way=way)

    def explain(self, batch: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """Return the maps of a method (:mod:`training.core.explain`), each scaled to 0..1 by its own maximum.

        N x K x h x w, or N x 1 x h x w for a method without class. The images are N x 3 x S x S, as for
        :meth:`predict`, or N x 6 x S x S, as for :meth:`predict_adapted`.
        """
        entered = self.explained(batch)
        return scaled(explanation(method, entered.features, self.scores_and_slopes(entered)[1], entered.attention))

    def explained(self, batch: NDArray[np.float32]) -> Entered:
        """Return what enters the heads for images as for :meth:`explain`."""
        if batch.shape[1] == 3:
            return self.entered(batch)
        moved = self._own(batch[:, 3:])
        if not self.head.branches:
            return moved
        plain = self.entered(batch[:, :3])
        return Entered(
            *(_by_row(plain.way > 0, getattr(plain, f.name), getattr(moved, f.name)) for f in fields(Entered))
        )

    def scores_and_slopes(self, entered: Entered) -> tuple[Floats, Floats]:
        """Return class scores N x K and their slopes N x K x C, as :meth:`Head.scores_and_slopes`."""
        return self.head.scores_and_slopes(entered.pooled, entered.context, entered.way)

    def scores_and_maps(self, entered: Entered) -> tuple[Floats, Floats]:
        """Return class scores N x K and unscaled Grad-CAM maps N x K x h x w (ReLU applied).

        A branch uses the context beside the pooled features: that part of its scores has no place in the map.
        """
        logits, slopes = self.scores_and_slopes(entered)
        return logits, class_activation(GRAD_CAM, entered.features, slopes)

    def _own(self, images: NDArray[np.float32]) -> Entered:
        """Return what enters the model's own head, whatever the ways of the cells."""
        return self._passed(images)[0]

    def _passed(self, images: NDArray[np.float32]) -> tuple[Entered, Passed]:
        passed = self.backbone.run(np.ascontiguousarray(images))
        pooled = _pooled(passed.features)
        context = np.concatenate((passed.averages, scaled_to_one(pooled)), axis=1)
        way = np.zeros(len(images), np.int64)
        return Entered(passed.features, passed.attention, pooled, context, way), passed

    def _result(self, entered: Entered, logits: Floats, maps: Floats, temperature: float = 1.0) -> BatchResult:
        where = entered.attention
        return BatchResult(
            logits=logits,
            probabilities=_softmax(logits, self.card.temperature * temperature),
            maps=scaled(maps),
            attention=where / np.maximum(where.max(axis=(1, 2), keepdims=True), 1e-12),
            thresholds=np.array(self.card.threshold_of_way)[entered.way],
        )


def predictor_of(backbone: Backbone, tensors: Tensors, architecture: Architecture, card: ModelCard) -> Predictor:
    """Return a predictor with the head and the unlike score of a model's tensors. Raises ``ValueError``."""
    use_one_blas_thread()
    head = Head(tensors, architecture, len(card.classes))
    return Predictor(backbone, head, card, unlike_score_of(tensors.values, architecture.averages))


def scaled(maps: Floats) -> Floats:
    """Return each map divided by its own maximum; a map of zeros stays 0."""
    highest = maps.max(axis=(-2, -1), keepdims=True)
    return np.asarray(np.where(highest > 0, maps / np.maximum(highest, 1e-20), 0), np.float32)


def _pooled(features: Floats) -> Floats:
    return np.asarray(features.mean(axis=(2, 3)))


def _softmax(logits: Floats, temperature: float) -> Floats:
    """Return N x K probabilities."""
    scores = logits.astype(np.float64) / temperature
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def _chosen(first: NDArray[np.bool_], one: BatchResult, other: BatchResult) -> BatchResult:
    """Return the result ``one`` where ``first`` (N) is true, else the ``other``; ``kept`` is ``first``."""

    def choice(name: str) -> Any:
        return _by_row(first, getattr(one, name), getattr(other, name))

    return BatchResult(
        logits=choice("logits"),
        probabilities=choice("probabilities"),
        maps=choice("maps"),
        attention=choice("attention"),
        thresholds=one.thresholds,
        kept=first,
    )


def _by_row(first: NDArray[np.bool_], one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return the rows of ``one`` where ``first`` (N) is true, else those of the ``other``."""
    return np.where(first.reshape(-1, *[1] * (one.ndim - 1)), one, other)
