"""JPEG, PNG, BMP and WebP of 8 bits, by Pillow in the calling process."""

from __future__ import annotations

import io
import struct
import warnings

import numpy as np
from PIL import Image, UnidentifiedImageError

from training.core.reading import jpeg, png
from training.core.reading.colour import over_white, to_srgb
from training.core.reading.orientation import SIDEWAYS, orientation_of, turned
from training.core.reading.types import (
    CUT_SHORT,
    DAMAGED,
    NO_MEMORY,
    SPARE_PART,
    ImageError,
    PageInfo,
    RGBImage,
    check_size,
)

_PILLOW = {"JPEG": ("JPEG",), "PNG": ("PNG",), "BMP": ("BMP", "DIB"), "WebP": ("WEBP",), "AVIF": ("AVIF",)}
_PILLOW |= {"JPEG XL": ("JXL",), "HEIC": ("HEIF",)}
# What is wrong with a file is told once, by ImageError; our limit on size is stricter than the one Pillow warns of.
warnings.filterwarnings("ignore", module=r"PIL\.")


def is_ordinary(data: bytes, kind: str) -> bool:
    """Whether a file of the format ``kind`` is read here."""
    if kind == "JPEG":
        return jpeg.is_ordinary(data)
    if kind == "PNG":
        return data[24:25] != b"\x10"
    return kind in ("BMP", "WebP")


def pages(data: bytes, kind: str) -> tuple[PageInfo, ...]:
    """Return the one picture of the file, from its header. Raises :class:`ImageError`."""
    if kind == "PNG":
        return (_png_page(data),)
    with open_image(data, kind) as image:
        return (PageInfo(*_upright_size(image)),)


def decode(data: bytes, kind: str) -> RGBImage:
    """Return the picture, upright, in sRGB. Raises :class:`ImageError`."""
    if kind == "PNG":
        parts = png.parse(data)
        check_one(parts.frames)
        check_size(parts.width, parts.height)
        return decode_image(parts.to_bytes(), kind, parts.profile)
    if kind == "BMP":
        data = _completed_bmp(data)
    try:
        return decode_image(data, kind)
    except ImageError as error:
        if kind == "JPEG" and error.reason == CUT_SHORT:
            return jpeg.decode_open_end(data, lambda whole: decode_image(whole, kind))
        raise


def decode_image(data: bytes, kind: str, profile: bytes | None = None) -> RGBImage:
    """Return the picture of a whole file, upright, in sRGB, as Pillow decodes it. Raises :class:`ImageError`."""
    with open_image(data, kind) as image:
        try:
            check_one(1 if kind == "JPEG" else getattr(image, "n_frames", 1))
            size = image.size
            image.load()
            if image.size != size:  # boxes of cells are in pixels of the size that the header says
                raise ImageError(DAMAGED)
            profile = profile or image.info.get("icc_profile")
            return turned(to_rgb(image, profile), orientation_of(image))
        except ImageError:
            raise
        except MemoryError:
            raise ImageError(NO_MEMORY) from None
        except Exception as error:  # Pillow's decoders raise almost anything on damaged data
            raise ImageError(CUT_SHORT if _ends_early(data, kind) else reason_of(error)) from error


def open_image(data: bytes, kind: str) -> Image.Image:
    """Return the file opened by Pillow, its size checked; the caller closes it. Raises :class:`ImageError`."""
    try:
        image = Image.open(io.BytesIO(data), formats=_PILLOW[kind])
        check_size(*image.size)
    except ImageError:
        raise
    except UnidentifiedImageError:
        raise ImageError(CUT_SHORT if _ends_early(data, kind) else "is damaged or cut short") from None
    except Image.DecompressionBombError:
        raise ImageError("is too large to be the picture of one cell") from None
    except MemoryError:
        raise ImageError(NO_MEMORY) from None
    except Exception as error:  # damaged headers raise struct.error, ValueError, SyntaxError and more
        raise ImageError(CUT_SHORT if _ends_early(data, kind) else reason_of(error)) from error
    return image


def to_rgb(image: Image.Image, profile: bytes | None) -> RGBImage:
    """Return a Pillow image of 8 bits as RGB; palette, grey, alpha (over white) and CMYK are converted."""
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        rgba = np.array(image.convert("RGBA"))
        colours = np.ascontiguousarray(rgba[:, :, :3])
        colours = np.array(to_srgb(Image.fromarray(colours), profile))
        return over_white(colours, rgba[:, :, 3])
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return np.array(to_srgb(image, profile), dtype=np.uint8)


def check_one(frames: int) -> None:
    """Raise :class:`ImageError` for an animation or a series: most of it would be lost."""
    if frames > 1:
        raise ImageError(f"holds a series or animation of {frames} pictures: save each of them as a file")


def reason_of(error: Exception) -> str:
    """Return why Pillow could not decode, as a phrase that follows the file's name."""
    text = str(error).lower()
    if any(part in text for part in ("truncated", "unexpected end", "not enough", "broken", "tile cannot extend")):
        return CUT_SHORT
    return DAMAGED


def _ends_early(data: bytes, kind: str) -> bool:
    """Whether a file is shorter than its header says."""
    return kind == "WebP" and len(data) < 8 + int.from_bytes(data[4:8], "little")


def _png_page(data: bytes) -> PageInfo:
    parts = png.parse(data)
    check_one(parts.frames)
    check_size(parts.width, parts.height)
    for kind, _ in parts.kept:
        if kind in (b"eXIf", b"iTXt"):
            with open_image(parts.to_bytes(), "PNG") as image:
                return PageInfo(*_upright_size(image))
    return PageInfo(parts.width, parts.height)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if orientation_of(image) in SIDEWAYS else (width, height)


def _completed_bmp(data: bytes) -> bytes:
    """Return a BMP file whose last few rows, if they are missing, repeat the last bytes that are there."""
    if len(data) < 54:
        return data
    start, _, width, height, _, depth, packing = struct.unpack_from("<IIiiHHI", data, 10)
    size = ((abs(width) * depth + 31) // 32) * 4 * abs(height)
    missing = start + size - len(data)
    if packing not in (0, 3) or not 0 < missing <= size * SPARE_PART:
        return data
    return data + (data[-missing:] if missing <= len(data) - start else bytes(missing))
