"""Find the white cell of a picture by its colours: the door to ``training.core.leukocyte`` (no torch)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.inference.images import RGBImage

SIDE = 320
"""Pixels along the longer side of the mask: twice those that the method uses."""

Mask = NDArray[np.bool_]


def cell_area(image: RGBImage) -> Mask | None:
    """Return the mask of the white cell (nucleus and cytoplasm) in ``image`` (H x W x 3, 8-bit RGB); None without one.

    The mask covers the whole picture with at most ``SIDE`` pixels a side, whatever the picture's size.
    """
    import cv2  # imported here so that the start of the window does not pay for it

    from training.core.leukocyte import segment

    height, width = image.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return segment(np.ascontiguousarray(image))
