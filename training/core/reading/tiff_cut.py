"""Pages of TIFF files of which the last few bytes are missing."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from training.core.reading import jpeg
from training.core.reading.types import CUT_SHORT, SPARE_PART, ImageError

JPEG = (6, 7, 33007, 34892)
"""Compressions that are JPEG."""
_CODECS: dict[int, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    1: (bytes, bytes),
    5: (lambda part: bytes(imagecodecs.lzw_decode(part)), lambda whole: bytes(imagecodecs.lzw_encode(whole))),
    8: (lambda part: zlib.decompressobj().decompress(part), lambda whole: zlib.compress(whole, 1)),
    32773: (lambda part: _packbits(part), lambda whole: bytes(imagecodecs.packbits_encode(whole))),
    32946: (lambda part: zlib.decompressobj().decompress(part), lambda whole: zlib.compress(whole, 1)),
}
"""Compressions of which the beginning can be unpacked alone: unpacking and packing."""
_LONGEST_RUN = 130
"""Bytes of the longest run of PackBits, unpacked or packed."""


def missing_bytes(page: Any) -> int:
    """Return how many bytes of the pixels of a page are missing at the end of the file."""
    size = page.parent.filehandle.size
    parts = zip(page.dataoffsets, page.databytecounts, strict=False)
    return sum(min(max(0, offset + count - size), count) for offset, count in parts)


def cut_samples(page: Any) -> NDArray[Any]:
    """Return the values of a page of which the last few bytes are missing. Raises :class:`ImageError`."""
    key, file = page.keyframe, page.parent.filehandle
    values = np.zeros(key.shaped, key.dtype)
    tables = {"jpegtables": page.jpegtables, "jpegheader": key.jpegheader} if key.compression in JPEG else {}
    for n, (offset, count) in enumerate(zip(page.dataoffsets, page.databytecounts, strict=False)):
        file.seek(offset)
        part = file.read(count)
        if len(part) < count:
            part = _completed(part, count - len(part), key, key.decode(None, n)[2])
        found, (s, d, y, x, _), _ = key.decode(part, n, **tables)
        inside = found[: key.imagedepth - d, : key.imagelength - y, : key.imagewidth - x]
        values[s, d : d + inside.shape[0], y : y + inside.shape[1], x : x + inside.shape[2]] = inside
    return values.reshape(key.shape)


def _completed(part: bytes, lost: int, key: Any, shape: tuple[int, ...]) -> bytes:
    """Return a whole segment (compressed) of which the last ``lost`` bytes are missing.

    ``shape``: depth, rows, columns and samples of the segment. Missing rows repeat those above them.
    """
    if key.compression == JPEG[1] and lost <= len(jpeg.END):
        return part[: len(part) - (2 - lost)] + jpeg.END
    if key.bitspersample % 8 or key.compression not in _CODECS or key.fillorder != 1:
        raise ImageError(CUT_SHORT)
    unpack, pack = _CODECS[key.compression]
    size, row = (int(np.prod(part, dtype=np.int64)) * key.dtype.itemsize for part in (shape, shape[2:]))
    there = unpack(part)[:size]
    missing = size - len(there)
    above = -(-missing // row) * row
    if missing > SPARE_PART * np.prod(key.shaped) * key.dtype.itemsize or above > len(there):
        raise ImageError(CUT_SHORT)
    start = len(there) - above
    return pack(there + there[start : start + missing])


def _packbits(part: bytes) -> bytes:
    """Unpack the beginning of PackBits; its last run may be cut, so it is completed and left out."""
    rest = bytes(_LONGEST_RUN)
    return bytes(imagecodecs.packbits_decode(part + rest))[:-_LONGEST_RUN]
