"""PNG files: keep the chunks that make the picture, and complete one whose last bytes are missing.

Everything else in the file (texts, times, thumbnails, damaged EXIF) cannot stop the picture from being read.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from training.core.reading.types import CUT_SHORT, DAMAGED, SPARE_PART, ImageError, check_size

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PROFILE = 4 * 1024 * 1024
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_XMP = b"XML:com.adobe.xmp\x00\x00"
"""The beginning of a text with metadata that is not compressed."""
_MOST_XMP = 200_000


@dataclass(frozen=True, slots=True)
class Png:
    """The parts of a PNG file. ``depth``: bits per sample, 1 to 16. ``profile``: the colour profile, or None.

    ``frames``: pictures of the animation, 1 for an ordinary file. ``ends``: the end of the file is there.
    """

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool
    header_is_sound: bool
    kept: tuple[tuple[bytes, bytes], ...]
    pixels: tuple[bytes, ...]
    profile: bytes | None
    frames: int
    ends: bool

    def to_bytes(self) -> bytes:
        """Return a PNG file with the picture alone. Raises :class:`ImageError` if a part of the pixels is missing."""
        pixels = b"".join(self.pixels)
        if not self.ends or not self.header_is_sound:
            pixels = self._completed(pixels)
        header = struct.pack(">IIBBBBB", self.width, self.height, self.depth, self.colour, 0, 0, self.interlaced)
        chunks = [(b"IHDR", header), *self.kept, (b"IDAT", pixels), (b"IEND", b"")]
        return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)

    def _completed(self, pixels: bytes) -> bytes:
        """Return the compressed pixels of the whole picture, of which the last rows may be missing in ``pixels``."""
        check_size(self.width, self.height)
        size = self._size()
        unpack = zlib.decompressobj()
        try:
            rows = unpack.decompress(pixels, size + 1)
        except zlib.error:
            raise ImageError(DAMAGED) from None
        if len(rows) > size or (len(rows) != size and not self.header_is_sound):
            raise ImageError(DAMAGED)
        if size - len(rows) > size * SPARE_PART:
            raise ImageError(CUT_SHORT)
        return zlib.compress(rows + self._rest(len(rows), size), 1)

    def _rest(self, there: int, size: int) -> bytes:
        """Return the missing rows: each repeats the row above it (filter 2)."""
        row = self._row(self.width)
        if self.interlaced:
            return bytes(size - there)
        rest = bytearray(size)
        rest[::row] = b"\x02" * len(range(0, size, row))
        return bytes(rest[there:])

    def _row(self, width: int) -> int:
        return 1 + (width * self.depth * _CHANNELS[self.colour] + 7) // 8

    def _size(self) -> int:
        """Return the size of the unpacked rows with their filter bytes."""
        if not self.interlaced:
            return self.height * self._row(self.width)
        size = 0
        for x, y, across, down in _ADAM7:
            width, height = -(-(self.width - x) // across), -(-(self.height - y) // down)
            if width > 0 and height > 0:
                size += height * self._row(width)
        return size


def parse(data: bytes) -> Png:
    """Return the parts of a PNG file. Raises :class:`ImageError`."""
    chunks = list(_chunks(data))
    if not chunks:
        raise ImageError(CUT_SHORT)
    kind, header, sound = chunks[0]
    if kind != b"IHDR" or len(header) != 13:
        raise ImageError(CUT_SHORT if kind == b"IHDR" else DAMAGED)
    width, height, depth, colour, method, filters, interlaced = struct.unpack(">IIBBBBB", header)
    if colour not in _CHANNELS or depth not in (1, 2, 4, 8, 16) or method or filters or interlaced > 1:
        raise ImageError(DAMAGED)
    kept: list[tuple[bytes, bytes]] = []
    pixels: list[bytes] = []
    profile, frames = None, 1
    for kind, content, _ in chunks[1:]:
        if kind == b"IDAT":
            pixels.append(content)
        elif kind in (b"PLTE", b"tRNS") or _is_useful(kind, content):
            kept.append((kind, content))
        elif kind == b"iCCP":
            profile = _profile(content)
        elif kind == b"acTL" and len(content) == 8:
            frames = max(1, int.from_bytes(content[:4], "big"))
    ends = chunks[-1][0] == b"IEND"
    if not pixels:
        raise ImageError(DAMAGED if ends else CUT_SHORT)
    return Png(width, height, depth, colour, bool(interlaced), sound, tuple(kept), tuple(pixels), profile, frames, ends)


def _is_useful(kind: bytes, content: bytes) -> bool:
    """Whether a chunk may say how the picture is turned."""
    if kind == b"eXIf":
        return content[:4] in (b"II*\x00", b"MM\x00*")
    return kind == b"iTXt" and content.startswith(_XMP) and len(content) <= _MOST_XMP


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Yield kind, content and whether the checksum is right; the content of the last may be cut short."""
    place = len(_SIGNATURE)
    while place + 8 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        content = data[place + 8 : place + 8 + size]
        end = place + 8 + size + 4
        checked = kind == b"IHDR" and data[end - 4 : end] == struct.pack(">I", zlib.crc32(kind + content))
        yield kind, content, checked
        if kind == b"IEND":
            return
        place = end


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _profile(content: bytes) -> bytes | None:
    """Return the colour profile of an iCCP chunk, or None when it is damaged."""
    _, _, packed = content.partition(b"\x00")
    try:
        return zlib.decompressobj().decompress(packed[1:], _MOST_PROFILE) or None
    except zlib.error:
        return None
