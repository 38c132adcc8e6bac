"""Composed fields hold the cells that they say they hold."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from training.core.images import RGBImage
from training.data.compose import Composer, Field
from training.data.cut_outs import CutOut, cut_out, dye


def crop(seed: int) -> RGBImage:
    """Draw a white cell among red cells, as in a scanner's picture."""
    random = np.random.default_rng(seed)
    image = np.full((256, 256, 3), (235, 225, 225), np.uint8)
    for x in range(20, 256, 54):
        for y in range(25, 256, 55):
            if np.hypot(x - 128, y - 128) > 75:
                cv2.circle(image, (x + int(random.integers(-4, 5)), y), 22, (225, 165, 170), -1)
    cv2.circle(image, (128, 128), 46, (205, 195, 225), -1)
    cv2.circle(image, (128, 128), 34, (110, 60, 150), -1)
    return np.clip(image + random.normal(0, 3, image.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def cells() -> list[CutOut]:
    found = [cut_out(crop(seed)) for seed in range(4)]
    return [cell for cell in found if cell is not None]


def platelet() -> tuple[np.ndarray, np.ndarray]:
    mask = np.zeros((24, 24), np.float32)
    cv2.circle(mask, (12, 12), 9, (1.0,), -1)
    return np.full((24, 24, 3), (0.5, 0.35, 0.7), np.float32), mask


def composed(cells: list[CutOut], seed: int, share: float = 0.12) -> Field:
    return Composer(cells, [platelet()], seed).compose(share)


def test_cut_out_is_the_white_cell(cells: list[CutOut]) -> None:
    assert len(cells) == 4
    for cell in cells:
        left, top, width, height = cell.box
        assert left + width / 2 == pytest.approx(128, abs=6)
        assert top + height / 2 == pytest.approx(128, abs=6)
        assert 70 < width < 110


def test_picture_without_white_cell_gives_no_cut_out() -> None:
    image = crop(1)
    image[60:200, 60:200] = (235, 225, 225)
    assert cut_out(image) is None


def test_same_seed_gives_the_same_field(cells: list[CutOut]) -> None:
    one, other = composed(cells, 5), composed(cells, 5)
    assert (one.image == other.image).all()
    assert one.cells == other.cells
    assert (composed(cells, 6).image != one.image).any()


def test_cells_are_inside_the_field_and_of_the_size_asked_for(cells: list[CutOut]) -> None:
    fields = [composed(cells, seed) for seed in range(8)]
    assert sum(len(field.cells) for field in fields) > 8
    for field in fields:
        assert field.image.shape == (480, 640, 3)
        for left, top, right, bottom in field.cells + field.ignored:
            assert 0 <= left < right <= 640
            assert 0 <= top < bottom <= 480
        whole = [b for b in field.cells if b[0] > 0 and b[1] > 0 and b[2] < 640 and b[3] < 480]
        for left, top, right, bottom in whole:
            assert 0.7 < ((right - left) * (bottom - top)) ** 0.5 / (0.12 * 640) < 1.35


def test_nuclear_dye_is_where_the_cells_are(cells: list[CutOut]) -> None:
    for seed in range(6):
        field = composed(cells, seed)
        amount = dye(-np.log((field.image.astype(np.float32) + 1) / 256))
        usual = np.median(amount)
        for left, top, right, bottom in field.cells:
            inside = amount[int(top) : int(bottom), int(left) : int(right)]
            assert np.percentile(inside, 80) > usual + 0.2
