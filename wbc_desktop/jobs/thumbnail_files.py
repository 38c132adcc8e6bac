"""Cache thumbnails on disk by content and size. A damaged one counts as missing and is written again.

A file is a JPEG with a few bytes behind its end: a checksum over the picture and what it is a picture of, so that a
flipped byte, a file that was cut off and one under a wrong name are all found. Several threads and processes may use
one folder: a file is written beside its place and renamed, and one that goes while it is read is a miss.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import struct
import tempfile
import threading
import time
import zlib
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

from wbc_desktop.inference.images import ImageError, decode_image
from wbc_desktop.jobs.decode import from_array, to_array
from wbc_desktop.runtime.private import make_folder

log = logging.getLogger(__name__)

KEPT_BYTES = 512 * 1024 * 1024
PRUNE_AFTER = KEPT_BYTES // 8
"""Bytes that may be written before the folder is pruned."""
TOUCH_AFTER = 24 * 3600
"""Seconds. A used file gets a new time when its time is older, so that pruning deletes unused ones."""
_QUALITY = 90
_TAIL = struct.Struct("<4sI")
_MARK = b"WBCt"


class ThumbnailFiles:
    """JPEG files named by SHA-256 and size in one folder, ``keep_bytes`` in all (a little more during use)."""

    def __init__(self, folder: Path, keep_bytes: int = KEPT_BYTES) -> None:
        self._folder = folder
        self._keep_bytes = keep_bytes
        self._written = 0
        self._lock = threading.Lock()

    def file(self, sha256: str, side: int) -> Path:
        """Return the path of the thumbnail of this content and size."""
        return self._folder / sha256[:2] / f"{sha256}.{side}.jpg"

    def load(self, sha256: str, side: int) -> QImage | None:
        """Return the picture; None when it is missing or damaged."""
        file = self.file(sha256, side)
        try:
            data = file.read_bytes()
            if time.time() - file.stat().st_mtime > TOUCH_AFTER:
                os.utime(file)
        except OSError:
            return None
        picture = data[: -_TAIL.size]
        if len(data) <= _TAIL.size or data[-_TAIL.size :] != _tail(sha256, side, picture):
            return None
        try:
            pixels = decode_image(picture)
        except ImageError:
            return None
        if max(pixels.shape[:2]) > side:
            return None
        return from_array(pixels).convertToFormat(QImage.Format.Format_RGB32)

    def save(self, sha256: str, side: int, image: QImage) -> None:
        """Write ``image`` to a temporary file and rename it, so no reader sees half a file. A full disk is ignored."""
        if image.isNull():
            return
        data = io.BytesIO()
        Image.fromarray(to_array(image)).save(data, "JPEG", quality=_QUALITY)
        target = self.file(sha256, side)
        temporary = None
        try:
            make_folder(self._folder)
            make_folder(target.parent)
            handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
            picture = data.getvalue()
            with os.fdopen(handle, "wb") as file:
                file.write(picture + _tail(sha256, side, picture))
            Path(temporary).replace(target)
            self._count(len(picture))
        except OSError as error:
            log.info("thumbnail not kept: %s", error)
            if temporary is not None:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()

    def prune(self, keep_bytes: int | None = None) -> int:
        """Delete the least recently used files until at most ``keep_bytes`` are left; return how many were deleted."""
        bound = self._keep_bytes if keep_bytes is None else keep_bytes
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        total, gone = sum(size for _, size, _ in found), 0
        for _, size, path in sorted(found):
            if total <= bound:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total, gone = total - size, gone + 1
        return gone

    def _count(self, size: int) -> None:
        """Prune the folder after PRUNE_AFTER bytes; one thread does it, the others continue."""
        with self._lock:
            self._written += size
            if self._written < min(PRUNE_AFTER, self._keep_bytes // 2):
                return
            self._written = 0
        self.prune()


def _tail(sha256: str, side: int, picture: bytes) -> bytes:
    return _TAIL.pack(_MARK, zlib.crc32(f"{sha256}.{side}".encode(), zlib.crc32(picture)))
