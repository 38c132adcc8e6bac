"""Limit the memory of threads that decode pictures at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

ROOM = 64_000_000
"""Pixels that are decoded at the same time: five fields of 12 megapixels, or one of the largest that are read.
Decoding takes about eight bytes a pixel."""


class DecodeRoom:
    """Room for pictures of so many pixels together; one that is larger is decoded alone."""

    def __init__(self, pixels: int = ROOM) -> None:
        self._free = pixels
        self._pixels = pixels
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait until there is room for a picture of ``pixels``, and keep it until the block ends."""
        wanted = min(pixels, self._pixels)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= wanted)
            self._free -= wanted
        try:
            yield
        finally:
            with self._changed:
                self._free += wanted
                self._changed.notify_all()
