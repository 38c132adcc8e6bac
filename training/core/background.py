"""The light of the microscope, taken out: what lies between the cells is made white.

Where nothing lies in the light's way a picture shows lamp, filters and camera alone. Its brightest parts are that (the
"white patch" of Land and McCann, J. Opt. Soc. Am. 61, 1971, less the outliers), so dividing by them leaves the stain.
That can then be brought to a standard one: Reinhard et al. (IEEE Computer Graphics and Applications 21, 2001) move the
mean and the deviation of each channel of CIELAB.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage
from training.core.values import Plane, counts, lit_up, percentile, plane_of

WHITE = 245.0
"""What the background becomes in each channel: not quite the end of the scale, so that little is cut off."""

STAIN = np.array([[217.0, 134.8, 123.1], [33.7, 10.2, 12.7]])
"""What the stain becomes: means and deviations of CIELAB in 8 bits of the average picture, on white, of the training
cells of PBC and of the Blood Cell Images."""

_SIDE = 96
_BRIGHT = 85
_DIMMEST = 60.0
_VALUES = np.arange(256, dtype=np.float32)


def evened(seen: RGBImage, whole: RGBImage, background: str) -> RGBImage:
    """What is seen of a ``whole`` picture (both H x W x 3 RGB of 8 bits), evened out as a card's ``background`` says.

    What is measured is measured on the whole: the part that is seen may hold little but the cell. Black corners stay.
    """
    if background == "as it is":
        return seen
    factors = gains(whole)
    white = brightened(seen, factors)
    if background != "white+stain":
        return white
    small = cv2.resize(whole, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    own = _stain(brightened(plane_of(small), factors), _lit(plane_of(small)))
    return white if own is None else np.where(_lit(seen)[..., None] > 0, _moved(white, own), white)


def _stain(image: RGBImage, lit: Plane) -> NDArray[np.float64] | None:
    """Means and deviations (2 x 3) of CIELAB in 8 bits where light fell; None where none did."""
    if not lit.any():
        return None
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), mask=lit)
    return np.stack([np.ravel(mean), np.ravel(deviation)]).astype(np.float64)


def _moved(image: RGBImage, own: NDArray[np.float64]) -> RGBImage:
    """The picture with its ``own`` stain brought to the standard one."""
    # A picture without contrast would be blown up into noise: no channel is stretched more than threefold.
    stretch = np.clip(STAIN[1] / np.maximum(own[1], 1e-3), 1 / 3, 3.0)
    values = (np.arange(256)[:, None] - own[0]) * stretch + STAIN[0]  # looked up, as in ``brightened``
    table = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    lab = cv2.LUT(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), np.ascontiguousarray(table[None]))
    return plane_of(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB))


def _lit(image: RGBImage) -> Plane:
    return lit_up(*(plane_of(channel) for channel in cv2.split(image)))


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
