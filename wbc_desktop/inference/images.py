"""Read images with the decoder of prediction: the door to ``training.core.images`` (no torch)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from training.core import images as core
from training.core.images import (
    IMAGE_SUFFIXES,
    MAX_PIXELS,
    MIN_SIDE,
    ImageError,
    RGBImage,
    decode_image,
    looks_like_image,
    read_image,
)

__all__ = [
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "ContentChanged",
    "ImageError",
    "RGBImage",
    "decode_image",
    "looks_like_image",
    "probe_image",
    "read_cell",
    "read_content",
    "read_image",
]


def probe_image(source: str | Path | bytes) -> tuple[int, int]:
    """Return width and height in pixels after EXIF rotation, from the header of a file or of its bytes.

    Raises :class:`ImageError` with the reason, whatever a damaged header made the decoder raise; ``OSError`` only
    when the file cannot be read, and ``MemoryError``.
    """
    try:
        return core.probe_image(source)
    except (ImageError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ImageError("is cut short (truncated)" if "truncated" in str(error).lower() else "is damaged") from error


class ContentChanged(ImageError):
    """The file no longer holds the content of the cell."""

    def __init__(self) -> None:
        super().__init__("was changed since the folder was read: open the folder again")


def read_content(path: str | Path, sha256: str) -> bytes:
    """Return the bytes of the file of a cell. They are read once, so the checked bytes are those that are decoded.

    Raises ``OSError`` when the file cannot be read, :class:`ContentChanged` when it holds something else by now.
    """
    data = Path(path).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContentChanged
    return data


def read_cell(path: str | Path, sha256: str) -> RGBImage:
    """Return the picture (H x W x 3, 8-bit RGB) of a file that holds the content of the cell.

    Raises as :func:`read_content`, and :class:`ImageError`.
    """
    return decode_image(read_content(path, sha256))
