"""Predict the cells of slides as the program does: in a slide that looks different, adapted to its stain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from training.core.foreign import is_announced
from training.core.images import RGBImage
from training.core.model_card import ModelCard
from training.core.predict import BatchResult, Predictor
from training.core.preprocess import scaled
from training.core.slide_stain import TEMPERATURE, Stain, stain_of, sums_of, trained_stain, with_stain
from training.core.unlike import UnlikeScore
from training.recipes.predictions import BATCH


def predicted_in_slides(
    predictor: Predictor,
    known: UnlikeScore | None,
    images: NDArray[np.uint8],
    slides: Sequence[str],
    predicted: Callable[[int], None] = lambda count: None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return probabilities N x K and thresholds N of N images (S x S x 3, what the network sees) of these slides.

    ``known``: the model's unlike score. Each slide is judged and measured by its cells among the images.
    ``predicted`` is called after each batch with the number of images that are done (0: they are adapted now).
    """
    card, names = predictor.card, np.array(slides)
    found = _in_batches(predictor.predict, lambda image: scaled(image, card), images, predicted)
    p = np.concatenate([part.probabilities for part in found]).astype(np.float64)
    thresholds, to = np.concatenate([part.thresholds for part in found]), trained_stain(card)
    if known is None or to is None:
        return p, thresholds
    coordinates = np.concatenate([part.features for part in found if part.features is not None]).astype(np.float64)
    centres = known.centres.cpu().double().numpy()
    for slide in dict.fromkeys(slides):
        mine = np.flatnonzero(names == slide)
        own = stain_of(sums_of(images[n]) for n in mine)
        if own is None or not is_announced(coordinates[mine], centres, card):
            continue
        both = partial(_as_it_is_and_moved, card=card, own=own, to=to)
        adapt = partial(predictor.predict_adapted, temperature=TEMPERATURE)
        adapted = _in_batches(adapt, both, images[mine], lambda _count: predicted(0))
        p[mine] = np.concatenate([part.probabilities for part in adapted])
    return p, thresholds


def _as_it_is_and_moved(image: RGBImage, card: ModelCard, own: Stain, to: Stain) -> NDArray[np.float32]:
    """Return 6 x S x S, as ``Predictor.predict_adapted`` takes them."""
    return np.concatenate((scaled(image, card), scaled(with_stain(image, own, to), card)))


def _in_batches(
    predict: Callable[[NDArray[np.float32]], BatchResult],
    prepare: Callable[[RGBImage], NDArray[np.float32]],
    images: NDArray[np.uint8],
    predicted: Callable[[int], None],
) -> list[BatchResult]:
    """Return the results of all images; few of them are in memory as the network gets them."""
    found = []
    for start in range(0, len(images), BATCH):
        part = images[start : start + BATCH]
        found.append(predict(np.stack([prepare(image) for image in part])))
        predicted(len(part))
    return found
