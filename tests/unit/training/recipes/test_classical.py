"""The classical classifier learns nonlinear classes and chooses C on the validation part only."""

from __future__ import annotations

import numpy as np
import pytest

from training.recipes import classical
from training.recipes.classical import PENALTIES, Part, learn
from training.recipes.options import OptionError


def rings(count: int, seed: int, classes: int = 2, flipped: float = 0.0) -> Part:
    """Points on rings around the origin, one ring per class, in a plane in 20 dimensions; some have wrong classes."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    angle, radius = random.uniform(0, 2 * np.pi, count), 1 + 2 * labels + random.normal(0, 0.15, count)
    plane = np.random.default_rng(9).normal(0, 1, (2, 20))
    features = np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=1) @ plane
    features += random.normal(0, 0.05, features.shape)
    wrong = random.random(count) < flipped
    labels = np.where(wrong, (labels + 1) % classes, labels)
    return Part(features.astype(np.float32), labels, [f"g{n // 2}" for n in range(count)])


@pytest.mark.slow
def test_nonlinear_classes_are_learned() -> None:
    found = learn(rings(200, 0, classes=3), rings(60, 1, classes=3))
    test = rings(90, 2, classes=3)
    assert (found(test.features) == test.labels).mean() > 0.9
    assert found.components == 20
    assert set(found.validation) == set(PENALTIES)


def test_penalty_is_chosen_on_validation_only() -> None:
    train = rings(200, 0, flipped=0.2)
    found = learn(train, rings(60, 1))
    assert found.validation[found.penalty] == max(found.validation.values()) > 0.9
    spoiled = learn(train, Part(train.features, train.labels, train.groups))
    assert spoiled.penalty > found.penalty  # who checks on what was learned takes what learns it by heart


def test_smallest_of_equal_penalties_is_chosen() -> None:
    easy = Part(np.array([[-5.0] * 4, [5.0] * 4] * 20, np.float32), np.array([0, 1] * 20), [""] * 40)
    found = learn(easy, easy)
    assert set(found.validation.values()) == {1.0}
    assert found.penalty == PENALTIES[0]


def test_copies_do_not_dominate_the_penalty() -> None:
    """Copies weigh as the root of their number: 16 missed copies cost 4 of the weight of 4 + 4."""
    train = rings(100, 0)
    few = rings(8, 1)
    missed = np.repeat(few.features[:1], 16, axis=0)
    validation = Part(
        np.concatenate((few.features, missed)),
        np.concatenate((few.labels, np.full(16, 1 - few.labels[0]))),
        [*(f"g{n}" for n in range(8)), *["copies"] * 16],
    )
    found = learn(train, validation)
    plain = 8 / 24
    assert found.validation[10.0] > plain + 0.05


def test_same_seed_gives_the_same_answers() -> None:
    test = rings(40, 3)
    one, two = (learn(rings(100, 0), rings(40, 1), seed=5)(test.features) for _ in range(2))
    assert (one == two).all()


def test_number_of_training_vectors_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classical, "LEARNED", 12)
    assert learn(rings(100, 0), rings(40, 1)).components == 11


def test_missing_scikit_learn_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classical, "find_spec", lambda name: None)
    with pytest.raises(OptionError, match="pip install scikit-learn"):
        learn(rings(10, 0), rings(10, 1))
