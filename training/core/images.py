"""Reading one image of a cell: any common format becomes H x W x 3 RGB of 8 bits, or a plain reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.core.reading import isolated, ordinary
from training.core.reading.formats import HEAD_BYTES, IMAGE_SUFFIXES, format_of, looks_like_image, unread_format
from training.core.reading.types import MAX_PIXELS, MIN_SIDE, NO_MEMORY, ImageError, PageInfo, RGBImage, unread

__all__ = [
    "HEAD_BYTES",
    "IMAGE_SUFFIXES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "ImageError",
    "PageInfo",
    "RGBImage",
    "decode_image",
    "looks_like_image",
    "pages",
    "probe_image",
    "read_image",
    "unread_format",
]


def pages(data: bytes, measure: bool = True) -> tuple[PageInfo, ...]:
    """Return the pictures of an image file, in order; at least one.

    The header alone is read, except that with ``measure`` values of unknown range are read, for ``bits`` and
    ``remark``. Reduced copies (thumbnails, pyramids) are no pictures; channels that are stored as pages are one.
    Raises :class:`ImageError`.
    """
    kind = _format(data)
    if ordinary.is_ordinary(data, kind):
        return ordinary.pages(data, kind)
    return isolated.pages(data, measure)


def probe_image(source: str | Path | bytes) -> tuple[int, int]:
    """Return width and height in pixels of the first picture of a file, upright. Raises :class:`ImageError`."""
    first = pages(source if isinstance(source, bytes) else _content(source), measure=False)[0]
    return first.width, first.height


def read_image(path: str | Path, page: int = 0, bits: Sequence[int] = ()) -> RGBImage:
    """Decode a file as :func:`decode_image`. Raises :class:`ImageError`, and ``OSError`` if it can't be read."""
    return decode_image(Path(path).read_bytes(), page, bits)


def decode_image(data: bytes, page: int = 0, bits: Sequence[int] = ()) -> RGBImage:
    """Decode a picture (counted from 0) of an image file to H x W x 3 RGB, 8 bits, upright, in sRGB.

    ``bits``: every :attr:`PageInfo.bits` of the slide, by which its pictures are scaled alike (``levels.shared_bits``);
    none for a picture that stands alone. Raises :class:`ImageError`.
    """
    kind = _format(data)
    if not ordinary.is_ordinary(data, kind):
        return isolated.decode(data, page, bits)
    if page:
        raise ImageError(f"has no picture {page + 1}")
    return ordinary.decode(data, kind)


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
