"""Adapted predictions of a real network: two views of the moved image, and cells of a branch as without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.core.branch import Branch
from training.core.explain import ATTENTION, GRAD_CAM
from training.core.model_file import load_model
from training.core.torch_backbone import torch_predictor

CELLS = 4
FACTOR = 1.3


@pytest.fixture
def both(tiny_model: Path) -> NDArray[np.float32]:
    """Images as they are, and moved."""
    _, card = load_model(tiny_model)
    shape = (CELLS, 6, card.input_size, card.input_size)
    return np.random.default_rng(4).normal(size=shape).astype(np.float32)


def test_scores_are_the_mean_of_the_moved_image_and_its_mirror_image(
    tiny_model: Path, both: NDArray[np.float32]
) -> None:
    predictor = torch_predictor(*load_model(tiny_model))
    found = predictor.predict_adapted(both, FACTOR)
    one, other = predictor.predict(both[:, 3:]), predictor.predict(np.ascontiguousarray(both[:, 3:, :, ::-1]))
    assert found.logits == pytest.approx((one.logits + other.logits) / 2, abs=1e-4)
    scaled = torch.softmax(torch.from_numpy(found.logits) / (predictor.card.temperature * FACTOR), dim=1).numpy()
    assert found.probabilities == pytest.approx(scaled, abs=1e-6)
    assert found.maps == pytest.approx(one.maps, abs=1e-5)
    assert found.attention == pytest.approx(one.attention, abs=1e-5)
    assert (found.unlike, found.features, found.kept) == (None, None, None)


@pytest.mark.parametrize("known", [(), (1, 3), range(CELLS)])
def test_cells_of_a_branch_are_predicted_as_without(
    tiny_model: Path, both: NDArray[np.float32], known: tuple[int, ...]
) -> None:
    model, card = load_model(tiny_model)
    alone = torch_predictor(model, card).predict_adapted(both, FACTOR)
    with torch.no_grad():
        _, _, averages = model.features_and_averages(torch.from_numpy(both[:, :3].copy()))
    names = ("Laboratory B",)
    model.architecture = replace(model.architecture, branches=names, own_classes=model.classes)
    channels = model.head.dense[0].num_features
    branch = Branch(averages.shape[1], channels, model.classes).eval()
    wanted = torch.full((CELLS,), -1.0)
    wanted[list(known)] = 1.0
    with torch.no_grad():  # the switch is exactly ``wanted`` on these cells
        weights = torch.linalg.lstsq(averages.double(), wanted.double()[:, None]).solution
        branch.switch.weight.copy_(weights.T.float())
        branch.switch.bias.zero_()
    model.branches.append(branch)
    predictor = torch_predictor(model, replace(card, options=model.architecture.to_dict(), thresholds={names[0]: 0.71}))
    found, plain = predictor.predict_adapted(both, FACTOR), predictor.predict(both[:, :3])
    assert found.kept is not None
    assert found.kept.tolist() == [n in known for n in range(CELLS)]
    thresholds = [0.71 if n in known else card.threshold for n in range(CELLS)]
    assert found.thresholds.tolist() == plain.thresholds.tolist() == thresholds
    for n in range(CELLS):
        expected = plain if n in known else alone
        assert found.probabilities[n] == pytest.approx(expected.probabilities[n], abs=1e-4)
        assert found.maps[n] == pytest.approx(expected.maps[n], abs=1e-3)
    assert predictor.explain(both, GRAD_CAM) == pytest.approx(found.maps, abs=1e-3)
    assert predictor.explain(both, ATTENTION)[:, 0] == pytest.approx(found.attention, abs=1e-4)
