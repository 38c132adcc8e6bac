"""Decode one image file to a small QImage, off the window's thread, with the decoder of the network.

Qt's own image reader is not used off the window's thread: asking which format a file has, it connects QObjects and so
waits for a lock of Qt's while Python's lock is held. The window's thread may hold that lock of Qt's while it waits for
Python's, and both then stand still for ever.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.images import ImageError, read_source

log = logging.getLogger(__name__)


FIELD_PIXELS = 12_000_000
"""Pixels of a usual field: the whole field is decoded for the crop of a cell."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture of at most the requested side, and the number of pixels of its file (the cost of decoding it)."""

    image: QImage
    source_pixels: int


def decode(source: PictureSource, side: int) -> Decoded | None:
    """Return the picture of ``source``, upright, fitted into ``side`` x ``side`` pixels and never enlarged.

    None when the file is gone, is no picture, or holds another content by now.
    """
    try:
        pixels = read_source(source)
    except (ImageError, OSError, MemoryError) as error:
        log.info("no thumbnail of %s: %s", source.file, error)
        return None
    image = from_array(pixels)
    source_pixels = image.width() * image.height() if source.crop is None else FIELD_PIXELS
    fitted = _fitted(image.size(), side)
    if fitted != image.size():
        image = image.scaled(fitted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return Decoded(image.convertToFormat(QImage.Format.Format_RGB32), source_pixels)


def from_array(pixels: np.ndarray) -> QImage:
    """Return a QImage with a copy of ``pixels`` (H x W x 3, uint8, RGB)."""
    height, width = pixels.shape[:2]
    packed = np.ascontiguousarray(pixels)
    return QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def to_array(image: QImage) -> np.ndarray:
    """Return a copy of the pixels of ``image`` (H x W x 3, uint8, RGB)."""
    packed = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(packed.constBits(), np.uint8).reshape(packed.height(), packed.bytesPerLine())
    return rows[:, : 3 * packed.width()].reshape(packed.height(), packed.width(), 3).copy()


def _fitted(size: QSize, side: int) -> QSize:
    if size.width() <= side and size.height() <= side:
        return size
    fitted = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    return QSize(max(1, fitted.width()), max(1, fitted.height()))
