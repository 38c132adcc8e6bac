"""Reading one image of a cell: any common format becomes H x W x 3 RGB of 8 bits, or a plain reason why not."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

RGBImage = NDArray[np.uint8]

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".dib", ".webp"})
MIN_SIDE = 16
"""Pixels: under this a picture cannot show a cell."""
MAX_PIXELS = 64_000_000
"""Pixels: over this it is no picture of one cell (a whole slide scan), and decoding it could eat the memory."""

_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "DIB", "WEBP")
_MAGICS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"BM")
_SIXTEEN_BIT_GREY = ("I;16", "I;16L", "I;16B", "I;16N")


# What is wrong with a file is told once, by ImageError; our limit on size is stricter than the one Pillow warns of.
warnings.filterwarnings("ignore", module=r"PIL\.")


class ImageError(Exception):
    """An image that cannot be read; ``reason`` is a phrase that follows the file's name ("is truncated")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def looks_like_image(head: bytes) -> bool:
    """Whether the first bytes (12 or more) are those of an image format that we read."""
    return head.startswith(_MAGICS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def probe_image(source: str | Path | bytes) -> tuple[int, int]:
    """Width and height in pixels after EXIF rotation, from the header alone. Raises :class:`ImageError`."""
    with _open(source) as image:
        width, height = image.size
        # Pillow decodes a whole PNG to look for EXIF at its end; a camera's PNG says so in its head.
        tagged = image.format != "PNG" or "exif" in image.info
        try:
            turned = tagged and image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        except Exception as error:  # damaged EXIF raises almost anything
            raise ImageError(_reason(error)) from error
    return (height, width) if turned else (width, height)


def read_image(path: str | Path) -> RGBImage:
    """Decode a file to H x W x 3 RGB, 8 bits. Raises :class:`ImageError`, and ``OSError`` if it can't be read."""
    return decode_image(Path(path).read_bytes())


def decode_image(data: bytes) -> RGBImage:
    """Decode the bytes of an image file to H x W x 3 RGB, 8 bits.

    EXIF rotation is applied; grey, 16-bit, palette, alpha (over white) and CMYK images are converted.
    Raises :class:`ImageError`.
    """
    if _is_deep_tiff(data):
        return _decode_deep(data)
    with _open(data) as image:
        try:
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return _to_rgb(image)
        except ImageError:
            raise
        except MemoryError:
            raise ImageError("needs more memory than there is") from None
        except Exception as error:  # Pillow's decoders raise almost anything on damaged data
            raise ImageError(_reason(error)) from error


def _open(source: str | Path | bytes) -> Image.Image:
    """Open with Pillow, limits checked; the caller closes it."""
    stream: Any = io.BytesIO(source) if isinstance(source, bytes) else source
    head = source[:16] if isinstance(source, bytes) else _head(Path(source))
    if not head:
        raise ImageError("is empty")
    try:
        image = Image.open(stream, formats=_FORMATS)
    except UnidentifiedImageError:
        if _is_deep_tiff(source):
            return Image.fromarray(_decode_deep(source if isinstance(source, bytes) else Path(source).read_bytes()))
        if looks_like_image(head):
            raise ImageError("is damaged or cut short") from None
        raise ImageError("is not an image") from None
    except Image.DecompressionBombError:
        raise ImageError(_too_large()) from None
    except FileNotFoundError:
        raise ImageError("went away while it was read") from None
    except PermissionError:
        raise ImageError("may not be read (no permission)") from None
    except Exception as error:  # damaged headers raise struct.error, ValueError, SyntaxError and more
        raise ImageError(_reason(error)) from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        image.close()
        raise ImageError(_too_large(width, height))
    if min(width, height) < MIN_SIDE:
        image.close()
        raise ImageError(f"is too small to show a cell ({width} x {height} pixels)")
    return image


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except FileNotFoundError:
        raise ImageError("went away while it was read") from None
    except PermissionError:
        raise ImageError("may not be read (no permission)") from None
    except OSError as error:
        raise ImageError(f"cannot be read ({error.strerror or error})") from None


def _to_rgb(image: Image.Image) -> RGBImage:
    if image.mode in _SIXTEEN_BIT_GREY:
        deep = np.asarray(image).astype(np.uint16)
        return np.repeat((deep >> 8).astype(np.uint8)[:, :, None], 3, axis=2)
    if image.mode in ("I", "F"):
        return np.repeat(_stretch(np.asarray(image, dtype=np.float64))[:, :, None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, (255, 255, 255, 255)), rgba)
    return np.array(image if image.mode == "RGB" else image.convert("RGB"), dtype=np.uint8)


def _stretch(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """32-bit grey has no agreed white: 0 to 255 and 0 to 65535 are taken as such, else the range that is there."""
    if not np.isfinite(values).all():
        raise ImageError("holds values that are no numbers")
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        scaled = values * 255
    elif low >= 0 and high <= 255:
        scaled = values
    elif low >= 0 and high <= 65535:
        scaled = values / 257
    else:
        scaled = (values - low) / (high - low) * 255
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def _is_deep_tiff(source: str | Path | bytes) -> bool:
    """Whether this is a colour TIFF of 16 bits a channel, which Pillow does not read."""
    head = source[:4] if isinstance(source, bytes) else _head(Path(source))[:4]
    if head not in (b"II*\x00", b"MM\x00*"):
        return False
    try:
        stream: Any = io.BytesIO(source) if isinstance(source, bytes) else source
        with Image.open(stream, formats=("TIFF",)):
            return False
    except UnidentifiedImageError:
        return True
    except Exception:  # whatever else is wrong is reported by the ordinary way in
        return False


def _decode_deep(data: bytes) -> RGBImage:
    """A TIFF that Pillow refuses, by OpenCV: 16 bits are cut to 8."""
    import cv2  # 50 ms that the window's start need not pay: few images come this way

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    buffer = np.frombuffer(data, dtype=np.uint8)
    try:
        image = cv2.imdecode(buffer, cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise ImageError("is damaged or cut short") from error
    if image is None:
        raise ImageError("is damaged or of a kind that is not read")
    if image.size > MAX_PIXELS * 4:
        raise ImageError(_too_large(image.shape[1], image.shape[0]))
    if image.dtype == np.uint16:
        image = (image // 256).astype(np.uint8)
    elif image.dtype != np.uint8:
        image = _stretch(image.astype(np.float64))
    if image.ndim == 2:
        return np.repeat(image[:, :, None], 3, axis=2)
    return np.ascontiguousarray(image[:, :, 2::-1])


def _too_large(width: int = 0, height: int = 0) -> str:
    size = f" ({width} x {height} pixels)" if width else ""
    return f"is too large to be the picture of one cell{size}"


def _reason(error: Exception) -> str:
    text = str(error).lower()
    if "truncated" in text or "unexpected end" in text or "not enough" in text or "broken" in text:
        return "is cut short (truncated)"
    return "is damaged"
