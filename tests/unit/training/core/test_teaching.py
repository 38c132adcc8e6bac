"""Which cells teach the most: unsure, unlike what is known, of every class; the same order each time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.core import teaching
from training.core.teaching import teaching_order


def ground(n: int, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return N x 4 features and N x K probabilities."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)).astype(np.float32), rng.dirichlet(np.ones(classes), n).astype(np.float32)


@given(st.integers(0, 40), st.integers(1, 4), st.integers(0, 12), st.integers(0, 50), st.integers(0, 9))
def test_order_names_different_cells_and_begins_alike(n: int, classes: int, known: int, count: int, seed: int) -> None:
    features, probabilities = ground(n, classes, seed)
    labelled = ground(known, seed=seed + 100)[0]
    order = teaching_order(features, probabilities, labelled, count).tolist()
    assert len(order) == len(set(order)) == min(n, count)
    assert set(order) <= set(range(n))
    assert teaching_order(features, probabilities, labelled, n).tolist()[: len(order)] == order


def test_predicted_classes_take_turns() -> None:
    features, probabilities = ground(300)
    order = teaching_order(features, probabilities, features[:0], 30)
    assert np.bincount(probabilities.argmax(axis=1)[order]).tolist() == [10, 10, 10]


def test_unsure_cell_comes_before_a_sure_one_at_the_same_place() -> None:
    features = np.asarray([[0, 0], [0, 0], [9, 9], [9, 9]], np.float32)
    probabilities = np.asarray([[1, 0], [0.6, 0.4], [1, 0], [0.55, 0.45]], np.float32)
    assert set(teaching_order(features, probabilities, features[:0], 2).tolist()) == {1, 3}


def test_cells_near_classified_ones_come_last() -> None:
    features = np.asarray([[0, 0], [0, 1], [8, 8], [9, 8]], np.float32)
    probabilities = np.full((4, 2), 0.5, np.float32)
    assert set(teaching_order(features, probabilities, features[:1] + 0.5, 2).tolist()) == {2, 3}
    assert set(teaching_order(features, probabilities, features[2:] + 0.1, 2).tolist()) == {0, 1}


def test_many_classified_cells_are_thinned_out_evenly() -> None:
    features, probabilities = ground(50)
    many = np.repeat(ground(10, seed=5)[0], 2 * teaching.MOST_LABELLED // 10, axis=0)
    expected = teaching_order(features, probabilities, ground(10, seed=5)[0], 20)
    assert teaching_order(features, probabilities, many, 20).tolist() == expected.tolist()


def test_features_without_spread_do_not_matter() -> None:
    features, probabilities = ground(20)
    flat = np.concatenate([features, np.full((20, 1), 7, np.float32)], axis=1)
    order = teaching_order(flat, probabilities, flat[:0], 20)
    assert order.tolist() == teaching_order(features, probabilities, features[:0], 20).tolist()
