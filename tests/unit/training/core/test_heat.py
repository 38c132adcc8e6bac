"""Placement of a map: its points lie on the network's grid, within the part of the picture that it saw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.frame import WHOLE, Frame
from training.core.heat import inside, peak_position, place_map


def test_points_lie_on_multiples_of_the_stride() -> None:
    small = np.zeros((7, 7), np.float32)
    small[2, 3] = 1
    strength = place_map(small, WHOLE, 32, 224, 224, 224)
    assert np.unravel_index(strength.argmax(), strength.shape) == (64, 96)
    assert strength[64, 96] == pytest.approx(1)
    assert strength[64 + 16, 96] == pytest.approx(0.5625), "Catmull-Rom half-way"
    assert strength[64 + 32, 96] == pytest.approx(0)
    assert peak_position(small, 32, 224) == (pytest.approx(64.5 / 224), pytest.approx(96.5 / 224))


def test_map_stays_in_its_frame() -> None:
    frame = Frame(0.25, 0.5, 0.75, 1.0)
    strength = place_map(np.ones((4, 4), np.float32), frame, 32, 112, 80, 120)
    assert (strength > 0).sum() == 40 * 60
    assert strength[40:, 30:90] == pytest.approx(np.ones((40, 60)))
    assert np.array_equal(strength > 0, inside(frame, 80, 120))
    spot = np.zeros((4, 4), np.float32)
    spot[0, 0] = 1
    down, across = peak_position(spot, 32, 112, frame)
    assert (down, across) == (pytest.approx(0.5, abs=0.01), pytest.approx(0.25, abs=0.01))
    laid = place_map(spot, frame, 32, 112, 80, 120)
    assert np.unravel_index(laid.argmax(), laid.shape) == (40, 30)


@pytest.mark.slow
@given(st.integers(1, 7), st.integers(20, 90), st.integers(20, 90), st.floats(-0.2, 0.4), st.floats(0.6, 1.2))
def test_values_stay_in_the_range_of_the_map(points: int, height: int, width: int, low: float, high: float) -> None:
    small = np.random.default_rng(points).random((points, points)).astype(np.float32)
    frame = Frame(low, low, high, high)
    strength = place_map(small, frame, 16, 16 * points, height, width)
    seen = inside(frame, height, width)
    assert strength.shape == (height, width)
    assert not strength[~seen].any()
    assert strength[seen].min() >= small.min() - 1e-6
    assert strength.max() <= small.max() + 1e-6
