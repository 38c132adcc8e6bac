"""Figures of merit against scikit-learn, and intervals that are wider when images are copies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recipes.calibrate import fit_temperature, negative_log_likelihood
from training.recipes.metrics import (
    calibration_error,
    confusion,
    gap_interval,
    intervals,
    limit_if_all_agree,
    per_class,
    scores,
    share_interval,
)

labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)


@pytest.mark.slow
@given(labels)
def test_scores_agree_with_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    true, guess = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    found = scores(confusion(true, guess, 4))
    there = sorted(set(true.tolist()))
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(true, guess))
    recall = metrics.recall_score(true, guess, labels=there, average="macro", zero_division=0)
    assert found["balanced_accuracy"] == pytest.approx(recall)
    f1 = metrics.f1_score(true, guess, labels=there, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(f1)


def test_per_class_of_a_known_matrix() -> None:
    table = per_class(np.array([[8.0, 2.0], [1.0, 9.0]]), ["NEU", "LYM"])
    assert table["NEU"]["precision"] == pytest.approx(8 / 9)
    assert table["NEU"]["recall"] == pytest.approx(0.8)
    assert table["LYM"]["f1"] == pytest.approx(18 / 21)
    assert table["LYM"]["support"] == 10


@pytest.mark.slow
def test_copies_are_one_piece_of_evidence() -> None:
    random = np.random.default_rng(0)
    right = random.random(40) < 0.7
    true = np.repeat(random.integers(0, 2, 40), 10)
    guess = np.where(np.repeat(right, 10), true, 1 - true)
    alone = intervals(true, guess, [str(i) for i in range(400)], 2)["accuracy"]
    grouped = intervals(true, guess, [str(i // 10) for i in range(400)], 2)["accuracy"]
    assert grouped[1] - grouped[0] > 2 * (alone[1] - alone[0])
    assert grouped[0] < (true == guess).mean() < grouped[1]
    nameless = intervals(true, guess, [""] * 400, 2)["accuracy"]
    assert nameless == pytest.approx(alone, abs=0.02)


def test_interval_without_errors_depends_on_the_number_of_groups() -> None:
    """Resampling correct images shows no spread, but 20 originals do not prove 100 %."""
    true = np.repeat(np.arange(20) % 2, 5)
    found = intervals(true, true, [str(i // 5) for i in range(100)], 2)
    assert found["accuracy"] == (pytest.approx(0.832, abs=1e-3), 1.0)  # Clopper and Pearson, 20 of 20
    assert found["balanced_accuracy"] == found["macro_f1"] == (pytest.approx(0.692, abs=1e-3), 1.0)  # 10 of 10
    assert share_interval(np.zeros(40), [str(i // 2) for i in range(40)]) == (0.0, pytest.approx(0.168, abs=1e-3))
    assert share_interval(np.ones(40), [""] * 40)[0] == pytest.approx(0.912, abs=1e-3)


def test_single_origin_gives_the_full_interval() -> None:
    true, guess = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0])
    assert set(intervals(true, guess, ["slide"] * 4, 2).values()) == {(0.0, 1.0)}
    assert share_interval(np.array([1.0, 0.0, 1.0]), ["slide"] * 3) == (0.0, 1.0)


def test_interval_of_equal_results_has_a_width() -> None:
    few, many = (gap_interval(np.zeros(n), [""] * n) for n in (10, 1000))
    assert few[0] == -few[1] < many[0] == -many[1] < 0
    assert gap_interval(np.zeros(9), ["one"] * 9) == (-1.0, 1.0)
    low, high = gap_interval(np.array([1.0, 0.0, -1.0, 0.0]), [""] * 4)
    assert low < 0 < high


@pytest.mark.slow
@given(
    value=st.sampled_from([-1.0, -1 / 3, 0.0, 0.5, 1.0]),
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=40),
)
def test_interval_of_a_constant_difference_has_a_width(value: float, sizes: list[int]) -> None:
    groups = [f"g{n}" for n, size in enumerate(sizes) for _ in range(size)]
    low, high = gap_interval(np.full(len(groups), value), groups)
    assert -1.0 <= low <= value <= high <= 1.0
    assert high - low == pytest.approx(2 * (1 - limit_if_all_agree(len(sizes))))
    if value >= 0:
        low, high = share_interval(np.full(len(groups), value), groups)
        assert 0.0 <= low <= value <= high <= 1.0
        assert high - low == pytest.approx(1 - limit_if_all_agree(len(sizes)))


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([-1.0, 0.0, 1 / 3, 1.0])), min_size=1, max_size=12))
def test_every_interval_has_a_width(images: list[tuple[int, float]]) -> None:
    groups = [f"g{group}" for group, _ in images]
    low, high = gap_interval(np.array([value for _, value in images]), groups)
    assert high > low


@pytest.mark.parametrize("wrong", [[1, 0, 1, 0], [0, 0, 0, 0]])
def test_interval_has_a_width_if_all_or_half_of_the_classes_are_wrong(wrong: list[int]) -> None:
    true, groups = np.array([0, 1, 0, 1]), ["a", "b", "c", "d"]
    for low, high in intervals(true, np.array(wrong), groups, 2).values():
        assert 0.0 <= low < high <= 1.0


def test_calibration_error_of_a_known_case() -> None:
    probabilities = np.array([[0.8, 0.2]] * 10)
    error, bins = calibration_error(probabilities, np.array([0] * 6 + [1] * 4))
    assert error == pytest.approx(0.2)
    assert [(b["confidence"], b["accuracy"], b["n"]) for b in bins] == [(pytest.approx(0.8), pytest.approx(0.6), 10)]


@pytest.mark.slow
def test_temperature_is_recovered() -> None:
    random = np.random.default_rng(0)
    honest = random.normal(0, 2, (4000, 5))
    p = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    true = np.array([random.choice(5, p=row) for row in p])
    found = fit_temperature(honest * 2.5, true)
    assert found == pytest.approx(2.5, rel=0.1)
    assert negative_log_likelihood(honest * 2.5, true, found) < negative_log_likelihood(honest * 2.5, true, 1.0)
