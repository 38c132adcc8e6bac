"""Decodes one image file to a small QImage, off the window's thread, just as the network sees it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from wbc_desktop.inference.images import ImageError, read_image

log = logging.getLogger(__name__)

_PLAIN = frozenset(
    {
        QImage.Format.Format_RGB32,
        QImage.Format.Format_RGB888,
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_Mono,
        QImage.Format.Format_MonoLSB,
    }
)
"""What Qt decodes to the same picture as the decoder that feeds the network; the rest goes to that decoder."""

_QT_TYPES = frozenset({b"jpeg", b"png", b"bmp", b"webp", b"gif"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture of at most the side asked for, and how many pixels its file has (how dear it was to decode)."""

    image: QImage
    source_pixels: int


def decode(path: Path, side: int) -> Decoded | None:
    """The picture in ``path``, turned as its EXIF data says, fitted into ``side`` x ``side`` pixels and never enlarged.

    None when the file is gone or is no picture.
    """
    quick = _by_qt(path, side)
    return quick if quick is not None else _by_the_decoder(path, side)


def from_array(pixels: np.ndarray) -> QImage:
    """A QImage with a copy of ``pixels`` (H x W x 3, uint8, RGB)."""
    height, width = pixels.shape[:2]
    packed = np.ascontiguousarray(pixels)
    return QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _by_qt(path: Path, side: int) -> Decoded | None:
    """Qt's reader scales while it decodes, which is several times quicker for JPEG."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _QT_TYPES:
        return None
    if reader.imageFormat() not in _PLAIN:
        return None
    size = reader.size()
    if not size.isValid():
        return None
    fitted = _fitted(size, side)
    if fitted != size:
        reader.setScaledSize(fitted)
    image = reader.read()
    if image.isNull():
        return None
    return Decoded(image.convertToFormat(QImage.Format.Format_RGB32), size.width() * size.height())


def _by_the_decoder(path: Path, side: int) -> Decoded | None:
    try:
        pixels = read_image(path)
    except (ImageError, OSError, MemoryError) as error:
        log.info("no thumbnail of %s: %s", path, error)
        return None
    image = from_array(pixels)
    source_pixels = image.width() * image.height()
    fitted = _fitted(image.size(), side)
    if fitted != image.size():
        image = image.scaled(fitted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return Decoded(image.convertToFormat(QImage.Format.Format_RGB32), source_pixels)


def _fitted(size: QSize, side: int) -> QSize:
    if size.width() <= side and size.height() <= side:
        return size
    fitted = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    return QSize(max(1, fitted.width()), max(1, fitted.height()))
