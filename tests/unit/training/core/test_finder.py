"""Drawn fields: white cells are found at any size and in any light; nothing else is."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core.finder import FoundCell, find
from training.core.images import RGBImage

BACKGROUND, RED_CELL, PALE = (228, 222, 215), (205, 150, 150), (218, 185, 182)
CYTOPLASM, NUCLEUS = (190, 170, 205), (95, 45, 130)


def field(cells: list[tuple[int, int]], size: int = 60, width: int = 640, height: int = 480) -> RGBImage:
    """Draw a field with white cells of ``size`` pixels at these middles among red cells of half the size."""
    random = np.random.default_rng(1)
    image = np.full((height, width, 3), BACKGROUND, np.uint8)
    red = size // 4
    for x in range(red, width, 3 * red):
        for y in range(red, height, 3 * red):
            at = x + int(random.integers(-red // 2, red // 2 + 1)), y + int(random.integers(-red // 2, red // 2 + 1))
            if all(np.hypot(at[0] - c[0], at[1] - c[1]) > size / 2 + red for c in cells):
                cv2.circle(image, at, red, RED_CELL, -1, cv2.LINE_AA)
                cv2.circle(image, at, red // 2, PALE, -1, cv2.LINE_AA)
    for x, y in cells:
        cv2.circle(image, (x, y), size // 2, CYTOPLASM, -1, cv2.LINE_AA)
        for dx, dy in ((-0.14, -0.1), (0.12, -0.12), (0.02, 0.15)):
            cv2.circle(image, (int(x + dx * size), int(y + dy * size)), int(size * 0.2), NUCLEUS, -1, cv2.LINE_AA)
    noise = random.normal(0, 3, image.shape)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 1.0) + noise, 0, 255).astype(np.uint8)


def overlap(cell: FoundCell, x: int, y: int, size: int) -> float:
    """Return the IoU of a found cell with a square of ``size`` around (x, y)."""
    left, top = x - size / 2, y - size / 2
    across = min(cell.left + cell.width, left + size) - max(cell.left, left)
    down = min(cell.top + cell.height, top + size) - max(cell.top, top)
    common = max(across, 0) * max(down, 0)
    return common / (cell.width * cell.height + size * size - common)


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 32, 50, 100, 160, 250])
def test_cell_of_any_size_is_found(size: int) -> None:
    (cell,) = find(field([(300, 230)], size))
    assert overlap(cell, 300, 230, size) > 0.4
    assert cell.sure
    assert not cell.cut


@pytest.mark.slow
def test_each_cell_is_found_once_and_in_reading_order() -> None:
    places = [(420, 90), (120, 120), (330, 300), (560, 400)]
    cells = find(field(places))
    assert len(cells) == 4
    for cell, (x, y) in zip(cells, places, strict=True):
        assert overlap(cell, x, y, 60) > 0.4


@pytest.mark.slow
def test_touching_cells_are_two() -> None:
    cells = sorted(find(field([(300, 240), (358, 240)])), key=lambda cell: cell.left)
    assert len(cells) == 2
    assert overlap(cells[0], 300, 240, 60) > 0.4
    assert overlap(cells[1], 358, 240, 60) > 0.4


@pytest.mark.slow
@pytest.mark.parametrize("gains", [(1.0, 0.85, 0.7), (0.6, 0.6, 0.6), (0.8, 0.9, 1.0)])
def test_same_cell_is_found_in_another_light(gains: tuple[float, float, float]) -> None:
    y, x = np.mgrid[-1:1:480j, -1:1:640j]
    lamp = (1 - 0.25 * (x**2 + y**2))[..., None] * np.array(gains)
    (cell,) = find((field([(200, 300)]) * lamp).astype(np.uint8))
    assert overlap(cell, 200, 300, 60) > 0.4


@pytest.mark.slow
def test_box_is_in_pixels_of_the_picture() -> None:
    image = field([(200, 300)])
    large = np.asarray(cv2.resize(image, None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR), np.uint8)
    (small_cell,), (large_cell,) = find(image), find(large)
    assert large_cell.left == pytest.approx(3 * small_cell.left, abs=8)
    assert large_cell.width == pytest.approx(3 * small_cell.width, abs=12)


@pytest.mark.slow
@pytest.mark.parametrize("place", [(12, 240), (630, 240), (320, 10), (320, 470)])
def test_cell_at_the_edge_is_marked(place: tuple[int, int]) -> None:
    cells = find(field([place]))
    assert [cell.cut for cell in cells] == [True]


@pytest.mark.slow
def test_small_purple_dots_are_no_cells() -> None:
    image = field([])
    random = np.random.default_rng(2)
    for _ in range(30):
        at = int(random.integers(0, 640)), int(random.integers(0, 480))
        cv2.circle(image, at, int(random.integers(1, 5)), NUCLEUS, -1, cv2.LINE_AA)
    assert find(image) == []


@pytest.mark.slow
def test_red_cells_are_no_cells() -> None:
    assert find(field([])) == []


@pytest.mark.slow
@pytest.mark.parametrize("value", [0, 128, 255])
@pytest.mark.parametrize("shape", [(480, 640), (16, 16), (1, 1), (1, 300), (300, 2)])
def test_plain_picture_has_no_cell(value: int, shape: tuple[int, int]) -> None:
    assert find(np.full((*shape, 3), value, np.uint8)) == []


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.integers(1, 700),
    height=st.integers(1, 700),
    count=st.integers(0, 12),
    grain=st.integers(0, 120),
)
def test_boxes_are_inside_apart_and_the_same_each_time(
    seed: int, width: int, height: int, count: int, grain: int
) -> None:
    random = np.random.default_rng(seed)
    image = np.full((height, width, 3), BACKGROUND, np.uint8)
    for _ in range(count):
        at = int(random.integers(0, width)), int(random.integers(0, height))
        cv2.circle(image, at, int(random.integers(1, 90)), NUCLEUS if random.random() < 0.5 else RED_CELL, -1)
    image = np.clip(image + random.normal(0, grain, image.shape), 0, 255).astype(np.uint8)
    cells = find(image)
    assert cells == find(image)
    assert cells == sorted(cells, key=lambda cell: (cell.top, cell.left))
    for cell in cells:
        assert 0 <= cell.left < cell.left + cell.width <= width
        assert 0 <= cell.top < cell.top + cell.height <= height
        assert 0 < cell.score <= 1
        x, y = cell.left + cell.width // 2, cell.top + cell.height // 2
        assert sum(c.left < x < c.left + c.width and c.top < y < c.top + c.height for c in cells) <= 2


@pytest.mark.slow
def test_threads_find_the_same() -> None:
    image = field([(200, 300), (500, 100)])
    found: list[list[FoundCell]] = []
    threads = [threading.Thread(target=lambda: found.append(find(image))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [find(image)] * 3
