"""Which cells teach the most: typical ones that leave doubt, unlike those classified; the same order each time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.core.teaching import AMONG, MOST_LABELLED, STEP, teaching_order


def ground(n: int, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return N x 4 features, N x K probabilities and N classes."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(classes), n).astype(np.float32)
    return rng.normal(size=(n, 4)).astype(np.float32), shares, rng.integers(0, classes, n)


def none(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return no classified cells."""
    return features[:0], np.zeros(0, np.intp)


@given(st.integers(0, 90), st.integers(1, 4), st.integers(0, 12), st.integers(0, 90), st.integers(0, 9))
def test_order_names_different_cells_and_begins_alike(n: int, classes: int, known: int, count: int, seed: int) -> None:
    features, probabilities, _ = ground(n, classes, seed)
    labelled, _, labels = ground(known, classes, seed + 100)
    order = teaching_order(features, probabilities, labelled, labels, count).tolist()
    assert len(order) == len(set(order)) == min(n, count)
    assert set(order) <= set(range(n))
    assert teaching_order(features, probabilities, labelled, labels, n).tolist()[: len(order)] == order


def test_cells_with_little_doubt_come_last() -> None:
    features, probabilities, _ = ground(300)
    order = teaching_order(features, probabilities, *none(features), STEP)
    two = np.sort(probabilities, axis=1)[:, -2:]
    margin = two[:, 1] - two[:, 0]
    assert margin[order].max() <= np.sort(margin)[STEP * AMONG - 1]


def test_typical_cell_comes_before_an_odd_one_and_a_copy() -> None:
    """Two clouds and one cell far away, all equally doubtful: one of each cloud first."""
    cloud = np.random.default_rng(1).normal(size=(20, 2)) / 10
    features = np.concatenate([[[90, 90]], cloud, cloud + 9]).astype(np.float32)
    first, second = teaching_order(features, np.full((41, 2), 0.5, np.float32), *none(features), 2)
    assert {1 <= first <= 20, 1 <= second <= 20} == {True, False}
    assert 0 not in (first, second)


def test_doubt_about_cells_like_classified_ones_is_less() -> None:
    features = np.repeat(np.asarray([[0, 0], [9, 9]], np.float32), STEP * AMONG, axis=0)
    probabilities = np.full((len(features), 2), 0.5, np.float32)
    order = teaching_order(features, probabilities, features[:1], np.asarray([0]), STEP)
    assert order.min() >= STEP * AMONG
    order = teaching_order(features, probabilities, features[-1:], np.asarray([1]), STEP)
    assert order.max() < STEP * AMONG


def test_contradictory_classified_cells_raise_doubt() -> None:
    features = np.repeat(np.asarray([[0, 0], [9, 9]], np.float32), STEP * AMONG, axis=0)
    probabilities = np.tile(np.asarray([[0.9, 0.1]], np.float32), (len(features), 1))
    order = teaching_order(features, probabilities, features[[0, 0]], np.asarray([1, 1]), STEP)
    assert order.max() < STEP * AMONG


def test_many_classified_cells_are_thinned_out() -> None:
    features, probabilities, _ = ground(50)
    labelled, _, labels = ground(10, seed=5)
    many = [np.repeat(one, 2 * MOST_LABELLED // 10, axis=0) for one in (labelled, labels)]
    order = teaching_order(features, probabilities, *many, 20)
    assert order.tolist() == teaching_order(features, probabilities, *[one[::2] for one in many], 20).tolist()


def test_features_without_spread_do_no_harm() -> None:
    flat = np.ones((20, 3), np.float32)
    order = teaching_order(flat, ground(20)[1], flat[:2], np.asarray([0, 1]), 20)
    assert sorted(order.tolist()) == list(range(20))
