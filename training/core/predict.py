"""Prediction: class scores and a Grad-CAM map for each class from one pass of the backbone.

Grad-CAM's gradient passes only through the head (:mod:`training.core.explain`). This costs K small matrix products
instead of K passes through ResNet50.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.core.explain import GRAD_CAM, class_activation, class_slopes, explanation
from training.core.images import RGBImage
from training.core.model_card import ModelCard
from training.core.network import WBCNet
from training.core.preprocess import Frame, framed

_FARTHEST = 60_000.0
"""The largest coordinate that is stored; numbers of 16 bits end at 65,504."""


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


class Predictor:
    """A network on a device. ``half``: 16-bit arithmetic in the backbone (for GPUs)."""

    def __init__(self, model: WBCNet, card: ModelCard, device: str = "cpu", half: bool = False) -> None:
        self.card = card
        self.device = device
        self._half = half
        self._model = model.eval().to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        for parameter in self._model.parameters():
            parameter.requires_grad_(False)

    def prepare(self, image: RGBImage) -> NDArray[np.float32]:
        """H x W x 3 RGB of 8 bits -> 3 x S x S float32, as the model's card says."""
        return self.framed(image)[0]

    def framed(self, image: RGBImage) -> tuple[NDArray[np.float32], Frame]:
        """Return the same and the part of the picture that it shows."""
        return framed(image, self.card)

    def predict(self, batch: NDArray[np.float32]) -> BatchResult:
        """N x 3 x S x S prepared images -> scores and maps. Raises ``torch.OutOfMemoryError`` when the GPU is full."""
        features, where, context = self._features(batch, self._model.features_and_context)
        logits, maps = class_maps(self._model, features, context)
        unlike, coordinates = self._compared(context[:, : self._model.averages])
        return replace(self._result(logits, maps, where, context), unlike=unlike, features=coordinates)

    def predict_adapted(self, batch: NDArray[np.float32], temperature: float) -> BatchResult:
        """Return scores and maps of N x 6 x S x S: each image as it is, and with its stain moved (3 channels each).

        The scores are the mean of two views of the moved image, one mirrored; the maps are those of the other view. The
        model's temperature is multiplied by ``temperature``. A cell that takes the way of a branch is predicted as by
        :meth:`predict`: the branch knows its stain. No unlike score is computed.
        """
        plain, moved = batch[:, :3], batch[:, 3:]
        features, where, context = self._features(moved, self._model.own_features_and_context)
        if not self._model.branches:
            logits, maps = class_maps(self._model, features, context)
            return self._result((logits + self._mirrored(moved, context)) / 2, maps, where, context, temperature)
        known, known_where, context = self._features(plain, self._model.features_and_context)
        logits, maps = class_maps(self._model, features, context)  # the way of a cell is that of the image as it is
        adapted = self._result((logits + self._mirrored(moved, context)) / 2, maps, where, context, temperature)
        kept: NDArray[np.bool_] = (self._model.way(context) > 0).cpu().numpy()
        unchanged = self._result(*class_maps(self._model, known, context), known_where, context)
        return _chosen(kept, unchanged, adapted)

    def explain(self, batch: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """Return the maps of a method (:mod:`training.core.explain`), each scaled to 0..1 by its own maximum.

        N x K x h x w, or N x 1 x h x w for a method without class. The images are N x 3 x S x S, as for
        :meth:`predict`, or N x 6 x S x S, as for :meth:`predict_adapted`.
        """
        features, where, context = self.head_input(batch)
        _, slopes = self.scores_and_slopes(features, context)
        return _numpy(scaled(explanation(method, features, slopes, where)))

    def head_input(self, batch: NDArray[np.float32]) -> tuple[Tensor, Tensor, Tensor]:
        """Return features N x C x h x w, attention N x 1 x h x w and context of images as for :meth:`explain`."""
        if batch.shape[1] == 3:
            return self._features(batch, self._model.features_and_context)
        features, where, context = self._features(batch[:, 3:], self._model.own_features_and_context)
        if self._model.branches:
            known, known_where, context = self._features(batch[:, :3], self._model.features_and_context)
            kept = (self._model.way(context) > 0)[:, None, None, None]
            features, where = torch.where(kept, known, features), torch.where(kept, known_where, where)
        return features, where, context

    def scores_and_slopes(self, features: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores N x K and slopes K x N x C of the features from :meth:`head_input`, as ``class_slopes``."""
        return class_slopes(self._model, features, context)

    def _mirrored(self, batch: NDArray[np.float32], context: Tensor) -> Tensor:
        """Return the class scores N x K of the mirrored images; ``context`` decides their way."""
        features, _, _ = self._features(batch[..., ::-1], self._model.own_features_and_context)
        scores: Tensor = self._model.scores(self._model.head.pool(features), context)
        return scores

    def _features(
        self, batch: NDArray[np.float32], run: Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the head's input N x C x h x w, the spatial weights N x 1 x h x w, and the context N x (D + C)."""
        images = torch.from_numpy(np.ascontiguousarray(batch)).to(self.device)
        images = images.contiguous(memory_format=torch.channels_last)
        kind = torch.device(self.device).type
        with torch.no_grad(), torch.autocast(kind, dtype=torch.float16, enabled=self._half and kind == "cuda"):
            features, where, context = run(images)
        return features.float(), where, context

    def _result(
        self, logits: Tensor, maps: Tensor, where: Tensor, context: Tensor, temperature: float = 1.0
    ) -> BatchResult:
        probabilities = torch.softmax(logits / (self.card.temperature * temperature), dim=1)
        where = where[:, 0].float()
        span = where.amax(dim=(1, 2), keepdim=True).clamp_min(1e-12)
        return BatchResult(
            logits=_numpy(logits),
            probabilities=_numpy(probabilities),
            maps=_numpy(scaled(maps)),
            attention=_numpy(where / span),
            thresholds=thresholds_of(self._model, self.card, context),
        )

    def _compared(self, averages: Tensor) -> tuple[NDArray[np.float32] | None, NDArray[np.float16] | None]:
        """Return the unlike scores of N x D averages, and the coordinates with 16 bits, all of them finite."""
        known = self._model.known
        if known is None:
            return None, None
        coordinates, distances = known.coordinates_and_distance(averages)
        finite = torch.nan_to_num(coordinates).clamp(-_FARTHEST, _FARTHEST)
        return _numpy(known.score(distances)), _numpy(finite).astype(np.float16)


def _chosen(first: NDArray[np.bool_], one: BatchResult, other: BatchResult) -> BatchResult:
    """Return the result ``one`` where ``first`` (N) is true, else the ``other``; ``kept`` is ``first``."""

    def choice(name: str) -> NDArray[np.float32]:
        a, b = getattr(one, name), getattr(other, name)
        return np.asarray(np.where(first.reshape(-1, *[1] * (a.ndim - 1)), a, b), np.float32)

    return BatchResult(
        logits=choice("logits"),
        probabilities=choice("probabilities"),
        maps=choice("maps"),
        attention=choice("attention"),
        thresholds=one.thresholds,
        kept=first,
    )


def thresholds_of(model: WBCNet, card: ModelCard, context: Tensor) -> NDArray[np.float64]:
    """Return the Unidentified threshold of each cell by its way; ``context`` N x (D + C)."""
    if not model.branches:
        return np.full(len(context), card.threshold)
    ways: NDArray[np.int64] = model.way(context).cpu().numpy()
    return np.array(card.threshold_of_way)[ways]


def class_maps(model: WBCNet, features: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
    """Scores N x K and unscaled Grad-CAM maps N x K x h x w of features and context, as for ``class_slopes``."""
    logits, slopes = class_slopes(model, features, context)
    return logits, class_activation(GRAD_CAM, features, slopes)


def scaled(maps: Tensor) -> Tensor:
    """Return each map divided by its own maximum; a map of zeros stays 0."""
    highest = maps.amax(dim=(-2, -1), keepdim=True)
    return torch.where(highest > 0, maps / highest.clamp_min(1e-20), torch.zeros_like(maps))


def _numpy(values: Tensor) -> NDArray[np.float32]:
    return values.detach().float().cpu().numpy()
