"""The light of the microscope, taken out: what lies between the cells is made white.

Where nothing lies in the light's way a picture shows lamp, filters and camera alone. Its brightest parts are that (the
"white patch" of Land and McCann, J. Opt. Soc. Am. 61, 1971, less the outliers), so dividing by them leaves the stain.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage
from training.core.values import counts, lit_up, percentile, plane_of

WHITE = 245.0
"""What the background becomes in each channel: not quite the end of the scale, so that little is cut off."""

_SIDE = 96
_BRIGHT = 85
_DIMMEST = 60.0
_VALUES = np.arange(256, dtype=np.float32)


def gains(image: RGBImage) -> NDArray[np.float32]:
    """Factors for red, green and blue of H x W x 3 RGB of 8 bits that make its background white.

    The background is the 85th percentile of each channel; black corners are no part of it. Ones for a black picture,
    and never more than a fourfold gain.
    """
    planes = [
        plane_of(channel) for channel in cv2.split(cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))
    ]
    lit = lit_up(*planes)
    if not lit.any():
        return np.ones(3, dtype=np.float32)
    background = [percentile(_VALUES, counts(plane, lit), _BRIGHT) for plane in planes]
    return np.asarray(WHITE / np.clip(background, _DIMMEST, 255), dtype=np.float32)


def brightened(image: RGBImage, factors: NDArray[np.float32]) -> RGBImage:
    """H x W x 3 with its channels multiplied by three factors."""
    values = np.arange(256, dtype=np.uint8)[:, None] * factors  # looked up: a picture has many more pixels than 256
    table = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(image), np.ascontiguousarray(table[None])), dtype=np.uint8)
