"""Predict the cells of slides as the program does: in a slide that looks different, adapted to its stain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.core.foreign import is_announced
from training.core.predict import BatchResult, Predictor
from training.core.preprocess import scaled
from training.core.slide_stain import TEMPERATURE, stain_of, sums_of, trained_stain, with_stain
from training.core.unlike import UnlikeScore
from training.recipes.predictions import BATCH


def predicted_in_slides(
    predictor: Predictor, known: UnlikeScore | None, images: NDArray[np.uint8], slides: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return probabilities N x K and thresholds N of N images (S x S x 3, what the network sees) of these slides.

    ``known``: the model's unlike score. Each slide is judged and measured by its cells among the images.
    """
    card, names = predictor.card, np.array(slides)
    found = _in_batches(predictor.predict, np.stack([scaled(image, card) for image in images]))
    p = np.concatenate([part.probabilities for part in found]).astype(np.float64)
    thresholds, to = np.concatenate([part.thresholds for part in found]), trained_stain(card)
    if known is None or to is None:
        return p, thresholds
    coordinates = np.concatenate([part.features for part in found if part.features is not None]).astype(np.float64)
    centres = known.centres
    for slide in dict.fromkeys(slides):
        mine = np.flatnonzero(names == slide)
        own = stain_of(sums_of(images[n]) for n in mine)
        if own is None or not is_announced(coordinates[mine], centres, card):
            continue
        both = [(scaled(images[n], card), scaled(with_stain(images[n], own, to), card)) for n in mine]
        adapted = _in_batches(
            lambda batch: predictor.predict_adapted(batch, TEMPERATURE),
            np.stack([np.concatenate(pair) for pair in both]),
        )
        p[mine] = np.concatenate([part.probabilities for part in adapted])
    return p, thresholds


def _in_batches(
    predict: Callable[[NDArray[np.float32]], BatchResult], prepared: NDArray[np.float32]
) -> list[BatchResult]:
    return [predict(prepared[start : start + BATCH]) for start in range(0, len(prepared), BATCH)]
