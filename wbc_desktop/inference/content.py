"""Read the content of image files, checked by its SHA-256: most files as a whole, the pages of large ones alone."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
_HANDED_BYTES = 64 * 1024 * 1024


def most_bytes(head: bytes) -> int:
    """Return the size of the largest file that is read, by its first ``HEAD_BYTES`` bytes."""
    return MAX_STACK_BYTES if format_of(head) == "TIFF" else MAX_BYTES


def read_content(path: str | Path, sha256: str, page: int = 0, again: bool = False) -> Content:
    """Return the content of the file of a cell, as far as it is needed for a page (counted from 0).

    The bytes are read once, so the checked bytes are those that are decoded; a :class:`HashedFile` is checked when it
    is decoded. ``again``: it will be read again (:func:`handing_over`). Raises ``OSError`` when the file cannot be
    read, :class:`ContentChanged` when it holds something else.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - the name may not be valid text
        content, found = _handed.take(_version(str(path), file), again) or content_of_file(str(path), file, page)
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
    version = _version(path, file)
    data = head + file.read(max(0, min(size, most_bytes(head)) - len(head)) + 1)  # a byte more if the file grows
    sha256 = hashlib.sha256(data).hexdigest()
    if version == _version(path, file):
        _handed.put(version, data, sha256)
    return data, sha256


_Version = tuple[str, int, int, int, int]


def _version(path: str, file: BinaryIO) -> _Version:
    about = os.fstat(file.fileno())
    return path, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino


class _Handed:
    """Contents that one step of the work has read for the next one, by file and version."""

    def __init__(self) -> None:
        self._contents: dict[_Version, tuple[bytes, str]] = {}
        self._bytes = 0
        self._works = 0
        self._lock = threading.Lock()

    def begin(self) -> None:
        with self._lock:
            self._works += 1

    def end(self) -> None:
        with self._lock:
            self._works -= 1
            if not self._works:
                self._contents.clear()
                self._bytes = 0

    def put(self, version: _Version, data: bytes, sha256: str) -> None:
        """Keep the content until it is taken, if there is room: the oldest is needed first."""
        with self._lock:
            if self._works and version not in self._contents and self._bytes + len(data) <= _HANDED_BYTES:
                self._contents[version] = data, sha256
                self._bytes += len(data)

    def take(self, version: _Version, again: bool) -> tuple[bytes, str] | None:
        """Return the content and its SHA-256, or None."""
        with self._lock:
            found = self._contents.get(version) if again else self._contents.pop(version, None)
            if found is not None and not again:
                self._bytes -= len(found[0])
            return found


_handed = _Handed()


@contextmanager
def handing_over() -> Iterator[None]:
    """Keep what a step reads in memory for the next one, at most 64 MB, so that most files are read and hashed once.

    A content is used again only for a file with the same size, times and number.
    """
    _handed.begin()
    try:
        yield
    finally:
        _handed.end()


class _HashedFiles:
    """The files that were hashed last, by path and version; each is hashed once, and threads wait for that."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Version, HashedFile] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: str, file: BinaryIO, working: Callable[[], None]) -> HashedFile:
        """Return the open file with its hashes. If it changed unnoticed, the changed parts of it can't be read."""
        key = _version(path, file)
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
