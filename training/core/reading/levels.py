"""Brightness: sample values of any type become 8 bits, black at 0 and white at 255.

8-bit samples stay as they are. Wider integers often come from cameras of 10, 12 or 14 bits, whose values fill only the
lower part of a 16-bit file. How many bits are used says the file's header (``declared``), or else the largest value,
rounded up to a usual number of bits. Floats are 0 to 1, 0 to 255 or the values of a camera; anything else has no agreed
black and white, so the darkest value is shown black and the brightest white.

One sample in 10,000 may lie outside (a hot pixel, the overshoot of a resampling filter): it is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.reading.types import ImageError, unread

Samples = NDArray[Any]

_USUAL_BITS = (8, 10, 12, 14, 16, 20, 24, 32)
_STEP = 2
"""Bits between two usual depths of cameras."""
_OUTLIERS = 10_000
"""One sample in this many does not count for the range."""
_LOOKED_AT = 4_000_000
"""Samples that are looked at for the range; of a larger picture, evenly spread ones."""
_NO_NUMBERS = 0.01
"""The part of a picture that may hold no numbers (NaN); more is damage."""
_OVERSHOOT = 1.25
_NO_UNIT = 32
"""Floats whose largest value lies between _OVERSHOOT and this are neither 0 to 1 nor 0 to 255."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How values become 8 bits: ``(value + offset)`` of ``bits`` bits; or, with bits None, ``low`` to ``high``.

    ``found``: the bits are not declared but come from the values, so that all pictures of a camera must share them.
    """

    bits: int | None
    offset: int = 0
    low: float = 0.0
    high: float = 1.0
    found: bool = False
    remark: str = ""


def levels_of(values: Samples, declared: int | None = None) -> Levels:
    """Return how ``values`` (any shape, real numbers) are shown. ``declared``: bits that are used, by the header.

    Raises :class:`ImageError` when the values are no brightness.
    """
    if values.dtype.kind == "b":
        return Levels(1)
    if values.dtype == np.uint8 and declared is None:
        return Levels(8)
    if values.dtype.kind == "f":
        return _of_floats(values)
    if values.dtype.kind not in "ui":
        raise unread("complex numbers")
    low, high = _extremes(values)
    width = values.dtype.itemsize * 8
    signed = values.dtype.kind == "i"
    if signed and low < -high / 8:
        bits = declared or _bits(2 * max(high + 1, -low) - 1)
        return Levels(bits, offset=1 << (bits - 1), remark=f"holds signed values: {-(1 << (bits - 1))} is shown black")
    if declared is not None and declared < width and high < 1 << declared:
        remark = f"holds {declared}-bit values, as its header says: {(1 << declared) - 1} is shown white"
        return Levels(declared, remark=remark if declared > 8 else "")
    if width == 8:
        return Levels(7 if signed else 8)
    bits = _bits(high)
    if signed and bits == width:
        bits = width - 1
    return Levels(bits, found=True)


def shared_bits(own: int, camera: str, depths: Sequence[str]) -> int:
    """Return the bits by which a picture of a camera is scaled whose values need ``own`` bits.

    ``depths``: as :attr:`PageInfo.depth`, of all pictures of its slide; a number alone counts for every camera. The
    pictures of a camera are scaled alike, and the darker ones may need fewer bits: so the most bits count. When the
    numbers lie further apart than a usual step, the files hide that there are several cameras, and each picture is
    scaled by its own.
    """
    parts = [depth.rpartition(":") for depth in depths]
    known = {own, *(int(bits) for other, _, bits in parts if other in ("", camera))}
    return max(known) if max(known) - min(known) <= _STEP else own


def to_8_bits(
    values: Samples, levels: Levels, camera: str = "", depths: Sequence[str] = (), white_is_zero: bool = False
) -> NDArray[np.uint8]:
    """Return ``values`` as 8 bits. ``camera`` and ``depths``: as in :func:`shared_bits`."""
    used = shared_bits(levels.bits, camera, depths) if levels.found and levels.bits else levels.bits
    if values.dtype.kind == "f":
        shown = _of_8_bits(_scaled(values, levels, used), white_is_zero)
    elif values.dtype == np.uint8 and used == 8:
        shown = values
    elif used is not None and used < 8:
        most = (1 << used) - 1
        shown = (np.clip(values, 0, most).astype(np.uint16) * 255 // most).astype(np.uint8)
    else:
        if levels.offset or values.dtype.kind == "i":
            values = np.clip(values.astype(np.int64) + levels.offset, 0, None)
        shown = np.minimum(values >> ((used or 8) - 8), 255).astype(np.uint8)
    return 255 - shown if white_is_zero else shown


def _scaled(values: Samples, levels: Levels, used: int | None) -> Samples:
    """Return floats on the scale 0 to 255."""
    with np.errstate(all="ignore"):  # infinity and no number are dealt with afterwards
        values = values.astype(np.float32)
        if used is not None:
            scaled: Samples = np.floor(values * np.float32(2.0 ** (8 - used)))
        else:
            scaled = np.rint((values - np.float32(levels.low)) * np.float32(255 / (levels.high - levels.low)))
    return scaled


def _of_8_bits(scaled: Samples, white_is_zero: bool) -> NDArray[np.uint8]:
    """Return floats on the scale 0 to 255 as 8 bits; no number becomes white, infinity the nearer end."""
    white = 0 if white_is_zero else 255
    whole: Samples = np.nan_to_num(scaled, copy=False, nan=white, posinf=255, neginf=0)
    return whole.clip(0, 255).astype(np.uint8)


def _of_floats(values: Samples) -> Levels:
    finite = np.isfinite(values)
    lost = values.size - int(np.count_nonzero(finite))
    if lost > values.size * _NO_NUMBERS:
        raise ImageError("holds values that are no numbers")
    low, high = _extremes(values[finite] if lost else values)
    remark = f"has {lost} values that are no numbers: they are shown white" if lost else ""
    if low >= -high / 8:
        if high <= _OVERSHOOT:
            return Levels(None, low=0, high=1, remark=remark)
        if _NO_UNIT <= high <= 255 * _OVERSHOOT:
            return Levels(None, low=0, high=255, remark=remark)
        if _NO_UNIT < high < 1 << 16:
            return Levels(_bits(int(high)), found=True, remark=remark)
    for end in (0.5, 1.0):
        if -_OVERSHOOT * end <= low < 0 and high <= _OVERSHOOT * end:
            return Levels(None, low=-end, high=end, remark=_stretched(-end, end))
    if high <= low:
        raise ImageError(f"holds one value everywhere ({low:g}), so its brightness is not known")
    return Levels(None, low=low, high=high, remark=_stretched(low, high))


def _stretched(low: float, high: float) -> str:
    return f"holds values from {low:g} to {high:g}: the lowest is shown black and the highest white"


def _extremes(values: Samples) -> tuple[Any, Any]:
    """Return the smallest and largest value without the outliers, as Python numbers."""
    flat = values.reshape(-1)
    flat = np.sort(flat[:: max(1, flat.size // _LOOKED_AT)])
    beyond = flat.size // _OUTLIERS
    return flat[beyond].item(), flat[flat.size - 1 - beyond].item()


def _bits(high: int) -> int:
    """Return the smallest usual number of bits in which ``high`` fits."""
    return next((bits for bits in _USUAL_BITS if high < 1 << bits), 64)
