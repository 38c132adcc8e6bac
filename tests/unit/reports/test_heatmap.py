"""Heatmaps over pictures: position, transparency of low values, and brightness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.heat_maps import Placement
from wbc_desktop.reports.colour_tables import TABLES
from wbc_desktop.reports.heatmap import colour_map, overlay, resize_map

GREY = np.full((60, 80, 3), 128, np.uint8)


@pytest.mark.slow
def test_the_colour_maps_are_the_published_ones() -> None:
    matplotlib = pytest.importorskip("matplotlib", reason="the tables are compared with matplotlib's")
    for name in TABLES:
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


@pytest.mark.slow
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 6), st.integers(1, 6), st.randoms())
def test_resizing_is_bicubic_with_aligned_centres(w: int, h: int, more_w: int, more_h: int, random: object) -> None:
    """As Pillow resizes; beyond the border, the line through the last two points goes on."""
    from PIL import Image

    values = np.random.default_rng(random.randrange(2**32)).random((h, w)).astype(np.float32)  # type: ignore[attr-defined]
    ours = resize_map(values.ravel().tolist(), w, h, w * more_w, h * more_h)
    padded = np.pad(values, 2, mode="reflect", reflect_type="odd")
    large = Image.fromarray(padded).resize(
        (padded.shape[1] * more_w, padded.shape[0] * more_h), Image.Resampling.BICUBIC
    )
    inner = np.asarray(large)[2 * more_h : (h + 2) * more_h, 2 * more_w : (w + 2) * more_w]
    # Between the outermost point and the edge, the outermost value continues; Pillow's curve still bends there.
    down, across = (slice(more // 2, size - more // 2) for more, size in ((more_h, h * more_h), (more_w, w * more_w)))
    assert ours.shape == (h * more_h, w * more_w)
    assert ours[down, across] == pytest.approx(np.clip(inner, values.min(), values.max())[down, across], abs=1e-5)


def test_a_map_is_smooth_where_the_points_lie() -> None:
    """A hot point must not look like a star: the slope changes everywhere by little."""
    drawn = resize_map(hot_point(7, 7, 3, 3), 7, 7, 280, 280)
    profile = drawn[140]
    bends = np.abs(np.diff(profile, n=2))[profile[1:-1] > 0.05]
    assert bends.max() < 2 * 5 / 40**2, "5 is the sharpest curvature of the cubic, over 40 pixels from point to point"


def hot_point(w: int, h: int, i: int, j: int) -> list[float]:
    values = np.zeros((h, w))
    values[i, j] = 1
    return values.ravel().tolist()


@pytest.mark.parametrize(("i", "j"), [(0, 0), (3, 1), (6, 6), (2, 5)])
def test_a_hot_point_is_where_the_network_looked(i: int, j: int) -> None:
    """224 pixels and a stride of 32: point i lies in the middle of pixel 32 i."""
    placement = Placement(0.5 / 224, 0.5 / 224, 32 / 224, 32 / 224)
    drawn = resize_map(hot_point(7, 7, i, j), 7, 7, 224, 224, placement)
    assert np.unravel_index(drawn.argmax(), drawn.shape) == (32 * i, 32 * j)
    assert drawn[32 * i, 32 * j] == pytest.approx(1)


def test_the_map_of_a_part_lies_in_that_part_and_nowhere_else() -> None:
    """A frame 40 to 80 of 100 wide and 10 to 60 of 100 high, seen as 64 pixels with a stride of 32."""
    placement = Placement(0.4 + 0.4 / 128, 0.1 + 0.5 / 128, 0.2, 0.25, 0.4, 0.1, 0.8, 0.6)
    drawn = resize_map([1.0] * 4, 2, 2, 100, 100, placement)
    expected = np.zeros((100, 100))
    expected[10:60, 40:80] = 1
    assert np.allclose(drawn, expected)
    picture = overlay(np.full((100, 100, 3), 128, np.uint8), [1.0] * 4, 2, 2, placement=placement)
    assert np.array_equal(np.any(picture != 128, axis=2), expected > 0)
    hot = resize_map(hot_point(2, 2, 1, 1), 2, 2, 100, 100, placement)
    assert hot[35:60, 60:80].min() > 0.95, "around the last point its value goes on to the frame's end"


def test_a_frame_beyond_the_picture_shows_what_lies_within() -> None:
    placement = Placement(-0.5, -0.5, 0.5, 0.5, -0.5, -0.5, 1.5, 1.5)
    drawn = resize_map(hot_point(5, 5, 2, 2), 5, 5, 101, 101, placement)
    assert np.unravel_index(drawn.argmax(), drawn.shape) == (50, 50)
    assert np.allclose(drawn, drawn[::-1, ::-1], atol=1e-6)


def asymmetry(size: int, stride: int, placement: Placement | None) -> float:
    """How far the map of a picture is from that of its mirror image, mirrored back, at most, between the points.

    The network answers evenly more towards the right and the bottom of the one, towards the left and top of the other.
    """
    at = (np.arange(-(-size // stride)) * stride + 0.5) / size
    more = 0.1 + 0.4 * at[None, :] + 0.4 * at[:, None]
    less = 0.1 + 0.4 * (1 - at[None, :]) + 0.4 * (1 - at[:, None])
    count = len(at)
    one, other = (resize_map(m.ravel().tolist(), count, count, 200, 200, placement) for m in (more, less))
    middles = (np.arange(200) + 0.5) / 200
    between = (middles > 1 - at[-1]) & (middles < at[-1])
    return float(np.abs(one - other[::-1, ::-1])[np.ix_(between, between)].max(initial=0))


@pytest.mark.slow
@given(st.integers(33, 300), st.sampled_from([16, 32]))
def test_a_picture_and_its_mirror_image_get_mirrored_maps(size: int, stride: int) -> None:
    placement = Placement(0.5 / size, 0.5 / size, stride / size, stride / size)
    assert asymmetry(size, stride, placement) < 1e-5


@pytest.mark.parametrize(("size", "stride"), [(112, 32), (112, 16), (224, 32)])
def test_maps_that_are_stretched_evenly_are_not_mirrored(size: int, stride: int) -> None:
    """What the test above would find if the points were in the middles of even parts."""
    assert asymmetry(size, stride, None) > 0.05


def test_a_uniform_map_is_uniform_however_the_points_lie() -> None:
    drawn = resize_map([0.5] * 16, 4, 4, 112, 112, Placement(0.5 / 112, 0.5 / 112, 32 / 112, 32 / 112))
    assert (drawn == 0.5).all()


@pytest.mark.parametrize(
    "sides",
    [(0, 0, 0, 1), (0, 0, 1, -1), (float("nan"), 0, 1, 1), (0, 0, 1, float("inf")), (0, 0, 1, 1, 0.5, 0, 0.5, 1)],
)
def test_impossible_positions_are_refused(sides: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="Impossible position of a map"):
        Placement(*sides)
