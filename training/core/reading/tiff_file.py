"""Opening a TIFF file, and keeping the directories of the last stack for its next page."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import tifffile

from training.core.reading.content import Content, HashedFile, HashedStream
from training.core.reading.tiff_pages import TiffPicture, pictures_of
from training.core.reading.types import CUT_SHORT, DAMAGED, NO_MEMORY, ImageError, RGBImage

Decode: TypeAlias = Callable[[TiffPicture], RGBImage]

_last: list[tuple[HashedFile, HashedStream, list[TiffPicture]]] = []
"""The stack that was read last: its pages are mostly read one after another, and finding them takes a while."""


@contextlib.contextmanager
def opened(data: Content, decode: Decode, working: Callable[[], None]) -> Iterator[list[TiffPicture]]:
    """Give the pictures of a file (:func:`pictures_of`), which can be decoded as long as the block lasts.

    Whatever damage makes tifffile raise becomes :class:`ImageError`; a :class:`HashedFile` also raises ``OSError``.
    ``working`` is called before each call of ``decode``.
    """
    if isinstance(data, bytes):
        with io.BytesIO(data) as file, _errors(file):  # closed, because tifffile's objects keep each other and the file
            yield _pictures(file, decode, working)
        return
    known = [last for last in _last if last[0] == data]
    _last.clear()
    stream = known[0][1] if known else HashedStream(data)
    try:
        with _errors(stream):
            found = known[0][2] if known else _pictures(stream, decode, working)
            yield found
    finally:
        stream.rest()
        if stream.fault is not None:
            raise stream.fault
    _last.append((data, stream, found))


def _pictures(file: Any, decode: Decode, working: Callable[[], None]) -> list[TiffPicture]:
    def decoded(picture: TiffPicture) -> RGBImage:
        working()
        return decode(picture)

    with tifffile.TiffFile(file) as tif:  # leaves the file open
        if not len(tif.pages):
            raise ImageError(CUT_SHORT)
        return pictures_of(tif, decoded)


@contextlib.contextmanager
def _errors(file: Any) -> Iterator[None]:
    """Whatever the damage of a file makes tifffile raise becomes :class:`ImageError`."""
    try:
        yield
    except (ImageError, GeneratorExit):
        raise
    except MemoryError:
        raise ImageError(NO_MEMORY) from None
    except Exception as error:  # damaged headers raise almost anything
        raise ImageError(_reason(file)) from error


def _reason(file: Any) -> str:
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(8)
    first = int.from_bytes(head[4:8], "little" if head[:2] == b"II" else "big")
    if head[2:4] in (b"*\x00", b"\x00*") and first + 2 > length:
        return CUT_SHORT
    return DAMAGED
