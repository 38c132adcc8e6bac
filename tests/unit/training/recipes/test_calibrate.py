"""The temperature: recovered, and not dominated by copies of a few originals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.recipes.calibrate import calibrated, fit_temperature, negative_log_likelihood, softmax
from training.recipes.risk import threshold_for


def honest(seed: int, n: int, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return logits that are calibrated at temperature 1, and classes drawn from them."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 2, (n, classes))
    return logits, np.array([random.choice(classes, p=row) for row in softmax(logits)])


@pytest.mark.slow
@settings(max_examples=15)
@given(st.floats(0.4, 3.0))
def test_known_scale_is_recovered(scale: float) -> None:
    logits, true = honest(0, 3000)
    assert fit_temperature(logits * scale, true) == pytest.approx(scale, rel=0.12)
    singles = [""] * len(true)
    assert fit_temperature(logits * scale, true, singles) == pytest.approx(fit_temperature(logits * scale, true))


def test_copies_do_not_dominate_the_temperature() -> None:
    logits, true = honest(1, 600)
    wrong, answer = np.array([[6.0, 0.0, 0.0, 0.0]]), 1
    copied = np.concatenate([logits, np.repeat(wrong, 600, axis=0)])
    labels = np.concatenate([true, np.full(600, answer)])
    groups = [""] * 600 + ["one original"] * 600
    alike, by_group = fit_temperature(copied, labels), fit_temperature(copied, labels, groups)
    once = fit_temperature(np.concatenate([logits, wrong]), np.append(true, answer))
    assert by_group == pytest.approx(once)  # 600 sure errors that are all the same one
    assert alike > 1.5 * once


def test_originals_have_equal_weight_in_every_class() -> None:
    logits, true = honest(3, 400)
    odd = np.array([[6.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 6.0]])  # the fourth class has two originals only, one wrong
    found = fit_temperature(
        np.concatenate([logits[true != 3], np.repeat(odd, 150, axis=0)]),
        np.concatenate([true[true != 3], np.full(300, 3)]),
        [""] * int((true != 3).sum()) + ["first"] * 150 + ["second"] * 150,
    )
    once = fit_temperature(np.concatenate([logits[true != 3], odd]), np.concatenate([true[true != 3], [3, 3]]))
    assert found == pytest.approx(once)


def test_weights_are_used() -> None:
    logits, labels = np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([0, 1])
    first = negative_log_likelihood(logits, labels, 1.0, np.array([1.0, 0.0]))
    second = negative_log_likelihood(logits, labels, 1.0, np.array([0.0, 1.0]))
    assert negative_log_likelihood(logits, labels, 1.0) == pytest.approx((first + second) / 2)
    assert first < second


def test_probabilities_sum_to_one_for_large_logits() -> None:
    p = softmax(np.array([[1e4, 0.0, -1e4], [1.0, 2.0, 3.0]]), 0.5)
    assert p.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert np.isfinite(p).all()


def test_calibration_reports_its_results() -> None:
    logits, true = honest(2, 1500)
    found = calibrated(logits * 3, true, [""] * 1500, error=0.1)
    assert found["temperature"] == pytest.approx(3, rel=0.15)
    assert found["ece"] < found["ece_before"]
    assert (found["n"], found["groups"]) == (1500, 1500)
    p = softmax(logits * 3, found["temperature"])
    assert found["threshold"]["value"] == threshold_for(p, true, [""] * 1500, 0.1).value
