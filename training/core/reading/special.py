"""Files that ordinary decoders get wrong or do not know; used in the helper process alone (``helper.py``)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image, features

from training.core.reading import jpeg, ordinary, png, tiff
from training.core.reading.camera import camera_of
from training.core.reading.colour import over_white, to_srgb
from training.core.reading.content import Content, HashedFile
from training.core.reading.formats import HEAD_BYTES, format_of
from training.core.reading.levels import Levels, levels_of, to_8_bits
from training.core.reading.orientation import orientation_of, turned
from training.core.reading.types import (
    CUT_SHORT,
    DAMAGED,
    NO_MEMORY,
    ImageError,
    PageInfo,
    RGBImage,
    check_size,
    missing_package,
)

_LINEAR = "_Rel_Lin".encode("utf-16-be")
"""The end of libjxl's name for a profile of linear light."""


def _at_work() -> None:
    """Do nothing: nobody waits."""


def pages(data: Content, measure: bool, working: Callable[[], None] = _at_work) -> tuple[PageInfo, ...]:
    """Return the pictures of the file, in order; ``measure`` as in ``images.pages``. Raises :class:`ImageError`.

    ``working`` is called before each page of a stack is decoded. A :class:`HashedFile` is TIFF, and also raises
    ``OSError`` and ``ContentChanged``.
    """
    if isinstance(data, HashedFile) or format_of(data[:HEAD_BYTES]) == "TIFF":
        return tiff.pages(data, measure, working)
    return _pages(data, measure)


def _pages(data: bytes, measure: bool) -> tuple[PageInfo, ...]:
    kind = format_of(data[:HEAD_BYTES])
    if kind in ("HEIC", "AVIF"):
        _prepare_pillow(kind)
        return ordinary.pages(data, kind)
    values, _, declared = _values(kind, data)
    if not measure:
        return (PageInfo(values.shape[1], values.shape[0]),)
    levels = _levels(values, declared)
    depth = f"{_camera(kind, values)}:{levels.bits}" if levels.found else ""
    return (PageInfo(values.shape[1], values.shape[0], depth, levels.remark),)


def size(data: Content, page: int, working: Callable[[], None] = _at_work) -> tuple[int, int]:
    """Return width and height in pixels of a picture (counted from 0), upright. Raises as :func:`pages`."""
    if isinstance(data, HashedFile) or format_of(data[:HEAD_BYTES]) == "TIFF":
        return tiff.size(data, page, working)
    (only,) = _pages(data, measure=False)
    return only.width, only.height


def decode(data: Content, page: int, depths: Sequence[str], working: Callable[[], None] = _at_work) -> RGBImage:
    """Return a picture (counted from 0) of the file. Raises as :func:`pages`."""
    if isinstance(data, HashedFile) or format_of(data[:HEAD_BYTES]) == "TIFF":
        return tiff.decode(data, page, depths, working)
    kind = format_of(data[:HEAD_BYTES])
    if page:
        raise ImageError(f"has no picture {page + 1}")
    if kind in ("HEIC", "AVIF"):
        _prepare_pillow(kind)
        return ordinary.decode_image(data, kind)
    values, profile, declared = _values(kind, data)
    shown = to_8_bits(values, _levels(values, declared), _camera(kind, values), depths)
    channels = shown.shape[2]
    colours = np.ascontiguousarray(shown[:, :, 0] if channels < 3 else shown[:, :, :3])
    rgb = np.array(to_srgb(Image.fromarray(colours), profile))
    return over_white(rgb, shown[:, :, -1]) if channels in (2, 4) else rgb


def _prepare_pillow(kind: str) -> None:
    """Make Pillow open files of this format. Raises :class:`ImageError` when the package for it is missing."""
    try:
        if kind == "HEIC":
            import pi_heif

            pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        elif kind == "JPEG XL":
            import pillow_jxl  # noqa: F401
        elif not features.check("avif"):
            raise missing_package("pillow (11.3 or newer)")
    except ImportError:
        raise missing_package("pi-heif" if kind == "HEIC" else "pillow-jxl-plugin") from None


def _levels(values: NDArray[Any], declared: int | None) -> Levels:
    """Return how values (H x W x channels) are shown; alpha has no part in it."""
    channels = values.shape[2]
    return levels_of(values[:, :, :-1] if channels in (2, 4) else values, declared)


def _camera(kind: str | None, values: NDArray[Any]) -> str:
    """Return which camera took the picture (:func:`camera_of`)."""
    height, width, channels = values.shape
    return camera_of(kind or "", f"{values.dtype} {channels}", max(width, height), min(width, height))


def _values(kind: str | None, data: bytes) -> tuple[NDArray[Any], bytes | None, int | None]:
    """Return the values (H x W x 1 to 4, upright), the colour profile, and the bits used by the header."""
    try:
        values, profile, declared = _READERS[kind or ""](data)
    except ImageError:
        raise
    except MemoryError:
        raise ImageError(NO_MEMORY) from None
    except Exception as error:  # every codec has errors of its own
        raise ImageError(ordinary.reason_of(error)) from error
    if values.ndim == 2:
        values = values[:, :, None]
    if values.ndim != 3 or values.shape[2] > 4 or not values.size:
        raise ImageError(DAMAGED)
    return values, profile, declared


def _png(data: bytes) -> tuple[NDArray[Any], bytes | None, int | None]:
    parts = png.parse(data)
    ordinary.check_one(parts.frames)
    check_size(parts.width, parts.height)
    whole = parts.to_bytes()
    with ordinary.open_image(whole, "PNG") as image:
        orientation = orientation_of(image)
    values = np.atleast_3d(imagecodecs.png_decode(whole))
    return turned(values, orientation), parts.profile, None


def _jpeg(data: bytes) -> tuple[NDArray[Any], bytes | None, int | None]:
    width, height, precision = jpeg.frame_of(data)
    check_size(width, height)
    return imagecodecs.jpeg_decode(data), None, precision


def _jpeg_xl(data: bytes) -> tuple[NDArray[Any], bytes | None, int | None]:
    _prepare_pillow("JPEG XL")
    with ordinary.open_image(data, "JPEG XL") as image:
        ordinary.check_one(getattr(image, "n_frames", 1))
        profile = image.info.get("icc_profile") or b""
    linear = _LINEAR in profile  # encoders call deep samples so that were given no profile
    return imagecodecs.jpegxl_decode(data), None if linear else profile, None


def _jpeg_2000(data: bytes) -> tuple[NDArray[Any], bytes | None, int | None]:
    start = data.find(b"\xff\x4f\xff\x51")
    if start < 0 or start + 45 > len(data):
        raise ImageError(CUT_SHORT)
    right, bottom, left, top = struct.unpack_from(">4I", data, start + 8)
    check_size(max(0, right - left), max(0, bottom - top))
    declared = (data[start + 42] & 0x7F) + 1
    return imagecodecs.jpeg2k_decode(data), None, declared  # the codec applies the profile itself


_READERS: dict[str, Callable[[bytes], tuple[NDArray[Any], bytes | None, int | None]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "JPEG XL": _jpeg_xl,
    "JPEG 2000": _jpeg_2000,
}
