"""Augmentation of the stain: change the amounts of the two dyes of a Romanowsky stain.

Each unit of dye absorbs a fixed fraction of the light, so dyes add up in optical density (the negative logarithm of the
transmitted light) (Ruifrok and Johnston, Anal. Quant. Cytol. Histol. 23, 2001). Changing the amounts of the dyes there
(Tellez et al., IEEE Trans. Med. Imaging 37, 2018) changes an image as another laboratory's staining does.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

_METHYLENE_BLUE, _EOSIN = (0.834750233, 0.513556283, 0.196330403), (0.092789, 0.954111, 0.283111)


def _dyes() -> NDArray[np.float64]:
    """Return 3 x 3: how much red, green and blue each dye absorbs, and a third direction orthogonal to both.

    Landini's vectors for Giemsa (the Colour Deconvolution plugin of ImageJ).
    """
    rest = np.cross(_METHYLENE_BLUE, _EOSIN)
    rows = np.array([_METHYLENE_BLUE, _EOSIN, rest])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float64)


DYES = _dyes()
_DENSITY = (-np.log((np.arange(256) + 1) / 256)).astype(np.float32)


def jittered_stain(image: RGBImage, rng: np.random.Generator, amount: float = 1.0) -> RGBImage:
    """Return H x W x 3 RGB of 8 bits with the amount of each dye multiplied by 1 ± 0.25 and changed by ± 0.04 at most.

    ``amount`` scales both; the third direction changes by a third as much.
    """
    less = np.array([1, 1, 1 / 3])
    factors = 1 + 0.25 * amount * less * rng.uniform(-1, 1, 3)
    offsets = 0.04 * amount * less * rng.uniform(-1, 1, 3)
    return stained(image, factors, offsets)


def stained(image: RGBImage, factors: NDArray[np.float64], offsets: NDArray[np.float64]) -> RGBImage:
    """Return the image with the amounts (blue dye, eosin, rest) times ``factors`` plus ``offsets``."""
    densities = np.asarray(cv2.LUT(image, _DENSITY), dtype=np.float32)
    mixed = np.linalg.inv(DYES) @ np.diag(factors) @ DYES
    matrix = np.column_stack((mixed.T, offsets @ DYES))
    changed = cv2.transform(densities, matrix)
    light = cv2.exp(-np.asarray(changed)) * 256 - 1
    return np.asarray(np.clip(np.rint(light), 0, 255), dtype=np.uint8)
