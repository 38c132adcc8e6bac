"""Reading images: common formats become RGB of 8 bits; damaged images have a reason."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from training.core.images import MAX_PIXELS, ImageError, decode_image, looks_like_image, probe_image, read_image

COLOUR = (200, 40, 90)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def plain(mode: str = "RGB", colour: object = COLOUR, size: tuple[int, int] = (40, 24)) -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "WEBP", "JPEG"])
def test_every_format_keeps_the_colours(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {"quality": 98} if kind == "JPEG" else {}
    image = decode_image(encoded(plain(), kind, **options))
    assert image.shape == (24, 40, 3)
    assert image.dtype == np.uint8
    assert np.abs(image.astype(int) - COLOUR).max() <= 4


def test_grey_palette_and_cmyk_become_rgb() -> None:
    grey = decode_image(encoded(plain("L", 77), "PNG"))
    assert (grey == 77).all()
    palette = decode_image(encoded(plain().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"))
    assert np.abs(palette.astype(int) - COLOUR).max() <= 2
    cmyk = decode_image(encoded(plain().convert("CMYK"), "JPEG", quality=98))
    assert np.abs(cmyk.astype(int) - COLOUR).max() <= 6


def test_transparent_pixels_are_white() -> None:
    half = plain("RGBA", (*COLOUR, 255))
    half.paste((*COLOUR, 0), (0, 0, 20, 24))
    image = decode_image(encoded(half, "PNG"))
    assert (image[:, :20] == 255).all()
    assert (image[:, 20:] == COLOUR).all()
    assert (decode_image(encoded(plain("RGBA", (*COLOUR, 255)), "PNG")) == COLOUR).all()


def test_sixteen_bits_keep_their_brightness() -> None:
    deep = np.full((20, 30), 51400, np.uint16)
    stream = encoded(Image.fromarray(deep), "PNG")
    assert (decode_image(stream) == 200).all()
    colour = np.zeros((20, 30, 3), np.uint16)
    colour[:] = (90 << 8, 40 << 8, 200 << 8)  # OpenCV's order: blue first
    for suffix in (".png", ".tiff"):
        ok, coded = cv2.imencode(suffix, colour)
        assert ok
        assert (decode_image(coded.tobytes()) == COLOUR).all()
        assert probe_image(coded.tobytes()) == (30, 20)


def test_exif_rotation_is_applied() -> None:
    upright = Image.new("RGB", (40, 24), (0, 0, 0))
    upright.paste((255, 255, 255), (0, 0, 40, 6))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise to show
    data = encoded(upright, "JPEG", exif=exif.tobytes(), quality=95)
    image = decode_image(data)
    assert image.shape == (40, 24, 3)
    assert probe_image(data) == (24, 40)
    assert image[:, 20:].mean() > 200 > 60 > image[:, :15].mean()


def gigantic_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"hello, I am a text", "is not an image"),
        (b"\0" * 500, "is not an image"),
        (b"%PDF-1.4 and so on and on", "is not an image"),
        (encoded(plain(size=(15, 90)), "PNG"), "is too small"),
        (gigantic_png(), "is too large"),
        (encoded(plain(), "PNG")[:60], "is cut short"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "is damaged"),
    ],
)
def test_refused_images_have_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ImageError) as caught:
        decode_image(data)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "WEBP", "JPEG"])
def test_truncation_is_found_in_every_format(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8))
    data = encoded(noise, kind)
    with pytest.raises(ImageError):
        decode_image(data[: len(data) // 2])


@pytest.mark.slow
@given(st.binary(max_size=200), st.sampled_from(["PNG", "JPEG", "TIFF", "BMP", "WEBP"]), st.integers(0, 400))
def test_damage_raises_image_errors_only(junk: bytes, kind: str, place: int) -> None:
    data = bytearray(encoded(plain(), kind))
    place = min(place, len(data))
    data[place : place + len(junk)] = junk
    with contextlib.suppress(ImageError):
        image = decode_image(bytes(data))
        assert image.ndim == 3
        assert image.shape[2] == 3
        assert image.shape[0] * image.shape[1] <= MAX_PIXELS


def test_missing_file_has_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="went away"):
        probe_image(tmp_path / "none.png")


def test_file_and_bytes_give_the_same_image(tmp_path: Path) -> None:
    file = tmp_path / "wrongly named.jpg"
    file.write_bytes(encoded(plain(), "PNG"))
    assert (read_image(file) == COLOUR).all()
    assert looks_like_image(file.read_bytes()[:16])
    assert not looks_like_image(b"GIF89a..........")
