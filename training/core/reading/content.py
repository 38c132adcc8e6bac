"""What an image file holds: its bytes, or a file that is read in parts, each of which is checked.

A stack of fields can hold more than the memory, and reading all of it for each of its pages takes minutes. So it is
read once for its hash, and then its pages alone. A block that is not as it was when the file was hashed is refused,
so that no pixel comes from another content than that of the hash.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

from training.core.reading.types import ContentChanged

BLOCK = 256 * 1024
"""Bytes that are read and checked together."""
_HASH_BYTES = 32
_KEPT_BLOCKS = 8
"""Blocks that are kept: the directories of a TIFF file are read in many small pieces."""


@dataclass(frozen=True, slots=True)
class HashedFile:
    """A file whose content is known: its ``size`` in bytes, its SHA-256, and the SHA-256 of its blocks in order.

    Reading it raises ``OSError``, and :class:`ContentChanged` when a block that is needed is no longer what it was.
    Only TIFF files are read like this.
    """

    path: str
    size: int
    sha256: str
    blocks: bytes


Content: TypeAlias = bytes | HashedFile


def hashed(path: str, file: BinaryIO, most: int, working: Callable[[], None] = lambda: None) -> HashedFile:
    """Read an open file to its end, or ``most`` bytes of it. ``working`` is called after each block."""
    whole, blocks, size = hashlib.sha256(), bytearray(), 0
    while size < most and (block := file.read(min(BLOCK, most - size))):
        whole.update(block)
        blocks += hashlib.sha256(block).digest()
        size += len(block)
        working()
    return HashedFile(os.path.abspath(path), size, whole.hexdigest(), bytes(blocks))  # noqa: PTH100 - may be no text


class HashedStream(io.RawIOBase):
    """Reads a :class:`HashedFile`. The file is closed by ``rest``, and opened again when something is read.

    Whatever stops a reading, an ``OSError`` or :class:`ContentChanged`, is kept in ``fault``, because decoders take any
    error for damage.
    """

    def __init__(self, file: HashedFile) -> None:
        super().__init__()
        self.fault: Exception | None = None
        self._of = file
        self._place = 0
        self._file: BinaryIO | None = None
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def rest(self) -> None:
        """Close the file, so that others may move or delete it (Windows)."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def close(self) -> None:
        self.rest()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._of.size}[whence]
        if start + offset < 0:
            raise ValueError(f"no place in a file: {start + offset}")
        self._place = start + offset
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._of.size - self._place)
        buffer = bytearray(left if size is None or size < 0 else min(size, left))
        self.readinto(buffer)
        return bytes(buffer)

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        count = min(len(target), max(0, self._of.size - self._place))
        done = 0
        while done < count:
            number, start = divmod(self._place, BLOCK)
            part = memoryview(self._block(number))[start : start + count - done]
            target[done : done + len(part)] = part
            done += len(part)
            self._place += len(part)
        return count

    def _block(self, number: int) -> bytes:
        block = self._kept.pop(number, None)
        if block is None:
            try:
                block = self._checked(number)
            except (OSError, ContentChanged) as error:
                self.fault = error
                raise
        self._kept[number] = block
        if len(self._kept) > _KEPT_BLOCKS:
            self._kept.popitem(last=False)
        return block

    def _checked(self, number: int) -> bytes:
        """Read a block. Raises ``OSError``, and :class:`ContentChanged` if it is not the block that was hashed."""
        if self._file is None:
            self._file = open(self._of.path, "rb", buffering=0)  # noqa: PTH123, SIM115 - closed by rest
        self._file.seek(number * BLOCK)
        wanted = min(BLOCK, self._of.size - number * BLOCK)
        block = bytearray()
        while len(block) < wanted and (part := self._file.read(wanted - len(block))):
            block += part
        known = self._of.blocks[number * _HASH_BYTES : (number + 1) * _HASH_BYTES]
        if hashlib.sha256(block).digest() != known:
            raise ContentChanged
        return bytes(block)
