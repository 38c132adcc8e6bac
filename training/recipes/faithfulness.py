"""Measure whether a map shows what the network uses: remove and uncover the picture in the order of its heat.

Deletion: the hottest pixels become background first. If the map is right, the probability of the class falls soon.
Insertion: the hottest pixels come first into a blurred picture, and the probability rises soon. Both are summed up as
the area under the curve of the probability against the share of pixels (Petsiuk, Das and Saenko, RISE, BMVC 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.background import WHITE, gains
from training.core.frame import WHOLE
from training.core.heat import place_map
from training.core.images import RGBImage

SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""Shares of the pixels that are removed or uncovered; close together at first, because a cell takes about a fifth."""
BLUR = 1 / 16
"""Standard deviation of the blur, in lengths of the picture's side."""

Map = NDArray[np.float32]
Probabilities = Callable[[Sequence[RGBImage]], NDArray[np.float64]]


def places_by_heat(small: Map, stride: int, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the rank of each pixel (size x size), as a share from 0 (hottest) to 1, of a map (h x w).

    Small random numbers are added to the points of the map, so that places of equal heat come in random order.
    """
    points = small / max(float(small.max()), 1e-12) + 1e-4 * rng.random(small.shape)
    heat = place_map(points.astype(np.float32), WHOLE, stride, size, size, size)
    ranks = np.empty(heat.size)
    ranks[np.argsort(-heat, axis=None, kind="stable")] = np.arange(heat.size) / heat.size
    return ranks.reshape(size, size)


def curve_areas(
    seen: RGBImage, orders: Sequence[NDArray[np.float64]], probabilities: Probabilities
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the areas under the deletion and the insertion curve for each of M orders (S x S, from above).

    ``seen`` is what the network sees, S x S x 3 RGB of 8 bits; ``probabilities`` gives the probability of the explained
    class for such pictures.
    """
    empty, blurred = np.full_like(seen, background_of(seen)), blurred_copy(seen)
    views = [seen, empty, blurred]
    for order in orders:
        for share in SHARES[1:-1]:
            hot = (order < share)[..., None]
            views += [np.where(hot, empty, seen), np.where(hot, seen, blurred)]
    found = probabilities(views)
    whole, without, unsharp = found[:3]
    inner = found[3:].reshape(len(orders), -1, 2)
    deletion = [np.trapezoid([whole, *curve, without], SHARES) for curve in inner[..., 0]]
    insertion = [np.trapezoid([unsharp, *curve, whole], SHARES) for curve in inner[..., 1]]
    return np.array(deletion), np.array(insertion)


def background_of(seen: RGBImage) -> NDArray[np.uint8]:
    """Return the colour (3) of the space between the cells of S x S x 3 RGB of 8 bits."""
    return np.asarray(np.rint(WHITE / gains(seen)), np.uint8)


def blurred_copy(seen: RGBImage) -> RGBImage:
    """Return the picture in which no cell can be recognised any more."""
    return np.asarray(cv2.GaussianBlur(seen, (0, 0), BLUR * seen.shape[0]), np.uint8)
