"""Read the content of image files, checked by its SHA-256: most files as a whole, the pages of large ones alone."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from training.core.images import HEAD_BYTES, Content, ContentChanged, HashedFile, format_of, hashed

WHOLE_BYTES = 64 * 1024 * 1024
"""A larger TIFF file is read in parts; so is every further page of a stack."""
MAX_BYTES = 512 * 1024 * 1024
"""A larger file is not the picture of one cell: 64 million pixels with four channels of 16 bits have this size."""
MAX_STACK_BYTES = 32 * 1024**3
"""A larger stack is not read: 300 fields of 12 million pixels with four channels of 16 bits have this size."""
_KEPT = 16
"""Hashed files that are remembered: 128 bytes for a megabyte of each."""


def most_bytes(head: bytes) -> int:
    """Return the size of the largest file that is read, by its first ``HEAD_BYTES`` bytes."""
    return MAX_STACK_BYTES if format_of(head) == "TIFF" else MAX_BYTES


def read_content(path: str | Path, sha256: str, page: int = 0) -> Content:
    """Return the content of the file of a cell, as far as it is needed for a page (counted from 0).

    The bytes are read once, so the checked bytes are those that are decoded; a :class:`HashedFile` is checked when it
    is decoded. Raises ``OSError`` when the file cannot be read, :class:`ContentChanged` when it holds something else.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - the name may not be valid text
        content, found = content_of_file(str(path), file, page)
    if found != sha256:
        raise ContentChanged
    return content


def content_of_file(
    path: str, file: BinaryIO, page: int = 0, working: Callable[[], None] = lambda: None
) -> tuple[Content, str]:
    """Return the content of an open file, as :func:`read_content`, and its SHA-256.

    At most ``most_bytes`` are read. ``working`` is called from time to time; what it raises ends the reading.
    """
    head = file.read(HEAD_BYTES)
    size = os.fstat(file.fileno()).st_size
    if format_of(head) == "TIFF" and (page or size > WHOLE_BYTES):
        hashed_file = _hashed.get(path, file, working)
        return hashed_file, hashed_file.sha256
    data = head + file.read(max(0, min(size, most_bytes(head)) - len(head)) + 1)  # a byte more if the file grows
    return data, hashlib.sha256(data).hexdigest()


class _HashedFiles:
    """The files that were hashed last, by path and version; each is hashed once, and threads wait for that."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int, int], HashedFile] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: str, file: BinaryIO, working: Callable[[], None]) -> HashedFile:
        """Return the open file with its hashes. If it changed unnoticed, the changed parts of it can't be read."""
        about = os.fstat(file.fileno())
        key = (path, about.st_size, about.st_mtime_ns, about.st_ino)
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None:
                file.seek(0)
                found = hashed(path, file, MAX_STACK_BYTES, working)
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


_hashed = _HashedFiles()
