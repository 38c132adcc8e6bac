"""Read images with the decoder of prediction: the door to ``training.core.images`` (no torch)."""

from __future__ import annotations

import errno
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from training.core import images as core
from training.core.images import (
    HEAD_BYTES,
    IMAGE_SUFFIXES,
    MAX_PIXELS,
    MIN_SIDE,
    Content,
    ContentChanged,
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
from wbc_desktop.domain.errors import Cancelled
from wbc_desktop.domain.regions import Box, PictureSource
from wbc_desktop.inference.content import MAX_STACK_BYTES, content_of_file, handing_over, most_bytes, read_content

__all__ = [
    "HEAD_BYTES",
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MAX_STACK_BYTES",
    "MIN_SIDE",
    "Content",
    "ContentChanged",
    "ImageError",
    "PageInfo",
    "RGBImage",
    "content_of_file",
    "cropped",
    "decode_image",
    "handing_over",
    "looks_like_image",
    "most_bytes",
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


def pages(data: Content, working: Callable[[], None] = lambda: None) -> tuple[PageInfo, ...]:
    """Return the pictures of an image file (``training.core.images.pages``).

    Raises :class:`ImageError` with the reason, whatever a damaged header made the decoder raise; ``MemoryError``,
    ``OSError`` if the file is read in parts, and what ``working`` raises.
    """
    try:
        return core.pages(data, working=working)
    except (ImageError, MemoryError, OSError, Cancelled):
        raise
    except Exception as error:
        log.warning("an image header raised %r", error)
        raise ImageError("is damaged") from error


_KEPT_BYTES = 96 * 1024 * 1024
"""Bytes of decoded fields that are kept: two of 12 megapixels."""


def read_source(source: PictureSource, again: bool = False) -> RGBImage:
    """Return the pixels (H x W x 3, 8-bit RGB) of a cell or a page, if the file still holds that content.

    The last decoded pages are kept, because the cells of a field are mostly read one after another. ``again`` as for
    :func:`read_content`. Raises as that, and :class:`ImageError`.
    """
    if source.crop is None:
        return decode_image(read_content(source.file, source.sha256, source.page, again), source.page, source.bits)
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
