"""Histograms and percentiles of a channel equal those of numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.histogram import counts, lit_mask, percentile

EVERY = np.arange(256, dtype=np.float32)


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(1, 256), st.floats(0, 100))
def test_percentile_of_a_histogram_equals_numpy(seed: int, darkest: int, room: int, percent: float) -> None:
    random = np.random.default_rng(seed)
    plane = random.integers(darkest, min(darkest + room, 256), (13, 17), dtype=np.uint8)
    where = (random.random(plane.shape) < 0.6).astype(np.uint8)
    where[0, 0] = 1
    told = percentile(EVERY, counts(plane, where), percent)
    assert told == pytest.approx(np.percentile(plane[where > 0], percent), abs=1e-6)


def test_only_masked_pixels_are_counted() -> None:
    plane = np.array([[3, 3], [255, 0]], np.uint8)
    seen = counts(plane, np.array([[1, 0], [1, 0]], np.uint8))
    assert seen.tolist() == [1.0 if value in (3, 255) else 0.0 for value in range(256)]


@pytest.mark.slow
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_pixel_is_lit_if_the_sum_of_its_channels_is_above_black(pixel: tuple[int, int, int]) -> None:
    red, green, blue = (np.full((2, 3), value, np.uint8) for value in pixel)
    assert lit_mask(red, green, blue).tolist() == [[int(sum(pixel) > 90)] * 3] * 2
