"""The background becomes white under any light, the cells keep their order, and a black picture is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.background import WHITE, brightened, gains


def picture(light: tuple[int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = np.full((60, 90, 3), light, np.uint8)
    image[20:40, 30:60] = (np.array(light) * 0.4).astype(np.uint8)
    return image


@given(st.tuples(*[st.integers(70, 255)] * 3))
def test_the_background_becomes_white_whatever_the_light(light: tuple[int, int, int]) -> None:
    image = picture(light)
    white = brightened(image, gains(image))
    assert np.abs(white[0, 0].astype(int) - WHITE).max() <= 1
    assert np.abs(white[30, 45] - 0.4 * WHITE).max() <= 4


def test_black_corners_are_no_background() -> None:
    image = picture((200, 180, 160))
    image[:, :40] = 0
    assert gains(image) == pytest.approx(WHITE / np.array([200, 180, 160]), rel=0.01)


def test_a_black_picture_is_left_alone() -> None:
    assert gains(np.zeros((5, 5, 3), np.uint8)).tolist() == [1, 1, 1]


def test_a_dim_picture_is_not_blown_up_without_end() -> None:
    assert gains(np.full((5, 5, 3), 40, np.uint8)).max() <= WHITE / 60 + 1e-6


@given(st.integers(0, 2**32 - 1), st.tuples(*[st.floats(1.0, 4.0, width=32)] * 3))
def test_looking_values_up_gives_what_computing_each_pixel_does(seed: int, factors: tuple[float, float, float]) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    by_hand = np.clip(np.rint(image * np.array(factors, np.float32)), 0, 255).astype(np.uint8)
    assert np.array_equal(brightened(image[:, ::-1], np.array(factors, np.float32)), by_hand[:, ::-1])
