"""Find the white cell of a picture by its colours: the door to ``training.core.leukocyte`` (no torch)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.inference.images import RGBImage

SIDE = 320
"""Pixels along the longer side of the mask: twice those that the method uses."""

Mask = NDArray[np.bool_]

MOST_OF_BORDER, LEAST_OF_MASK = 0.05, 0.9
"""A mask is that of a cell if it has at most this share of the picture's border, and one part at least this share of
the mask. Otherwise red cells were taken for parts of it, which happens in stains that colour both alike: in 39 of 50
pictures of Raabin, in 18 of 100 of Blood Cell Images, and in none of 170 of PBC."""


def cell_area(image: RGBImage) -> Mask | None:
    """Return the mask of the white cell (nucleus and cytoplasm) in ``image`` (H x W x 3, 8-bit RGB).

    None without a cell, or if it cannot be told from others. The mask covers the whole picture with at most ``SIDE``
    pixels a side, whatever the picture's size.
    """
    import cv2  # imported here so that the start of the window does not pay for it

    from training.core.leukocyte import segment

    height, width = image.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = segment(np.ascontiguousarray(image))
    return mask if mask is not None and _is_one_cell(mask) else None


def _is_one_cell(mask: Mask) -> bool:
    import cv2

    border = np.concatenate((mask[0], mask[-1], mask[1:-1, 0], mask[1:-1, -1]))
    areas = cv2.connectedComponentsWithStats(mask.view(np.uint8))[2][1:, cv2.CC_STAT_AREA]
    return bool(border.mean() <= MOST_OF_BORDER and areas.max() >= LEAST_OF_MASK * areas.sum())
