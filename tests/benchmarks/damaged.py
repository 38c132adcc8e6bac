"""A file of every format and kind that is read, damaged copies of it, and what reading them must give.

The same number gives the same damage.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
from numpy.typing import NDArray

from tests.unit.training.core.reading.drawn import HEIC, cell, pillow_file, tiff_file, tiff_pages
from training.core.images import Content, ImageError, decode_image, hashed, pages, probe_image
from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.domain.refusals import reason_text

Pixels = NDArray[np.uint8]
MOST_PAGES = 3
"""Pages of a file that are decoded."""


def picture(seed: int = 0) -> Pixels:
    """Return a drawn cell, 216 x 180 x 3."""
    return np.asarray(cv2.resize(cell(seed), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8)


def files() -> dict[str, bytes]:
    """Return one sound file for each format and kind."""
    one = picture()
    deep, planes = one.astype(np.uint16) << 4, np.moveaxis(one, -1, 0).copy()
    grey = deep[:, :, 1].copy()
    return {
        "JPEG": pillow_file(one, "JPEG", quality=90),
        "JPEG progressive": pillow_file(one, "JPEG", progressive=True),
        "JPEG 12 bits": imagecodecs.jpeg_encode(deep, bitspersample=12, level=95),
        "JPEG lossless": imagecodecs.ljpeg_encode(one[:, :, 1].copy()),
        "PNG": pillow_file(one, "PNG"),
        "PNG palette": pillow_file(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) // 32 * 32, "PNG", bits=4),
        "PNG 16 bits": imagecodecs.png_encode(deep),
        "BMP": pillow_file(one, "BMP"),
        "WebP": pillow_file(one, "WEBP"),
        "WebP lossless": pillow_file(one, "WEBP", lossless=True),
        "TIFF": tiff_file(one),
        "TIFF planar": tiff_file(planes, planarconfig="separate", photometric="rgb"),
        "TIFF LZW": tiff_file(deep, compression="lzw", predictor=True, tile=(32, 32)),
        "TIFF deflate": tiff_file(grey, "minisblack", compression="zlib", rowsperstrip=16),
        "TIFF floats": tiff_file((one / 255).astype(np.float32), compression="zstd", predictor=True),
        "TIFF JPEG": tiff_file(one, compression="jpeg", rowsperstrip=16),
        "TIFF JPEG 2000": tiff_file(one, compression="jpeg2000", tile=(64, 64)),
        "TIFF pages": tiff_pages((one, {}), (one[::2, ::2].copy(), {}), (picture(1), {"compression": "packbits"})),
        "TIFF ImageJ": tiff_file(planes, "minisblack", imagej=True, metadata={"axes": "CYX"}),
        "TIFF OME": tiff_file(np.moveaxis(deep, -1, 0).copy(), "minisblack", ome=True, metadata={"axes": "CYX"}),
        "BigTIFF": tiff_pages((one, {}), (picture(2), {}), bigtiff=True),
        "JPEG 2000": imagecodecs.jpeg2k_encode(deep, codecformat="jp2"),
        "JPEG 2000 codestream": imagecodecs.jpeg2k_encode(one, level=35, codecformat="j2k"),
        "JPEG XL": imagecodecs.jpegxl_encode(deep, lossless=True),
        "JPEG XL container": imagecodecs.jpegxl_encode(one, usecontainer=True),
        "AVIF": pillow_file(one, "AVIF"),
        "HEIC": HEIC,
    }


def damaged(every: dict[str, bytes], name: str, number: int) -> bytes:
    """Return a damaged copy of the file ``name``: one or two kinds of damage, by ``number``."""
    random = np.random.default_rng([zlib.crc32(name.encode()), number])
    data = bytearray(every[name])
    for kind in random.choice(len(_DAMAGES), 1 + number % 2, replace=False):
        _DAMAGES[kind](data, random, every)
    return bytes(data)


def _place(data: bytearray, random: np.random.Generator) -> int:
    """Return a place in the data: half of them in the first 512 bytes, where headers are."""
    last = max(1, len(data))
    return int(random.integers(0, min(512, last) if random.random() < 0.5 else last))


def _flip_bits(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    for _ in range(int(random.integers(1, 24))):
        if data:
            data[_place(data, random)] ^= 1 << int(random.integers(8))


def _cut(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    del data[int(random.integers(len(data) + 1)) if random.random() < 0.7 else -int(random.integers(1, 64)) :]


def _change_header(data: bytearray, random: np.random.Generator, every: dict[str, bytes]) -> None:
    other = every[sorted(every)[int(random.integers(len(every)))]]
    size = int(random.integers(2, 64))
    data[:size] = other[:size]


def _change_numbers(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    for _ in range(int(random.integers(1, 4))):
        place, size = _place(data, random), int(random.choice((1, 2, 4, 8)))
        value = (bytes(size), b"\xff" * size, b"\x7f" + b"\xff" * (size - 1), random.bytes(size))
        data[place : place + size] = value[int(random.integers(len(value)))]


def _leave_out(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    place = _place(data, random)
    del data[place : place + int(random.integers(1, 400))]


def _put_in(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    place, size = _place(data, random), int(random.integers(1, 400))
    data[place:place] = data[:size] if random.random() < 0.5 else random.bytes(size)


def _overwrite(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    place, size = _place(data, random), int(random.integers(1, 2000))
    data[place : place + size] = bytes([int(random.choice((0, 255)))]) * len(data[place : place + size])


def _swap(data: bytearray, random: np.random.Generator, _every: dict[str, bytes]) -> None:
    half, size = len(data) // 2, int(random.integers(1, 500))
    one, other = int(random.integers(half + 1)), half + int(random.integers(half + 1))
    first, second = data[one : one + size], data[other : other + size]
    data[other : other + size], data[one : one + size] = first, second


_DAMAGES: tuple[Callable[[bytearray, np.random.Generator, dict[str, bytes]], None], ...] = (
    _flip_bits,
    _flip_bits,
    _cut,
    _change_header,
    _change_numbers,
    _change_numbers,
    _leave_out,
    _put_in,
    _overwrite,
    _swap,
)


def is_ours(reason: str) -> bool:
    """Return whether a reason is one that the program knows: those have a translation, others stay as they are."""
    set_language(Language("test", ",", ".", lambda text, _number: f"<{text}>"))
    known = reason_text(reason) != reason
    set_language(ENGLISH)
    return known


def outcome_of(content: Content) -> str:
    """Read a file as the program does; return "picture", "reason", or what is wrong."""
    try:
        found = pages(content)
        for number, page in enumerate(found[:MOST_PAGES]):
            size = probe_image(content, number)
            image = decode_image(content, number, tuple(one.depth for one in found if one.depth))
            if image.shape != (page.height, page.width, 3) or size != (page.width, page.height):
                return f"the pixels have the shape {image.shape}, the page is {page}"
    except ImageError as error:
        return "reason" if is_ours(error.reason) else f"no reason of ours: {error.reason}"
    return "picture"


def contents(data: bytes, path: Path) -> list[Content]:
    """Return the content of a file, and if it is TIFF, the same read in parts."""
    found: list[Content] = [data]
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        path.write_bytes(data)
        with path.open("rb") as file:
            found.append(hashed(str(path), file, 10**9))
    return found
