"""Reading images, as prediction reads them: the door to ``training.core.images`` (no torch)."""

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
    """Width and height in pixels after EXIF rotation, from the header of a file or of its bytes.

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
    """The file holds another content than that of the cell by now."""

    def __init__(self) -> None:
        super().__init__("was changed since the folder was read: open the folder again")


def read_content(path: str | Path, sha256: str) -> bytes:
    """The bytes of the file of a cell: read once, so that what is decoded is what was checked.

    Raises ``OSError`` when the file cannot be read, :class:`ContentChanged` when it holds something else by now.
    """
    data = Path(path).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContentChanged
    return data


def read_cell(path: str | Path, sha256: str) -> RGBImage:
    """H x W x 3 of 8 bits, RGB, of the file, as long as it holds the content of the cell.

    Raises as :func:`read_content`, and :class:`ImageError`.
    """
    return decode_image(read_content(path, sha256))
