"""Masks, histograms and percentiles of 8-bit channels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
"""One channel of a picture, H x W."""

_BLACK = 90
"""Highest sum of red, green and blue in the corners that a rotation leaves black."""


def plane_of(values: object) -> Plane:
    """Return OpenCV's result as an array of 8 bits (OpenCV's own types are wider)."""
    return np.asarray(values, dtype=np.uint8)


def lit_mask(red: Plane, green: Plane, blue: Plane) -> Plane:
    """Return a mask (H x W) that is 1 on lit pixels and 0 in black corners."""
    light = cv2.add(cv2.add(red, green, dtype=cv2.CV_16U), blue, dtype=cv2.CV_16U)
    return plane_of(np.asarray(light) > _BLACK)


def counts(plane: Plane, where: Plane) -> NDArray[np.float32]:
    """Return how often each of the 256 values occurs where ``where`` is not 0."""
    return np.asarray(cv2.calcHist([plane], [0], where, [256], [0, 256]), dtype=np.float32).ravel()


def percentile(values: NDArray[np.float32], occurring: NDArray[np.float32], percent: float) -> float:
    """Return ``np.percentile`` of ascending ``values``, each of which occurs ``occurring`` times (one at least)."""
    ends = np.cumsum(occurring, dtype=np.int64)
    place = (int(ends[-1]) - 1) * (percent / 100)
    low, high = (
        float(values[np.searchsorted(ends, place_, side="right")]) for place_ in (np.floor(place), np.ceil(place))
    )
    return low + (high - low) * float(place - np.floor(place))
