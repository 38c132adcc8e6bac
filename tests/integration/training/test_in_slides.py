"""The cells of a comparison are predicted as the program would: adapted in a slide that looks different."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.core.foreign import ENOUGH
from training.core.model_file import load_model
from training.core.predict import Predictor
from training.core.preprocess import scaled
from training.core.slide_stain import TEMPERATURE, as_json, stain_of, sums_of, with_stain
from training.recipes.in_slides import predicted_in_slides

from .laboratories import ABROAD, CLASSES, HOME, Ground, cell


def test_only_the_slide_that_looks_different_is_adapted(ground: Ground) -> None:
    model, card = load_model(ground.model)
    home, abroad = (
        np.stack([cell(CLASSES[n % len(CLASSES)], stain, 900 + n) for n in range(2 * ENOUGH)])
        for stain in (HOME, ABROAD)
    )
    to = stain_of(sums_of(image) for image in home)
    own = stain_of(sums_of(image) for image in abroad)
    assert own is not None
    assert to is not None
    predictor = Predictor(model, replace(card, known={**card.known, "stain": as_json(to)}))
    few = abroad[: ENOUGH - 1]
    images = np.concatenate((home, abroad, few))
    slides = ["home"] * len(home) + ["abroad"] * len(abroad) + ["few"] * len(few)
    told: list[int] = []
    p, thresholds = predicted_in_slides(predictor, model.known, images, slides, told.append)
    assert sum(told) == len(images)
    assert told[-1] == 0, "the cells of the slide that looks different are adapted"
    assert thresholds.tolist() == [card.threshold] * len(images)
    prepared = np.stack([scaled(image, card) for image in images])
    plain = predictor.predict(prepared).probabilities
    moved = np.stack([scaled(with_stain(image, own, to), card) for image in abroad])
    both = np.concatenate((prepared[len(home) : len(home) + len(abroad)], moved), axis=1)
    adapted = predictor.predict_adapted(both, TEMPERATURE).probabilities
    rows = {name: np.array(slides) == name for name in ("home", "abroad", "few")}
    assert np.allclose(p[rows["home"]], plain[rows["home"]], atol=1e-4)
    assert np.allclose(p[rows["few"]], plain[rows["few"]], atol=1e-4), "too few cells to tell"
    assert np.allclose(p[rows["abroad"]], adapted, atol=1e-4)
    assert not np.allclose(p[rows["abroad"]], plain[rows["abroad"]], atol=1e-2)
    without = predicted_in_slides(Predictor(model, card), model.known, images, slides)[0]
    assert np.allclose(without, plain, atol=1e-4), "the stain of the training cells is not known"
