"""Read images with the decoder of prediction: the door to ``training.core.images`` (no torch)."""

from __future__ import annotations

import errno
import hashlib
import logging
import threading
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from training.core import images as core
from training.core.images import (
    HEAD_BYTES,
    IMAGE_SUFFIXES,
    MAX_PIXELS,
    MIN_SIDE,
    ImageError,
    PageInfo,
    RGBImage,
    decode_image,
    looks_like_image,
    probe_image,
    read_image,
    unread_format,
)
from training.core.reading.levels import shared_bits
from wbc_desktop.domain.regions import Box, PictureSource

__all__ = [
    "HEAD_BYTES",
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "ContentChanged",
    "ImageError",
    "PageInfo",
    "RGBImage",
    "cropped",
    "decode_image",
    "looks_like_image",
    "os_reason",
    "pages",
    "probe_image",
    "read_content",
    "read_image",
    "read_source",
    "shared_bits",
    "unread_format",
]

log = logging.getLogger(__name__)


def pages(data: bytes) -> tuple[PageInfo, ...]:
    """Return the pictures of an image file (``training.core.images.pages``).

    Raises :class:`ImageError` with the reason, whatever a damaged header made the decoder raise; and ``MemoryError``.
    """
    try:
        return core.pages(data)
    except (ImageError, MemoryError):
        raise
    except Exception as error:
        log.warning("an image header raised %r", error)
        raise ImageError("is damaged") from error


_KEPT_BYTES = 96 * 1024 * 1024
"""Bytes of decoded fields that are kept: two of 12 megapixels."""


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


def read_source(source: PictureSource) -> RGBImage:
    """Return the pixels (H x W x 3, 8-bit RGB) of a cell or a page, if the file still holds that content.

    The last decoded pages are kept, because the cells of a field are mostly read one after another. Raises as
    :func:`read_content`, and :class:`ImageError`.
    """
    if source.crop is None:
        return decode_image(read_content(source.file, source.sha256), source.page, source.bits)
    return cropped(_pages.get(source), source.crop)


class _Pages:
    """The pages that were decoded last, by content, of at most ``_KEPT_BYTES``; threads wait for a page in work."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, RGBImage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, source: PictureSource) -> RGBImage:
        """Return the whole page of ``source``. Raises as :func:`read_source`."""
        page = replace(source, crop=None)
        with self._lock:
            image = self._kept.pop(page.content, None)
            if image is None:
                image = read_source(page)
                image.setflags(write=False)
            self._kept[page.content] = image
            while len(self._kept) > 1 and sum(kept.nbytes for kept in self._kept.values()) > _KEPT_BYTES:
                self._kept.popitem(last=False)
            return image


_pages = _Pages()


def cropped(image: RGBImage, crop: Box | None) -> RGBImage:
    """Return the part of H x W x 3 pixels inside ``crop``; None: all of it.

    Raises :class:`ImageError` when the picture is smaller than the crop.
    """
    if crop is None:
        return image
    height, width = image.shape[:2]
    if crop != crop.within(width, height):
        raise ImageError("is smaller than the region of its cell")
    return image[crop.top : crop.bottom, crop.left : crop.right]


def os_reason(error: OSError) -> str:
    """Return why a file could not be read, as a phrase that follows its name."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "went away before it could be read"
    if isinstance(error, PermissionError):
        return "may not be read (no permission)"
    if error.errno == errno.ELOOP:
        return "is a link that leads back to itself"
    return f"cannot be read ({error.strerror or type(error).__name__})"
