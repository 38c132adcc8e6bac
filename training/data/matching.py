"""Compare two images by local features that occur in both in the same arrangement.

SIFT (Lowe, Int. J. Comput. Vision 60, 2004) with Hellinger distances (Arandjelović and Zisserman, CVPR 2012) tolerates
rotation, shear and shift. Mirrored copies are found by mirroring the descriptor, which only reorders its bins, so no
image is described twice. Matching features must fit one affine map (RANSAC, Fischler and Bolles, 1981): red cells look
alike everywhere, but have the same arrangement only in copies of one field of view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

SIDE = 160
"""Pixels of the longer side; a larger image is reduced before features are computed."""
FEATURES = 64
"""Features kept of an image at most, the strongest ones: 9 KB."""
_RATIO = 0.85
_REACH = 2.5
_LEAST = 6
_BLACK = 24
_SCALE = 512.0
_STRETCH = 1.9
_MIRROR = np.arange(128).reshape(4, 4, 8)[::-1, :, (-np.arange(8)) % 8].ravel()
"""Order of the 128 bins (row, column, direction) of a descriptor after its patch is mirrored."""


@dataclass(frozen=True, slots=True)
class Features:
    """An image's features: positions (K x 2 pixels of the reduced image) and descriptors (K x 128, 8 bits)."""

    points: NDArray[np.float32]
    looks: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.points)


def describe(image: RGBImage) -> Features:
    """Return the features of an H x W x 3 image; black corners and plain areas have none."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    shrink = SIDE / max(grey.shape)
    if shrink < 1:
        size = (max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    lit = cv2.erode((grey > _BLACK).astype(np.uint8), np.ones((7, 7), np.uint8))
    keys, found = cv2.SIFT.create(FEATURES, contrastThreshold=0.02).detectAndCompute(grey, lit)
    if not keys:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8))
    # SIFT returns more than requested if the last ones are equally strong.
    values = np.asarray(found, dtype=np.float32)[:FEATURES]
    roots = np.sqrt(values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9))
    points = np.array([key.pt for key in keys[:FEATURES]], dtype=np.float32)
    return Features(points, np.minimum(roots * _SCALE, 255).astype(np.uint8))


def compare(one: Features, others: Sequence[Features]) -> list[int]:
    """Return how many features of ``one`` each of the others has in the same arrangement, plain or mirrored.

    The result is 0 without a common arrangement. Unrelated images share a handful of features, copies a third.
    """
    counts = [0] * len(others)
    able = [place for place, other in enumerate(others) if len(other) >= _LEAST]
    if len(one) < _LEAST or not able:
        return counts
    looks = one.looks.astype(np.float32) / _SCALE**2
    most = max(len(others[place]) for place in able)
    theirs = np.zeros((len(able), most, 128), np.float32)
    for row, place in enumerate(able):
        theirs[row, : len(others[place])] = others[place].looks
    flat = theirs.reshape(-1, 128).T
    for mirrored in (False, True):
        mine = looks[:, _MIRROR] if mirrored else looks
        alike = np.asarray(mine @ flat, np.float32).reshape(len(one), len(able), most)
        for place, (start, end) in zip(able, _matches(alike), strict=True):
            if len(start) >= _LEAST:
                here, there = one.points[start], others[place].points[end]
                counts[place] = max(counts[place], _agreeing(here, there, mirrored))
    return counts


def _matches(alike: NDArray[np.float32]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return for each of the N the matches between K and L features, for K x N x L similarities.

    Two features match if each is the other's best and clearly better than the second. Padding has similarity 0.
    """
    best = alike.argmax(axis=2)
    top = np.take_along_axis(alike, best[:, :, None], axis=2)
    back = np.take_along_axis(alike.argmax(axis=0), best.T, axis=1).T  # N x K: the best match of the best match
    np.put_along_axis(alike, best[:, :, None], -1, axis=2)
    # Squared distances are 2 - 2 x similarity.
    clear = 1 - top[:, :, 0] < _RATIO**2 * (1 - alike.max(axis=2))
    good = clear & (back == np.arange(len(alike))[:, None])
    return [(rows := np.flatnonzero(good[:, n]), best[rows, n]) for n in range(alike.shape[1])]


def _agreeing(start: NDArray[np.float32], end: NDArray[np.float32], mirrored: bool) -> int:
    """Return how many of M matched points (M x 2 each) fit one affine map that an augmented copy can have."""
    if mirrored:
        start = start * np.array([-1, 1], dtype=np.float32)
    change, fits = cv2.estimateAffine2D(
        start, end, method=cv2.RANSAC, ransacReprojThreshold=_REACH, maxIters=500, confidence=0.99
    )
    if not fits.any() or not _is_plausible(np.asarray(change, np.float64)[:, :2]):  # no inliers, no map
        return 0
    inside = start[fits.ravel().astype(bool)]
    # Features at one spot or on one line fit any map.
    spread = np.linalg.svd(inside - inside.mean(axis=0), compute_uv=False)[1] / np.sqrt(len(inside))
    return len(inside) if spread > 2 * _REACH else 0


def _is_plausible(linear: NDArray[np.float64]) -> bool:
    """Whether a 2 x 2 map does not mirror and scales no direction more than an augmented copy."""
    if not np.isfinite(linear).all():
        return False
    long, short = np.linalg.svd(linear, compute_uv=False)
    return bool(np.linalg.det(linear) > 0 and long < _STRETCH and short > 1 / _STRETCH)
