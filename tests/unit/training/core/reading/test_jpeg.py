"""JPEG files whose end is missing, and JPEG of other kinds than the usual."""

from __future__ import annotations

import imagecodecs
import pytest
from PIL import Image

from tests.unit.training.core.reading.drawn import cell, difference, pillow_file
from training.core.images import decode_image
from training.core.reading import jpeg, special
from training.core.reading.types import ImageError

CELL = cell()
PLAIN = pillow_file(CELL, "JPEG", quality=97, subsampling=0)
PROGRESSIVE = pillow_file(CELL, "JPEG", quality=97, subsampling=0, progressive=True)


@pytest.mark.parametrize("whole", [PLAIN, PROGRESSIVE], ids=["baseline", "progressive"])
@pytest.mark.parametrize("lost", [1, 2])
def test_missing_end_marker_is_no_fault(whole: bytes, lost: int) -> None:
    assert (decode_image(whole[:-lost]) == decode_image(whole)).all()


@pytest.mark.parametrize("whole", [PLAIN, PROGRESSIVE], ids=["baseline", "progressive"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.85])
def test_missing_rows_are_found(whole: bytes, part: float) -> None:
    with pytest.raises(ImageError, match="is cut short"):
        decode_image(whole[: int(len(whole) * part)])


def test_missing_scan_of_a_progressive_file_is_found() -> None:
    last = PROGRESSIVE.rindex(b"\xff\xda")
    with pytest.raises(ImageError, match="is cut short"):
        decode_image(PROGRESSIVE[:last])


def test_damaged_exif_and_trailing_bytes_are_no_fault() -> None:
    exif = b"\xff\xe1\x00\x20Exif\0\0II*\0" + b"\xff" * 18
    assert (decode_image(PLAIN[:2] + exif + PLAIN[2:] + b"\0" * 99) == decode_image(PLAIN)).all()


def test_only_baseline_and_progressive_files_of_8_bits_are_ordinary() -> None:
    deep = imagecodecs.jpeg_encode(CELL.astype("u2") << 4, bitspersample=12, level=98)
    lossless = imagecodecs.jpeg_encode(CELL, lossless=True)
    assert [jpeg.is_ordinary(data) for data in (PLAIN, PROGRESSIVE, b"\xff\xd8\xff", deep, lossless)] == [
        *(True, True, True),
        *(False, False),
    ]
    assert difference(special.decode(deep, 0, ()), CELL) < 2
    assert (special.decode(lossless, 0, ()) == CELL).all()


def test_thumbnail_of_a_camera_is_not_the_picture() -> None:
    small = Image.fromarray(CELL).resize((30, 36))
    data = pillow_file(Image.fromarray(CELL), "MPO", save_all=True, append_images=[small], quality=97)
    assert difference(decode_image(data), CELL) < 3
