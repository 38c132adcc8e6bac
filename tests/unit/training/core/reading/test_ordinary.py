"""BMP and WebP."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from tests.unit.training.core.reading.drawn import HEIGHT, WIDTH, cell, difference, pillow_file
from training.core.images import decode_image
from training.core.reading.types import ImageError

CELL = cell()
BMP = pillow_file(CELL, "BMP")


def bmp_32(height: int, rows: bytes) -> bytes:
    sizes = struct.pack("<IiiHHIIiiII", 40, WIDTH, height, 1, 32, 0, len(rows), 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + sizes + rows


def test_bmp_of_32_bits_has_no_alpha_and_may_run_down() -> None:
    rows = np.dstack([CELL[:, :, ::-1], np.zeros((HEIGHT, WIDTH), np.uint8)])
    assert (decode_image(bmp_32(HEIGHT, rows[::-1].tobytes())) == CELL).all()
    assert (decode_image(bmp_32(-HEIGHT, rows.tobytes())) == CELL).all()


def test_missing_end_of_a_bmp_is_completed() -> None:
    assert difference(decode_image(BMP[:-2]), CELL) < 0.1
    assert difference(decode_image(BMP[:-60]), CELL) < 1
    with pytest.raises(ImageError, match="is cut short"):
        decode_image(BMP[: len(BMP) // 2])


def test_webp_is_read_or_refused() -> None:
    webp = pillow_file(CELL, "WEBP", lossless=True)
    assert (decode_image(webp) == CELL).all()
    with pytest.raises(ImageError, match="is cut short"):
        decode_image(webp[:-40])
    moving = pillow_file(Image.fromarray(CELL), "WEBP", save_all=True, append_images=[Image.fromarray(cell(1))])
    with pytest.raises(ImageError, match="animation of 2 pictures"):
        decode_image(moving)
