"""Heatmaps over pictures: in place, transparent where low, and as bright as the map says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.reports.heatmap import COLOURS, colour_map, overlay, resize_map

GREY = np.full((60, 80, 3), 128, np.uint8)


def test_the_colour_maps_are_the_published_ones() -> None:
    matplotlib = pytest.importorskip("matplotlib", reason="the tables are compared with matplotlib's")
    for name in COLOURS:
        published = np.rint(matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(np.uint8)
        assert np.array_equal(colour_map(name), published)


def test_inferno_grows_brighter_throughout() -> None:
    light = colour_map("inferno").astype(float) @ (0.299, 0.587, 0.114)
    assert np.all(np.diff(light) > -1)
    assert light[-1] > light[0] + 200


def test_an_unknown_colour_map() -> None:
    with pytest.raises(KeyError):
        colour_map("rainbow")


def test_where_the_map_is_low_the_picture_is_untouched() -> None:
    assert np.array_equal(overlay(GREY, [0.1] * 49, 7, 7), GREY)


def test_the_picture_itself_is_never_changed() -> None:
    before = GREY.copy()
    overlay(GREY, [1.0] * 49, 7, 7)
    assert np.array_equal(GREY, before)


def test_full_opacity_gives_the_pure_colour() -> None:
    assert np.all(overlay(GREY, [1.0] * 49, 7, 7, opacity=1.0) == colour_map("inferno")[255])


def test_half_opacity_mixes() -> None:
    expected = np.rint((128 + colour_map("inferno")[255].astype(float)) / 2)
    assert np.all(np.abs(overlay(GREY, [1.0] * 49, 7, 7) - expected) <= 1)


def test_colour_stands_where_the_map_is_high() -> None:
    values = np.zeros((7, 7))
    values[0, 6] = 1  # row 0, column 6: upper right
    changed = np.any(overlay(GREY, values.ravel().tolist(), 7, 7) != GREY, axis=2)
    assert changed[:8, 74:].all()
    assert not changed[30:, :].any()
    assert not changed[:, :40].any()


def test_a_map_of_the_wrong_length() -> None:
    with pytest.raises(ValueError, match="cannot have 40 values"):
        overlay(GREY, [0.0] * 40, 7, 7)


def test_values_that_are_no_numbers_count_as_nothing() -> None:
    assert np.array_equal(overlay(GREY, [float("nan")] * 49, 7, 7), GREY)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 40), st.integers(1, 40), st.randoms())
def test_resizing_is_bilinear_with_aligned_centres(w: int, h: int, to_w: int, to_h: int, random: object) -> None:
    import cv2

    values = np.random.default_rng(random.randrange(2**32)).random((h, w)).astype(np.float32)  # type: ignore[attr-defined]
    ours = resize_map(values.ravel().tolist(), w, h, to_w, to_h)
    theirs = cv2.resize(values, (to_w, to_h), interpolation=cv2.INTER_LINEAR)
    assert ours.shape == (to_h, to_w)
    assert np.allclose(ours, theirs.reshape(to_h, to_w), atol=1e-3)
