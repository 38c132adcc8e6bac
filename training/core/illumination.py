"""The light of a picture without its cells, and the optical density of what lies in it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

FloatImage = NDArray[np.float32]

_GRID = 48
"""Points of the grid, across, to which the light is fitted."""
_ROUNDS = 8
_ABOVE, _BELOW, _FAR_BELOW = 0.95, 0.05, 0.005
"""Weights of points brighter than the fit, darker, and darker by more than ``_FAR``: cells are darker than light."""
_FAR = 0.25
_STIFFNESS = np.array([1e-6, 1, 1, 1, 1, 1])
"""How much slope and curvature cost: a picture full of cells says little about them."""
_UNLIT = 0.3
"""Points darker than this share of the brightest are outside the circle of an eyepiece."""
_LOGARITHM = np.log(np.arange(256, dtype=np.float32) + 1)


def density(image: RGBImage) -> FloatImage:
    """Return the optical density (H x W x 3) of H x W x 3 RGB of 8 bits relative to the light around it.

    The density does not depend on the brightness and colour of the lamp, on vignetting, or on uneven light.
    """
    return np.asarray(light(image) - cv2.LUT(image, _LOGARITHM), dtype=np.float32)


def light(image: RGBImage) -> FloatImage:
    """Return the logarithm of the light (H x W x 3) that H x W x 3 RGB of 8 bits would show without cells.

    A quadratic surface for each channel, fitted by asymmetric least squares (Eilers, Anal. Chem. 75, 2003).
    """
    height, width = image.shape[:2]
    bright = cv2.dilate(cv2.GaussianBlur(image, (0, 0), 1.2), np.ones((7, 7), np.uint8))
    across, down = min(width, _GRID), min(height, max(round(_GRID * height / width), 1), 4 * _GRID)
    grid = cv2.resize(bright, (across, down), interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(np.float64)
    y, x = np.repeat(_places(down), across), np.tile(_places(across), down)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    fitted = _fit(terms, np.log(grid + 1), grid.sum(axis=1))
    x, y = _places(width)[None, :, None], _places(height)[:, None, None]
    constant, by_x, by_y, by_xx, by_xy, by_yy = fitted.astype(np.float32)
    surface = (constant + by_x * x + by_xx * x * x) + (by_y * y + by_yy * y * y) + by_xy * (x * y)
    return np.asarray(surface, dtype=np.float32)


def _fit(terms: NDArray[np.float64], values: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    lit = (total > _UNLIT * np.percentile(total, 99)).astype(np.float64)
    weights = lit
    fitted: NDArray[np.float64] = np.zeros((terms.shape[1], values.shape[1]))
    for _ in range(_ROUNDS):
        weighted = terms * weights[:, None]
        fitted = np.asarray(np.linalg.solve(weighted.T @ terms + np.diag(_STIFFNESS), weighted.T @ values), np.float64)
        rest = (values - terms @ fitted).mean(axis=1)
        weights = lit * np.where(rest > 0, _ABOVE, np.where(rest < -_FAR, _FAR_BELOW, _BELOW))
    return fitted


def _places(count: int) -> NDArray[np.float32]:
    """Return the middles of ``count`` pixels, from -1 to 1."""
    return ((np.arange(count, dtype=np.float32) + np.float32(0.5)) / count * 2 - 1).astype(np.float32)
