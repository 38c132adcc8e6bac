"""Reading one image of a cell: any common format becomes H x W x 3 RGB of 8 bits, or a plain reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from training.core.reading import isolated, ordinary
from training.core.reading.content import Content, HashedFile, hashed
from training.core.reading.formats import HEAD_BYTES, IMAGE_SUFFIXES, format_of, looks_like_image, unread_format
from training.core.reading.types import (
    MAX_PIXELS,
    MIN_SIDE,
    NO_MEMORY,
    ContentChanged,
    ImageError,
    PageInfo,
    RGBImage,
    unread,
)

__all__ = [
    "HEAD_BYTES",
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "Content",
    "ContentChanged",
    "HashedFile",
    "ImageError",
    "PageInfo",
    "RGBImage",
    "decode_image",
    "format_of",
    "hashed",
    "looks_like_image",
    "pages",
    "probe_image",
    "read_image",
    "unread_format",
]


def pages(data: Content, measure: bool = True, working: Callable[[], None] = lambda: None) -> tuple[PageInfo, ...]:
    """Return the pictures of an image file, in order; at least one.

    The header alone is read, except that with ``measure`` values of unknown range are read, for ``depth`` and
    ``remark``. Reduced copies (thumbnails, pyramids) are no pictures; channels that are stored as pages are one.
    ``working`` is called after each picture of a stack; what it raises ends the reading. Raises :class:`ImageError`,
    and as :class:`HashedFile` says.
    """
    if isinstance(data, HashedFile):
        return isolated.pages(data, measure, working)
    kind = _format(data)
    if ordinary.is_ordinary(data, kind):
        return ordinary.pages(data, kind)
    return isolated.pages(data, measure, working)


def probe_image(source: str | Path | Content, page: int = 0) -> tuple[int, int]:
    """Return width and height in pixels of a picture (counted from 0) of a file, upright.

    Raises :class:`ImageError`, and as :class:`HashedFile` says.
    """
    data = _content(source) if isinstance(source, str | Path) else source
    if isinstance(data, HashedFile):
        return isolated.size(data, page)
    kind = _format(data)
    if not ordinary.is_ordinary(data, kind):
        return isolated.size(data, page)
    _check_first(page)
    first = ordinary.pages(data, kind)[0]
    return first.width, first.height


def read_image(path: str | Path, page: int = 0, depths: Sequence[str] = ()) -> RGBImage:
    """Decode a file as :func:`decode_image`. Raises :class:`ImageError`, and ``OSError`` if it can't be read."""
    return decode_image(Path(path).read_bytes(), page, depths)


def decode_image(data: Content, page: int = 0, depths: Sequence[str] = ()) -> RGBImage:
    """Decode a picture (counted from 0) of an image file to H x W x 3 RGB, 8 bits, upright, in sRGB.

    ``depths``: every :attr:`PageInfo.depth` of the slide, by which the pictures of one camera are scaled alike
    (``levels.shared_bits``); none for a picture that stands alone. Raises :class:`ImageError`, and as
    :class:`HashedFile` says.
    """
    if isinstance(data, HashedFile):
        return isolated.decode(data, page, depths)
    kind = _format(data)
    if not ordinary.is_ordinary(data, kind):
        return isolated.decode(data, page, depths)
    _check_first(page)
    return ordinary.decode(data, kind)


def _check_first(page: int) -> None:
    if page:
        raise ImageError(f"has no picture {page + 1}")


def _content(path: str | Path) -> bytes:
    """Return the content of a file. Raises :class:`ImageError`."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise ImageError("went away while it was read") from None
    except PermissionError:
        raise ImageError("may not be read (no permission)") from None
    except OSError as error:
        raise ImageError(f"cannot be read ({error.strerror or error})") from None
    except MemoryError:
        raise ImageError(NO_MEMORY) from None


def _format(data: bytes) -> str:
    head = data[:HEAD_BYTES]
    if not head:
        raise ImageError("is empty")
    kind = format_of(head)
    if kind is not None:
        return kind
    other = unread_format(head)
    if other is not None:
        raise unread(other)
    raise ImageError("is not an image")
