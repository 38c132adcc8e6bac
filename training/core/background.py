"""Normalise the background and the stain of a picture: the space between the cells becomes white.

The brightest parts of a picture show the colour of lamp, filters and camera alone (the "white patch" of Land and
McCann, J. Opt. Soc. Am. 61, 1971, without the outliers). Dividing by that colour leaves the stain. The stain can then
be moved to a standard one: Reinhard et al. (IEEE Computer Graphics and Applications 21, 2001) set the mean and the
standard deviation of each channel of CIELAB.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.histogram import Plane, counts, lit_mask, percentile, plane_of
from training.core.images import RGBImage

WHITE = 245.0
"""The background's value in each channel afterwards: below 255, so that few pixels are clipped."""

STAIN = np.array([[217.0, 134.8, 123.1], [33.7, 10.2, 12.7]])
"""The standard stain: means and standard deviations of CIELAB (8 bits), averaged over the training cells of PBC and of
the Blood Cell Images after their background was made white."""

_SIDE = 96
_BRIGHT = 85
_DIMMEST = 60.0
_VALUES = np.arange(256, dtype=np.float32)


def normalise_background(seen: RGBImage, whole: RGBImage, background: str) -> RGBImage:
    """Return ``seen``, a part of the picture ``whole``, with the background treated as a card's ``background`` says.

    Both are H x W x 3 RGB of 8 bits. Colours are measured on the whole picture, because the part may show hardly more
    than the cell. Black corners stay black.
    """
    if background == "as it is":
        return seen
    factors = gains(whole)
    white = apply_gains(seen, factors)
    if background != "white+stain":
        return white
    small = cv2.resize(whole, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    own = _stain(apply_gains(plane_of(small), factors), lit(plane_of(small)))
    return white if own is None else np.where(lit(seen)[..., None] > 0, moved(white, own, STAIN), white)


def _stain(image: RGBImage, lit: Plane) -> NDArray[np.float64] | None:
    """Return means and standard deviations (2 x 3) of CIELAB (8 bits) of the lit pixels; None if there are none."""
    if not lit.any():
        return None
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), mask=lit)
    return np.stack([np.ravel(mean), np.ravel(deviation)]).astype(np.float64)


def moved(image: RGBImage, own: NDArray[np.float64], to: NDArray[np.float64]) -> RGBImage:
    """Return the picture with its ``own`` stain moved to another one; both 2 x 3, as :data:`STAIN`."""
    # At most threefold: stretching a picture without contrast further would only amplify noise.
    stretch = np.clip(to[1] / np.maximum(own[1], 1e-3), 1 / 3, 3.0)
    values = (np.arange(256)[:, None] - own[0]) * stretch + to[0]  # a table of 256 values, as in apply_gains
    table = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    lab = cv2.LUT(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), np.ascontiguousarray(table[None]))
    return plane_of(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB))


def lit(image: RGBImage) -> Plane:
    """Return a mask (H x W) that is 1 on lit pixels of H x W x 3 RGB and 0 in black corners."""
    return lit_mask(*(plane_of(channel) for channel in cv2.split(image)))


def gains(image: RGBImage) -> NDArray[np.float32]:
    """Return factors for red, green and blue that make the background of H x W x 3 RGB of 8 bits white.

    The background is the 85th percentile of each channel, without black corners. A factor is at most 4; all are 1 for a
    black picture.
    """
    planes = [
        plane_of(channel) for channel in cv2.split(cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))
    ]
    lit = lit_mask(*planes)
    if not lit.any():
        return np.ones(3, dtype=np.float32)
    background = [percentile(_VALUES, counts(plane, lit), _BRIGHT) for plane in planes]
    return np.asarray(WHITE / np.clip(background, _DIMMEST, 255), dtype=np.float32)


def apply_gains(image: RGBImage, factors: NDArray[np.float32]) -> RGBImage:
    """Return H x W x 3 with its channels multiplied by three factors."""
    values = (
        np.arange(256, dtype=np.uint8)[:, None] * factors
    )  # a table of 256 values is cheaper than computing every pixel
    table = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(image), np.ascontiguousarray(table[None])), dtype=np.uint8)
