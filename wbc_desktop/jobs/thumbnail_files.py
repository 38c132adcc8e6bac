"""Thumbnails kept on disk by content, for pictures that are dear to decode; anything wrong with one is a miss."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

from wbc_desktop.inference.images import ImageError, decode_image
from wbc_desktop.jobs.decode import from_array, to_array

log = logging.getLogger(__name__)

KEPT_BYTES = 512 * 1024 * 1024
_QUALITY = 90
_END = b"\xff\xd9"
"""How every whole JPEG file ends; one that was cut off is none."""


class ThumbnailFiles:
    """JPEG files named by SHA-256 and size under one folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, sha256: str, side: int) -> Path:
        """Where the thumbnail of this content and size is kept."""
        return self._folder / sha256[:2] / f"{sha256}.{side}.jpg"

    def load(self, sha256: str, side: int) -> QImage | None:
        """The picture, or None when there is none or it is damaged (it is then written anew)."""
        try:
            data = self.file(sha256, side).read_bytes()
        except OSError:
            return None
        if not data.endswith(_END):
            return None
        try:
            pixels = decode_image(data)
        except ImageError:
            return None
        if max(pixels.shape[:2]) > side:
            return None
        return from_array(pixels).convertToFormat(QImage.Format.Format_RGB32)

    def save(self, sha256: str, side: int, image: QImage) -> None:
        """Keep ``image``; written beside and renamed, so that no reader sees half a file. A full disk is no error."""
        if image.isNull():
            return
        data = io.BytesIO()
        Image.fromarray(to_array(image)).save(data, "JPEG", quality=_QUALITY)
        target = self.file(sha256, side)
        temporary = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                file.write(data.getvalue())
            Path(temporary).replace(target)
        except OSError as error:
            log.info("thumbnail not kept: %s", error)
            if temporary is not None:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()

    def prune(self, keep_bytes: int = KEPT_BYTES) -> int:
        """Delete the oldest files until no more than ``keep_bytes`` are left; returns how many went."""
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        total, gone = sum(size for _, size, _ in found), 0
        for _, size, path in sorted(found):
            if total <= keep_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total, gone = total - size, gone + 1
        return gone
