"""Turning pictures upright: the EXIF and TIFF tag Orientation."""

from __future__ import annotations

import numpy as np
from PIL import Image

from training.core.reading.types import RGBImage

TAG = 0x0112
SIDEWAYS = (5, 6, 7, 8)
"""The values of the tag with which width and height change places."""


def orientation_of(image: Image.Image) -> int:
    """Return how the camera was held, 1 to 8; 1 when that is not known.

    Damaged EXIF, which makes Pillow raise almost anything, cannot stop a picture from being read.
    """
    try:
        found = image.getexif().get(TAG, 1)
    except Exception:
        return 1
    return found if isinstance(found, int) and found in range(1, 9) else 1


def turned(picture: RGBImage, orientation: int) -> RGBImage:
    """Return the picture (H x W x 3) upright, contiguous in memory."""
    if orientation in SIDEWAYS:
        picture = picture.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        picture = picture[:, ::-1]
    if orientation in (3, 4, 7, 8):
        picture = picture[::-1]
    return np.ascontiguousarray(picture)
