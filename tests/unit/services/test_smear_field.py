"""Drawn fields: the boxes fit the cells, cells touch and are cut, and a seed draws the same field again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from wbc_desktop.domain.classes import PLATELET, STANDARD_CLASSES
from wbc_desktop.domain.regions import Box
from wbc_desktop.services.smear_field import HEIGHT, WIDTH, DrawnCell, draw_field

pytestmark = pytest.mark.slow


@cache
def field(count: int, seed: int) -> tuple[NDArray[np.uint8], list[DrawnCell]]:
    return draw_field(count, np.random.default_rng(seed), 640, 480)


def some_cells() -> list[DrawnCell]:
    return [cell for seed in range(12) for cell in field(3, seed)[1]]


def test_field_shows_what_was_asked_for() -> None:
    picture, cells = draw_field(6, np.random.default_rng(4))
    assert (picture.shape, picture.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
    assert len(cells) == 6
    again, same = draw_field(6, np.random.default_rng(4))
    assert np.array_equal(picture, again)
    assert same == cells


def test_field_without_cells_has_red_cells_and_platelets_only() -> None:
    picture, cells = field(0, 1)
    assert cells == []
    dark = (picture.max(axis=2) < 150).mean()
    assert dark < 0.01, "something as dark and large as a nucleus"


def test_no_cell_is_a_platelet_and_classes_vary() -> None:
    codes = {cell.code for cell in some_cells()}
    assert codes < {c.code for c in STANDARD_CLASSES} - {PLATELET.code}
    assert len(codes) >= 4


def test_boxes_hold_the_dark_pixels() -> None:
    """The nuclei are darker than anything around, and inside the boxes."""
    for seed in range(4):
        picture, cells = field(3, seed)
        outside = picture.max(axis=2).copy()
        for cell in cells:
            box = cell.box
            inside = picture[box.top : box.bottom, box.left : box.right].max(axis=2)
            assert np.percentile(inside, 10) < 150, "no nucleus in the box"
            outside[box.top : box.bottom, box.left : box.right] = 255
        assert (outside < 120).mean() < 0.004, "a nucleus outside the boxes"


def test_boxes_are_inside_the_field_and_some_cells_are_cut_or_touch() -> None:
    cut = touching = 0
    for seed in range(12):
        boxes = [cell.box for cell in field(3, seed)[1]]
        for place, box in enumerate(boxes):
            assert box == box.within(640, 480)
            assert min(box.width, box.height) > 20
            cut += box.is_cut(640, 480)
            touching += any(near(box, other) for other in boxes[:place])
    assert cut >= 2
    assert touching >= 2


def near(one: Box, other: Box) -> bool:
    """Return whether the two cells touch: their boxes overlap or almost do."""
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(across, down) < 3


def test_full_field_has_fewer_cells_than_asked_for() -> None:
    _, cells = draw_field(60, np.random.default_rng(1), 320, 320)
    assert 1 <= len(cells) < 30
