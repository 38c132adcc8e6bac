"""The stain of a slide is moved to that of the training cells; all cells of a slide are changed alike."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.core.background import STAIN, moved
from training.core.model_card import ModelCard
from training.core.slide_stain import TRAINED, Stain, as_json, stain_of, sums_of, trained_stain, with_stain

CARD = ModelCard("m", "net", {}, (("NEU", "n"), ("LYM", "l")), 32, "RGB", (0, 0, 0), (1, 1, 1))
ODD = [
    {"mean": [1, 2], "deviation": [1, 1, 1]},
    {"mean": [1, 2, 3]},
    {"mean": [1, 2, 3], "deviation": [1, 0, 1]},
    [],
    "x",
    3,
]
ODD += [{"mean": [1, 2, float("nan")], "deviation": [1, 1, 1]}, {"mean": [1, 2, 3], "deviation": [1, 1, "a"]}]


def cells(count: int, seed: int = 0) -> list[NDArray[np.uint8]]:
    """Return small pictures whose colours vary around one that a white cell may have."""
    random = np.random.default_rng(seed)
    means = random.normal([170, 120, 165], 8, (count, 1, 1, 3))
    return list(np.clip(random.normal(means, 14, (count, 24, 24, 3)), 40, 250).astype(np.uint8))


def lightness(pictures: list[NDArray[np.uint8]]) -> list[float]:
    return [float(cv2.cvtColor(one, cv2.COLOR_RGB2LAB)[..., 0].mean()) for one in pictures]


def test_stain_is_that_of_all_pixels_together() -> None:
    pictures = cells(5)
    found = stain_of(map(sums_of, pictures))
    assert found is not None
    lab = np.concatenate([cv2.cvtColor(one, cv2.COLOR_RGB2LAB).reshape(-1, 3) for one in pictures]).astype(float)
    assert found.mean == pytest.approx(lab.mean(axis=0), abs=0.001)
    assert found.deviation == pytest.approx(lab.std(axis=0), abs=0.001)


def test_slide_gets_the_wanted_stain_and_its_cells_stay_different() -> None:
    pictures = cells(6)
    own, to = stain_of(map(sums_of, pictures)), Stain((180.0, 140.0, 120.0), (20.0, 8.0, 8.0))
    assert own is not None
    new = [with_stain(one, own, to) for one in pictures]
    found = stain_of(map(sums_of, new))
    assert found is not None
    assert found.mean == pytest.approx(to.mean, abs=1.5)
    assert found.deviation == pytest.approx(to.deviation, abs=2.0)
    assert np.argsort(lightness(new)).tolist() == np.argsort(lightness(pictures)).tolist()


def test_black_corners_are_not_measured_and_stay_black() -> None:
    pictures = cells(2)
    own = stain_of([sums_of(pictures[0])])
    cornered = np.vstack([pictures[0], np.zeros((10, 24, 3), np.uint8)])
    assert stain_of([sums_of(cornered)]) == own
    assert own is not None
    assert not with_stain(cornered, own, TRAINED["leukocyte", "white"])[24:].any()


def test_pictures_without_colours_have_no_stain() -> None:
    assert stain_of([]) is None
    assert stain_of([sums_of(np.zeros((8, 8, 3), np.uint8))]) is None
    assert stain_of([sums_of(np.full((8, 8, 3), 200, np.uint8))]) is None


def test_stain_of_the_training_cells_comes_from_the_card_or_from_how_the_model_sees_them() -> None:
    own = Stain((200.0, 130.0, 120.0), (40.0, 10.0, 9.0))
    assert trained_stain(CARD) is None
    assert trained_stain(replace(CARD, framing="leukocyte", background="white")) == TRAINED["leukocyte", "white"]
    assert trained_stain(replace(CARD, known={"stain": as_json(own)})) == own
    for odd in ODD:
        assert trained_stain(replace(CARD, framing="leukocyte", background="white", known={"stain": odd})) is None


def test_the_standard_stain_of_single_pictures_is_the_same_step() -> None:
    picture = cells(1)[0]
    own = stain_of([sums_of(picture)])
    assert own is not None
    to = Stain((STAIN[0, 0], STAIN[0, 1], STAIN[0, 2]), (STAIN[1, 0], STAIN[1, 1], STAIN[1, 2]))
    assert (with_stain(picture, own, to) == moved(picture, own.table, STAIN)).all()
