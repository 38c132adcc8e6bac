"""Risk against coverage, the Unidentified threshold, and the weights of copies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recipes.risk import area, curve, thinned, threshold_for, unidentified, weights_of

seeds = st.integers(0, 10_000)


def answers(seed: int, n: int = 120, classes: int = 3) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Calibrated probabilities, classes drawn from them, and groups of about three."""
    random = np.random.default_rng(seed)
    p = random.dirichlet(np.full(classes, 0.3), n)
    true = np.array([random.choice(classes, p=row) for row in p])
    return p, true, [f"g{random.integers(0, n // 3)}" for _ in range(n)]


@pytest.mark.slow
@given(seeds)
def test_curve_ends_at_the_total_error(seed: int) -> None:
    p, true, _ = answers(seed)
    found = curve(p, true)
    assert found.coverage[-1] == pytest.approx(1.0)
    assert found.risk[-1] == pytest.approx((p.argmax(axis=1) != true).mean())
    assert (np.diff(found.coverage) > 0).all()
    assert (np.diff(found.confidence) < 0).all()
    assert 0 <= area(found) <= 1


def test_cells_of_equal_confidence_are_not_separated() -> None:
    p = np.array([[0.9, 0.1]] * 4 + [[0.6, 0.4]] * 6)
    true = np.array([0, 0, 0, 1, 0, 0, 0, 1, 1, 1])
    found = curve(p, true)
    assert found.coverage.tolist() == pytest.approx([0.4, 1.0])
    assert found.risk.tolist() == pytest.approx([0.25, 0.4])
    assert area(found) == pytest.approx(0.4 * 0.25 + 0.6 * 0.4)


def test_long_curve_is_thinned_and_keeps_its_ends() -> None:
    p, true, _ = answers(1, n=1500)
    found, points = curve(p, true), thinned(curve(p, true))
    assert len(points) == 200
    assert points[0]["coverage"] == found.coverage[0]
    assert points[-1] == {"threshold": found.confidence[-1], "coverage": 1.0, "risk": found.risk[-1]}


@pytest.mark.slow
@given(seeds, st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_smaller_error_never_gives_a_smaller_threshold(seed: int, one: float, other: float) -> None:
    p, true, groups = answers(seed)
    low, high = sorted((one, other))
    strict, loose = (threshold_for(p, true, groups, error, floor=0.0) for error in (low, high))
    assert strict.value >= loose.value
    assert 0 <= loose.value <= strict.value <= 1


@pytest.mark.slow
@given(seeds, st.floats(0.01, 0.4))
def test_threshold_has_the_stated_results(seed: int, error: float) -> None:
    p, true, groups = answers(seed)
    found = threshold_for(p, true, groups, error, floor=0.0)
    weights = weights_of(true, groups)
    kept = p.max(axis=1) >= found.value
    wrong = p.argmax(axis=1) != true
    assert kept.any()
    assert found.kept == pytest.approx(weights[kept].sum() / weights.sum())
    assert found.observed == pytest.approx((weights * wrong)[kept].sum() / weights[kept].sum())
    assert found.observed <= found.bound
    assert found.reached == (found.bound <= error)


def test_threshold_holds_on_new_cells() -> None:
    p, true, _ = answers(3, n=4000)
    found = threshold_for(p[:2000], true[:2000], [""] * 2000, error=0.05)
    assert found.reached
    kept = p[2000:].max(axis=1) >= found.value
    assert (p[2000:].argmax(axis=1) != true[2000:])[kept].mean() < 0.06
    assert kept.mean() > 0.2


def test_lowest_limit_is_used_if_no_threshold_reaches_the_error() -> None:
    p, true, groups = answers(5, n=30)
    found = threshold_for(p, true, groups, error=1e-6)
    assert not found.reached
    assert found.value >= 0.5
    assert found.bound > 1e-6


@pytest.mark.slow
@given(seeds, st.floats(0.01, 0.4))
def test_observed_error_gives_a_lower_threshold_than_its_limit(seed: int, error: float) -> None:
    p, true, groups = answers(seed)
    strict = threshold_for(p, true, groups, error)
    lenient = threshold_for(p, true, groups, error, assured=False)
    assert lenient.reached == (lenient.observed <= error)
    assert strict.assured
    assert not lenient.assured
    if strict.reached:
        assert lenient.reached
        assert lenient.value <= strict.value


def test_perfect_model_has_the_lowest_threshold() -> None:
    p = np.array([[0.9, 0.05, 0.05]] * 300 + [[0.4, 0.3, 0.3]] * 10)
    found = threshold_for(p, np.zeros(310, dtype=np.int64), [""] * 310, error=0.02)
    assert found.reached
    assert 0.5 <= found.value <= 0.9


def test_cells_below_the_floor_are_unidentified() -> None:
    p = np.full((20, 4), 0.25)
    found = threshold_for(p, np.zeros(20, dtype=np.int64), [""] * 20)
    assert (found.kept, found.reached) == (0.0, False)


def test_threshold_without_images_is_refused() -> None:
    with pytest.raises(ValueError, match="needs images"):
        threshold_for(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), [])


def test_copies_raise_the_limit() -> None:
    p, true, _ = answers(7, n=60)
    p, true = np.repeat(p, 20, axis=0), np.repeat(true, 20)
    alone = threshold_for(p, true, [""] * 1200, error=0.1)
    copies = threshold_for(p, true, [str(i // 20) for i in range(1200)], error=0.1)
    assert copies.bound > alone.bound or copies.value > alone.value


def test_group_weighs_the_root_of_its_size_within_a_class() -> None:
    labels = np.array([0] * 10 + [1] * 2)
    groups = ["a"] * 9 + ["b"] + ["", ""]
    weights = weights_of(labels, groups)
    assert weights.mean() == pytest.approx(1.0)
    assert weights[:10].sum() == pytest.approx(10.0)
    assert weights[:9].sum() / weights[9] == pytest.approx(3.0)
    assert weights[10:].tolist() == pytest.approx([1.0, 1.0])


def test_unidentified_counts_cells_below_the_threshold() -> None:
    p = np.array([[0.9, 0.1], [0.8, 0.2], [0.55, 0.45], [0.5, 0.5]])
    left = unidentified(p, np.array([0, 1, 0, 0]), ["", "", "", ""], np.full(4, 0.6))
    assert (left["n"], left["kept"], left["share"]) == (2, 2, 0.5)
    assert left["error_among_rest"] == 0.5
    nobody = unidentified(p, np.array([0, 1, 0, 0]), ["a", "a", "b", "b"], np.full(4, 0.95))
    assert nobody["error_among_rest"] is None
    assert nobody["error_among_rest_ci95"] is None
    assert nobody["share"] == 1.0
