"""JPEG files: what their header says, and how many rows of a file without an end are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from training.core.reading.types import CUT_SHORT, SPARE_PART, ImageError, RGBImage

END = b"\xff\xd9"
_ORDINARY_FRAMES = (0xC0, 0xC1, 0xC2)
_PROGRESSIVE, _SCAN = 0xC2, 0xDA
_NO_LENGTH = (0x00, 0x01, *range(0xD0, 0xDA), 0xFF)
_OTHER_PIXELS = bytes((0x35, 0xA9, 0x5C, 0xC6)) * 64


def is_ordinary(data: bytes) -> bool:
    """Whether every JPEG decoder reads this: baseline or progressive, 8 bits. True also for a damaged header."""
    frame = _frame(data)
    return frame is None or (data[frame + 1] in _ORDINARY_FRAMES and data[frame + 4] == 8)


def frame_of(data: bytes) -> tuple[int, int, int]:
    """Return width and height in pixels, and bits per sample. Raises :class:`ImageError` when there is no frame."""
    frame = _frame(data)
    if frame is None:
        raise ImageError(CUT_SHORT)
    height, width = (int.from_bytes(data[frame + n : frame + n + 2], "big") for n in (5, 7))
    return width, height, data[frame + 4]


def _frame(data: bytes) -> int | None:
    """Return where the frame header (SOF) is, or None."""
    for place, kind in _segments(data):
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return place
        if kind == _SCAN:
            break
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each marker is that has a length, and its kind; pixels between them are passed over."""
    place = 2
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 10 > len(data):
            return
        kind = data[place + 1]
        if kind in _NO_LENGTH:
            place += 1 if kind == 0xFF else 2
            continue
        yield place, kind
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")


def _has_all_scans(data: bytes) -> bool:
    """Whether a progressive file has begun every scan: each coefficient of each channel is there to its last bit."""
    frame = _frame(data)
    if frame is None or data[frame + 1] != _PROGRESSIVE:
        return True
    complete: set[tuple[int, int]] = set()
    for place, kind in _segments(data):
        if kind == _SCAN:
            count = data[place + 4]
            part = data[place + 5 : place + 8 + 2 * count]
            if len(part) == 2 * count + 3 and not part[-1] & 0x0F:
                complete |= {(part[2 * n], k) for n in range(count) for k in range(part[-3], part[-2] + 1)}
    return len(complete) >= 64 * data[frame + 9]


def decode_open_end(data: bytes, decode: Callable[[bytes], RGBImage]) -> RGBImage:
    """Return the picture of a JPEG file whose end is missing, if (nearly) all its rows are there.

    The decoder fills missing rows from whatever follows, without a word. So the file is decoded with two different
    ends: pixels that differ are not in the file. Raises :class:`ImageError` when there are too many of them.
    """
    data = data.rstrip(END[:1])  # half of the marker of the end
    if not _has_all_scans(data):
        raise ImageError(CUT_SHORT)
    picture = decode(data + END)
    other = decode(data + _OTHER_PIXELS * (len(data) // len(_OTHER_PIXELS) + 1) + END)
    if other.shape != picture.shape:
        raise ImageError(CUT_SHORT)
    differs = np.abs(picture.astype(np.int16) - other).max(axis=2) > 0
    if np.count_nonzero(differs) > differs.size * SPARE_PART:
        raise ImageError(CUT_SHORT)
    return picture
