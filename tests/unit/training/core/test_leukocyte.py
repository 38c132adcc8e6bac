"""The white cell is found by its stain, at any place and in any light; pictures without one give none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core import leukocyte
from training.core.frame import WHOLE, Frame
from training.core.images import RGBImage
from training.core.leukocyte import frame, segment

BACKGROUND, RED_CELL, CYTOPLASM, NUCLEUS = (235, 225, 225), (225, 165, 170), (205, 195, 225), (110, 60, 150)


def smear(
    at: tuple[int, int] = (160, 120), nucleus: int = 22, cell: int = 34, size: tuple[int, int] = (320, 240)
) -> RGBImage:
    """A field of red cells with one white cell, a round nucleus in its cytoplasm, ``at`` (x, y)."""
    image = np.full((size[1], size[0], 3), BACKGROUND, np.uint8)
    for x in range(20, size[0], 62):
        for y in range(25, size[1], 64):
            if (x - at[0]) ** 2 + (y - at[1]) ** 2 > (cell + 25) ** 2:
                cv2.circle(image, (x, y), 22, RED_CELL, -1)
    cv2.circle(image, at, cell, CYTOPLASM, -1)
    cv2.circle(image, at, nucleus, NUCLEUS, -1)
    noise = np.random.default_rng(0).normal(0, 3, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def middle(found: Frame) -> tuple[float, float]:
    return (found.left + found.right) / 2, (found.top + found.bottom) / 2


def test_frame_is_a_square_around_the_nucleus() -> None:
    found = frame(smear(at=(200, 110)))
    assert middle(found) == pytest.approx((200 / 320, 110 / 240), abs=0.02)
    assert (found.right - found.left) * 320 == pytest.approx((found.bottom - found.top) * 240, abs=1)
    assert 90 < (found.right - found.left) * 320 < 150


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(x=st.integers(35, 285), y=st.integers(35, 205))
def test_frame_holds_the_cell_and_stays_inside_the_picture(x: int, y: int) -> None:
    found = frame(smear(at=(x, y)))
    assert 0 <= found.left < found.right <= 1 + 1e-9
    assert 0 <= found.top < found.bottom <= 1 + 1e-9
    assert found.left * 320 <= x - 30
    assert found.right * 320 >= x + 30
    assert found.top * 240 <= y - 30
    assert found.bottom * 240 >= y + 30


def test_mirror_image_has_the_mirrored_frame() -> None:
    straight, turned = frame(smear(at=(90, 100))), frame(np.ascontiguousarray(smear(at=(90, 100))[:, ::-1]))
    assert (turned.left, turned.right) == pytest.approx((1 - straight.right, 1 - straight.left), abs=0.02)


@pytest.mark.parametrize("gains", [(1.0, 0.85, 0.7), (0.7, 0.7, 0.7), (0.8, 0.9, 1.0)])
def test_same_cell_is_found_in_another_light(gains: tuple[float, float, float]) -> None:
    lit = np.clip(smear(at=(220, 150)) * np.array(gains), 0, 255).astype(np.uint8)
    assert middle(frame(lit)) == pytest.approx(middle(frame(smear(at=(220, 150)))), abs=0.02)


def test_frame_does_not_depend_on_magnification() -> None:
    small = smear(at=(180, 90))
    large = cv2.resize(small, None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR)
    assert middle(frame(np.asarray(large, np.uint8))) == pytest.approx(middle(frame(small)), abs=0.02)


def test_lobes_of_one_nucleus_are_one_cell() -> None:
    image = smear(at=(160, 120), nucleus=1)
    for x, y in ((148, 112), (172, 114), (160, 134)):
        cv2.circle(image, (x, y), 9, NUCLEUS, -1)
    assert middle(frame(image)) == pytest.approx((0.5, 122 / 240), abs=0.03)


def test_black_corner_is_no_nucleus() -> None:
    image = smear(at=(220, 140))
    cv2.fillPoly(image, [np.array([(0, 0), (120, 0), (0, 120)])], (0, 0, 0))
    assert middle(frame(image)) == pytest.approx((220 / 320, 140 / 240), abs=0.02)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_plain_picture_has_no_cell(value: int) -> None:
    image = np.full((60, 80, 3), value, np.uint8)
    assert frame(image) == WHOLE
    assert segment(image) is None


def test_red_cells_are_no_white_cell() -> None:
    image = np.full((240, 320, 3), BACKGROUND, np.uint8)
    cv2.circle(image, (100, 100), 30, RED_CELL, -1)
    assert segment(image) is None


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (9, 9)])
def test_unusual_picture_shapes_are_accepted(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    found = frame(image)
    assert found.left < found.right
    assert found.top < found.bottom
    mask = segment(image)
    assert mask is None or mask.shape == shape


def test_mask_covers_nucleus_and_cytoplasm_and_no_red_cell() -> None:
    at = (200, 110)
    mask = segment(smear(at=at))
    assert mask is not None
    y, x = np.mgrid[0:240, 0:320]
    away = np.hypot(x - at[0], y - at[1])
    assert mask[away < 22].mean() > 0.99
    assert mask[(away > 24) & (away < 32)].mean() > 0.8
    assert mask[away > 40].mean() < 0.01


@pytest.mark.slow
@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(1, 256))
def test_density_table_equals_computing_each_pixel(seed: int, darkest: int, room: int) -> None:
    random = np.random.default_rng(seed)
    plane = random.integers(darkest, min(darkest + room, 256), (23, 31), dtype=np.uint8)
    lit = random.random(plane.shape) < 0.7
    lit[0, 0] = True
    densities = -np.log((plane.astype(np.float32) + 1) / 256)
    background = np.percentile(densities[lit], 10).astype(np.float32)
    by_hand = np.where(lit, np.clip(densities - background, 0, None), np.float32(0))
    assert leukocyte._density(plane, lit.view(np.uint8)) == pytest.approx(by_hand, abs=1e-6)


def test_black_picture_has_no_density() -> None:
    nothing = np.zeros((4, 4), np.uint8)
    assert not leukocyte._density(np.full((4, 4), 9, np.uint8), nothing).any()


def test_a_scratch_that_is_thinner_than_any_nucleus_is_none() -> None:
    image = np.full((160, 160, 3), BACKGROUND, np.uint8)
    cv2.line(image, (20, 80), (140, 80), (0, 0, 60), 1)
    assert frame(image) is WHOLE
    assert segment(image) is None
