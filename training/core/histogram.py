"""The values of a channel of 8 bits, counted: there are only 256, however many pixels a picture has."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
"""One channel of a picture, H x W."""

_BLACK = 90
"""Red + green + blue of the corners that a rotation leaves black."""


def plane_of(values: object) -> Plane:
    """What OpenCV gave, as the 8 bits that it is (its own types say less)."""
    return np.asarray(values, dtype=np.uint8)


def lit_up(red: Plane, green: Plane, blue: Plane) -> Plane:
    """1 where light fell at all, 0 in black corners (H x W)."""
    light = cv2.add(cv2.add(red, green, dtype=cv2.CV_16U), blue, dtype=cv2.CV_16U)
    return plane_of(np.asarray(light) > _BLACK)


def counts(plane: Plane, where: Plane) -> NDArray[np.float32]:
    """How often each of the 256 values occurs where ``where`` is not 0."""
    return np.asarray(cv2.calcHist([plane], [0], where, [256], [0, 256]), dtype=np.float32).ravel()


def percentile(values: NDArray[np.float32], occurring: NDArray[np.float32], percent: float) -> float:
    """As ``np.percentile`` of rising ``values`` that occur so often (one at least), without laying them all out."""
    ends = np.cumsum(occurring, dtype=np.int64)
    place = (int(ends[-1]) - 1) * (percent / 100)
    low, high = (
        float(values[np.searchsorted(ends, place_, side="right")]) for place_ in (np.floor(place), np.ceil(place))
    )
    return low + (high - low) * float(place - np.floor(place))
