"""Deep PNG, JPEG 2000, JPEG XL, AVIF and HEIC."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Sequence

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.unit.training.core.reading.drawn import HEIC, cell, difference, pillow_file
from tests.unit.training.core.reading.profiles import ADOBE, in_profile
from training.core.reading import special
from training.core.reading.types import ImageError, PageInfo

CELL = cell()
WIDE = CELL.astype(np.uint16)
GREY = CELL[:, :, 1]


def decoded(data: bytes, depths: Sequence[str] = ()) -> NDArray[np.uint8]:
    return special.decode(data, 0, depths)


def found(data: bytes) -> PageInfo:
    (page,) = special.pages(data, measure=True)
    assert special.pages(data, measure=False) == (PageInfo(page.width, page.height),)
    return page


ENCODERS = {
    "PNG": imagecodecs.png_encode,
    "JPEG 2000": imagecodecs.jpeg2k_encode,
    "JPEG XL": lambda values: imagecodecs.jpegxl_encode(values, lossless=True),
}


@pytest.mark.parametrize("kind", ENCODERS)
def test_deep_pictures_are_scaled_by_their_values(kind: str) -> None:
    for shift in (2, 4, 8):
        data = ENCODERS[kind](WIDE << shift)
        assert (decoded(data) == CELL).all()
        camera, _, bits = found(data).depth.partition(":")
        assert (len(camera), bits) == (6, str(8 + shift))
    assert (decoded(ENCODERS[kind](WIDE << 2), depths=("10", "12")) == CELL >> 2).all()


@pytest.mark.parametrize("kind", ENCODERS)
def test_grey_and_unused_alpha(kind: str) -> None:
    deep = GREY.astype(np.uint16) * 257
    assert (decoded(ENCODERS[kind](deep)) == GREY[:, :, None]).all()
    if kind != "JPEG XL":
        for alpha in (0, 65535):
            four = np.dstack([WIDE * 257, np.full(GREY.shape, alpha, np.uint16)])
            assert (decoded(ENCODERS[kind](four)) == CELL).all()


def test_deep_png_is_turned_and_converted() -> None:
    stored = np.array(in_profile(np.ascontiguousarray(np.rot90(CELL)), ADOBE)).astype(np.uint16) * 257
    data = imagecodecs.png_encode(stored)
    exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    parts = [(b"iCCP", b"name\0\0" + zlib.compress(ADOBE)), (b"eXIf", exif)]
    extra = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    whole = data[:33] + extra + data[33:]
    assert difference(decoded(whole), CELL) < 1
    assert (found(whole).width, found(whole).height) == (60, 72)


def test_precision_of_jpeg_2000_is_used() -> None:
    data = imagecodecs.jpeg2k_encode(WIDE << 2, bitspersample=12, codecformat="jp2")
    assert (decoded(data) == CELL >> 2).all()
    assert found(data).remark == "holds 12-bit values, as its header says: 4095 is shown white"
    assert (decoded(imagecodecs.jpeg2k_encode(CELL, codecformat="j2k")) == CELL).all()


def test_profile_of_jpeg_2000_is_converted() -> None:
    data = imagecodecs.jpeg2k_encode(np.array(in_profile(CELL, ADOBE)), codecformat="jp2")
    plain = struct.pack(">I4sBBBI", 15, b"colr", 1, 0, 0, 16)
    box = struct.pack(">I4sBBB", 11 + len(ADOBE), b"colr", 2, 0, 0) + ADOBE
    header = data.index(b"jp2h") - 4
    size = int.from_bytes(data[header : header + 4], "big") + len(box) - len(plain)
    data = data[:header] + struct.pack(">I", size) + data[header + 4 :].replace(plain, box)
    assert difference(decoded(data), CELL) < 1


def test_floats_of_jpeg_xl() -> None:
    assert (decoded(imagecodecs.jpegxl_encode((CELL / 255).astype(np.float32), lossless=True)) == CELL).all()


def test_picture_of_another_size_than_its_header_says_is_damaged() -> None:
    """The rectangle that is to be shown lies outside, so that the decoder gives all rows."""
    data = HEIC.replace(b"\xff\xff\xff\xe0", b"\xdf\xff\xff\xe0")
    assert data != HEIC
    assert found(data) == PageInfo(48, 32)
    with pytest.raises(ImageError, match="is damaged"):
        decoded(data)


def test_avif_and_heic_are_read() -> None:
    assert difference(decoded(pillow_file(CELL, "AVIF", quality=100, subsampling="4:4:4")), CELL) < 2
    picture = decoded(HEIC)
    assert found(HEIC) == PageInfo(48, 32)
    assert np.abs(picture[14, 20].astype(int) - (95, 60, 140)).max() < 8
    assert np.abs(picture[2, 45].astype(int) - (226, 196, 214)).max() < 8


def test_series_are_refused() -> None:
    frames = [Image.fromarray(cell(n)) for n in range(3)]
    data = pillow_file(frames[0], "AVIF", save_all=True, append_images=frames[1:])
    with pytest.raises(ImageError, match="animation of 3 pictures"):
        decoded(data)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.97])
def test_cut_files_are_refused(part: float) -> None:
    for data in (imagecodecs.jpegxl_encode(WIDE, lossless=True), HEIC):
        with pytest.raises(ImageError, match=r"is cut short|is damaged"):
            decoded(data[: int(len(data) * part)])


def test_only_the_first_picture_exists() -> None:
    with pytest.raises(ImageError, match="has no picture 2"):
        special.decode(imagecodecs.png_encode(WIDE), 1, ())


def test_size_is_checked_before_the_pixels_are_unpacked() -> None:
    png = bytearray(imagecodecs.png_encode(WIDE))
    png[16:24] = struct.pack(">II", 60000, 60000)
    wavelets = bytearray(imagecodecs.jpeg2k_encode(WIDE, codecformat="j2k"))
    wavelets[8:16] = struct.pack(">II", 60000, 60000)
    for data in (png, wavelets):
        with pytest.raises(ImageError, match="is too large"):
            special.pages(bytes(data), measure=True)


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, data in (("pi_heif", HEIC), ("pillow_jxl", imagecodecs.jpegxl_encode(CELL))):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ImageError, match=r"needs the Python package p[a-z-]+ to be read"):
            decoded(data)
