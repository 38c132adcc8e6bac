"""The comparison of methods of explanation: copies are moved back, and known maps get the figures that they must."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training.core.explain import METHODS
from training.core.images import RGBImage
from training.core.model_file import load_model, save_model
from training.data.manifest import Sample
from training.recipes.explanations import CENTRE, CONSTANT, COPIES, Explainer, compare_methods, correlation
from training.recipes.predictions import load_for_evaluation


def picture(side: int = 64) -> RGBImage:
    """A dark cell in the upper left of light ground."""
    rows, columns = np.mgrid[0:side, 0:side]
    inside = (rows - side / 3) ** 2 + (columns - side / 3) ** 2 < (side / 5) ** 2
    return np.where(inside[..., None], (105, 60, 150), (235, 205, 215)).astype(np.uint8)


def test_maps_of_copies_are_moved_back_to_where_the_copies_came_from() -> None:
    heat = np.random.default_rng(0).random((8, 8)).astype(np.float32)
    seen = np.repeat((255 * heat).astype(np.uint8)[..., None], 3, axis=2)
    for copy in COPIES:
        changed = np.ascontiguousarray(copy.change(seen))
        assert changed.shape == seen.shape
        assert not np.array_equal(changed, seen), copy.title
        assert correlation(copy.back(changed[..., 1].astype(np.float32)), heat) > 0.9, copy.title


def test_correlation_of_maps() -> None:
    heat = np.random.default_rng(0).random((8, 8)).astype(np.float32)
    assert correlation(heat, 0.5 * heat) == pytest.approx(1)
    assert correlation(heat, -heat) == pytest.approx(-1)
    assert correlation(heat, np.zeros_like(heat)) == 0


def test_maps_of_one_class_for_all_pictures(tiny_model: Path) -> None:
    loaded = load_for_evaluation(tiny_model, "cpu")
    explainer = Explainer(loaded)
    seen = [picture(), np.ascontiguousarray(picture()[::-1])]
    labels, own = explainer.maps(seen)
    _, other = explainer.maps(seen, (labels + 1) % 8)
    assert set(own) == set(METHODS)
    assert {maps.shape for maps in own.values()} == {(2, 2, 2)}
    assert not np.array_equal(own["grad-cam"], other["grad-cam"])
    assert np.array_equal(own["eigen-cam"], other["eigen-cam"])
    assert explainer.images == 4
    predicted = loaded.predictor().predict(np.stack([loaded.predictor().prepare(one) for one in seen]))
    found = explainer.probabilities(seen, int(labels[0]))
    assert found == pytest.approx(predicted.probabilities[:, labels[0]], abs=1e-5)


def test_empty_maps_are_counted_and_have_no_share_of_heat(tiny_model: Path, tmp_path: Path) -> None:
    model, card = load_model(tiny_model)
    with torch.no_grad():
        model.head.dense[-1].weight.zero_()  # no feature has any influence
    save_model(model, replace(card, framing="whole"), tmp_path / "blind.safetensors")
    Image.fromarray(picture(96)).save(tmp_path / "a.png")
    loaded = load_for_evaluation(tmp_path / "blind.safetensors", "cpu")
    found = compare_methods(loaded, [Sample(tmp_path / "a.png", "NEU", "test", "")])
    blind, constant = found.measured["grad-cam"], found.measured[CONSTANT]
    assert blind.empty.tolist() == [True]
    assert np.isnan(blind.heat).all()
    assert blind.agreement.tolist() == [[0, 0, 0]]
    assert blind.faithfulness == pytest.approx([0], abs=1e-6), "the probability never changes"
    assert found.segmented == 1
    assert 0.02 < float(constant.heat[0]) < 0.4
    assert found.measured[CENTRE].empty.tolist() == [False]
    assert np.isnan(found.measured[CENTRE].heat).all()
