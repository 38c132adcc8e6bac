"""PNG files: what surrounds the pixels cannot stop them from being read; missing ends are found."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.unit.training.core.reading.drawn import cell, difference, pillow_file
from tests.unit.training.core.reading.profiles import ADOBE, in_profile
from training.core.images import decode_image, pages
from training.core.reading.types import ImageError

CELL = cell()
WHOLE = pillow_file(CELL, "PNG")
AFTER_HEADER = 33


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    return WHOLE[:AFTER_HEADER] + chunk(kind, data) + WHOLE[AFTER_HEADER:]


def interlaced() -> bytes:
    rows = b""
    for x, y, across, down in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        rows += b"".join(b"\0" + row.tobytes() for row in CELL[y::down, x::across])
    header = struct.pack(">IIBBBBB", CELL.shape[1], CELL.shape[0], 8, 2, 0, 0, 1)
    return WHOLE[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        with_chunk(b"eXIf", b"II*\0" + b"\xff" * 20),
        with_chunk(b"eXIf", b"no header at all"),
        with_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(3_000_000))),
        with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(9_000_000))),
        with_chunk(b"tIME", b"") + b"rubbish" * 99,
        with_chunk(b"iCCP", b"name\0\0no profile"),
        with_chunk(b"gAMA", b"") + b"\0",
        with_chunk(b"tEXt", b"a\0b").replace(b"a\0b", b"a\0c"),
        interlaced(),
    ],
    ids=["EXIF", "EXIF header", "long text", "long XMP", "time", "profile", "gamma", "checksum", "interlaced"],
)
def test_odd_metadata_leave_the_pixels(data: bytes) -> None:
    assert (decode_image(data) == CELL).all()
    assert [(page.width, page.height) for page in pages(data)] == [(60, 72)]


@pytest.mark.parametrize("lost", [1, 4, 12, 13, 20, 60])
@pytest.mark.parametrize("whole", [WHOLE, interlaced()], ids=["rows", "interlaced"])
def test_missing_end_is_completed(whole: bytes, lost: int) -> None:
    assert difference(decode_image(whole[:-lost]), CELL) < 1


def test_missing_rows_are_found() -> None:
    for part in (0.5, 0.9):
        with pytest.raises(ImageError, match="is cut short"):
            decode_image(WHOLE[: int(len(WHOLE) * part)])


def test_damaged_checksum_of_the_header_is_harmless_and_a_damaged_header_is_not() -> None:
    broken = bytearray(WHOLE)
    broken[29] ^= 1
    assert (decode_image(bytes(broken)) == CELL).all()
    broken[19] ^= 1  # the width
    with pytest.raises(ImageError, match="is damaged"):
        decode_image(bytes(broken))


def test_damaged_pixels_are_found() -> None:
    broken = bytearray(WHOLE)
    broken[len(broken) // 2] ^= 255
    with pytest.raises(ImageError):
        decode_image(bytes(broken))


def test_profile_and_orientation_are_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = np.ascontiguousarray(np.rot90(CELL))
    data = pillow_file(in_profile(turned, ADOBE), "PNG", exif=exif, icc_profile=ADOBE)
    assert difference(decode_image(data), CELL) < 1
    assert [(page.width, page.height) for page in pages(data)] == [(60, 72)]


def test_animation_is_refused() -> None:
    data = pillow_file(Image.fromarray(CELL), "PNG", save_all=True, append_images=[Image.fromarray(cell(1))])
    with pytest.raises(ImageError, match="animation of 2 pictures"):
        decode_image(data)
    with pytest.raises(ImageError, match="animation of 2 pictures"):
        pages(data)
