"""Deletion and insertion curves for maps and a network with known results."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from training.core.images import RGBImage
from training.recipes.faithfulness import SHARES, background_of, blurred_copy, curve_areas, places_by_heat

SIZE, STRIDE = 64, 16


def cell() -> RGBImage:
    """A dark square of pixels, a quarter of the picture, on light ground."""
    seen = np.full((SIZE, SIZE, 3), 230, np.uint8)
    seen[:32, :32] = (90, 40, 140)
    return seen


def dark_share(views: Sequence[RGBImage]) -> NDArray[np.float64]:
    """A network that is as sure as it finds dark, sharp pixels."""
    return np.array([(view[..., 1] <= 40).sum() / (32 * 32) for view in views])


def ranks(small: NDArray[np.float32], seed: int = 0) -> NDArray[np.float64]:
    return places_by_heat(small, STRIDE, SIZE, np.random.default_rng(seed))


def test_hottest_places_come_first() -> None:
    spot = np.zeros((4, 4), np.float32)
    spot[1, 1] = 1
    order = ranks(spot)
    assert order[16, 16] == 0
    assert order.min() == 0
    assert order.max() == pytest.approx(1, abs=1e-3)
    assert len(np.unique(order)) == SIZE * SIZE
    assert np.all(order[14:19, 14:19] < 0.02)


def test_places_of_equal_heat_come_in_random_order() -> None:
    for flat in (np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)):
        assert np.array_equal(ranks(flat, 0), ranks(flat, 0))
        assert np.abs(ranks(flat, 0) - ranks(flat, 1)).mean() > 0.1
    halves = np.zeros((4, 4), np.float32)
    halves[:, :2] = 0.5
    assert ranks(halves)[:, :16].max() < ranks(halves)[:, 40:].min()


def test_right_map_has_small_deletion_and_large_insertion() -> None:
    right, wrong = np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)
    right[:2, :2], wrong[:2, :2] = 1, 0
    deletion, insertion = curve_areas(cell(), [ranks(right), ranks(wrong)], dark_share)
    assert deletion[0] < 0.25
    assert deletion[1] > 0.6
    assert insertion[0] > 0.6
    assert insertion[1] < insertion[0] - 0.2


def test_areas_of_a_network_that_does_not_look_are_its_probability() -> None:
    deletion, insertion = curve_areas(
        cell(), [ranks(np.ones((4, 4), np.float32))], lambda views: np.full(len(views), 0.3)
    )
    assert deletion[0] == pytest.approx(0.3)
    assert insertion[0] == pytest.approx(0.3)


def test_curves_begin_and_end_at_the_whole_picture_and_without_it() -> None:
    views: list[RGBImage] = []

    def watched(given: Sequence[RGBImage]) -> NDArray[np.float64]:
        views.extend(given)
        return np.zeros(len(given))

    curve_areas(cell(), [ranks(np.eye(4, dtype=np.float32))], watched)
    assert len(views) == 3 + 2 * (len(SHARES) - 2)
    assert np.array_equal(views[0], cell())
    assert np.array_equal(views[1], np.full_like(cell(), 230))
    assert np.array_equal(views[2], blurred_copy(cell()))
    removed = [(view != cell()).any(axis=2).mean() for view in views[3::2]]
    assert removed == sorted(removed)
    assert removed[-1] == pytest.approx(0.25, abs=0.12), "only the cell differs from the ground"


def test_background_is_the_light_ground() -> None:
    assert background_of(cell()).tolist() == [230, 230, 230]
    assert background_of(np.zeros((SIZE, SIZE, 3), np.uint8)).tolist() == [245, 245, 245]
