"""Whether two images show the same thing: local features of one found again, in the same arrangement, in the other.

SIFT (Lowe, Int. J. Comput. Vision 60, 2004) with Hellinger distances (Arandjelović and Zisserman, CVPR 2012) survives
turning, shearing and shifting; a mirrored copy is met by mirroring the descriptor itself, whose bins then merely change
places, so no picture is described twice. What matches must fit one affine map (RANSAC, Fischler and Bolles, 1981):
red cells look alike everywhere, but they lie alike only in copies of one field of view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.images import RGBImage

SIDE = 160
"""Pixels of the longer side on which features are looked for; a larger image is reduced."""
FEATURES = 64
"""At most so many of an image, the most pronounced: 9 KB."""
_RATIO = 0.85
_REACH = 2.5
_LEAST = 6
_BLACK = 24
_SCALE = 512.0
_STRETCH = 1.9
_MIRROR = np.arange(128).reshape(4, 4, 8)[::-1, :, (-np.arange(8)) % 8].ravel()
"""Where the 128 bins (row, column, direction) of a descriptor come from once its patch is mirrored across its axis."""


@dataclass(frozen=True, slots=True)
class Features:
    """Where an image's features lie (K x 2 pixels, on the reduced image) and what they look like (K x 128, 8 bits)."""

    points: NDArray[np.float32]
    looks: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.points)


def describe(image: RGBImage) -> Features:
    """The features of an H x W x 3 image; none where it is black (the corners that a rotation leaves) or plain."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    shrink = SIDE / max(grey.shape)
    if shrink < 1:
        size = (max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    lit = cv2.erode((grey > _BLACK).astype(np.uint8), np.ones((7, 7), np.uint8))
    keys, found = cv2.SIFT.create(FEATURES, contrastThreshold=0.02).detectAndCompute(grey, lit)
    if not keys:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8))
    # SIFT gives more than was asked for when the last ones are equally pronounced.
    values = np.asarray(found, dtype=np.float32)[:FEATURES]
    roots = np.sqrt(values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9))
    points = np.array([key.pt for key in keys[:FEATURES]], dtype=np.float32)
    return Features(points, np.minimum(roots * _SCALE, 255).astype(np.uint8))


def compare(one: Features, others: Sequence[Features]) -> list[int]:
    """How many features of ``one`` each of the others shows in the same arrangement: the larger of plain and mirrored.

    0 where there is no arrangement to speak of: unlike images come to a handful, copies to a third of their features.
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
    """K x N x L likenesses -> for each of the N, which of the K go with which of the L.

    Each must be the other's best, and clearly better than the second. Rows that only fill up are like nothing (0).
    """
    best = alike.argmax(axis=2)
    top = np.take_along_axis(alike, best[:, :, None], axis=2)
    back = np.take_along_axis(alike.argmax(axis=0), best.T, axis=1).T  # N x K: whom the best likes best
    np.put_along_axis(alike, best[:, :, None], -1, axis=2)
    # Squared distances are 2 - 2 x likeness.
    clear = 1 - top[:, :, 0] < _RATIO**2 * (1 - alike.max(axis=2))
    good = clear & (back == np.arange(len(alike))[:, None])
    return [(rows := np.flatnonzero(good[:, n]), best[rows, n]) for n in range(alike.shape[1])]


def _agreeing(start: NDArray[np.float32], end: NDArray[np.float32], mirrored: bool) -> int:
    """How many of M matched points (M x 2 each) fit one affine map that a copy can have come from."""
    if mirrored:
        start = start * np.array([-1, 1], dtype=np.float32)
    change, fits = cv2.estimateAffine2D(
        start, end, method=cv2.RANSAC, ransacReprojThreshold=_REACH, maxIters=500, confidence=0.99
    )
    if not fits.any() or not _is_plausible(np.asarray(change, np.float64)[:, :2]):  # without a fit there is no map
        return 0
    inside = start[fits.ravel().astype(bool)]
    # Features that lie on one spot, or all in one line, fit anything.
    spread = np.linalg.svd(inside - inside.mean(axis=0), compute_uv=False)[1] / np.sqrt(len(inside))
    return len(inside) if spread > 2 * _REACH else 0


def _is_plausible(linear: NDArray[np.float64]) -> bool:
    """Whether a 2 x 2 map neither mirrors nor stretches or shrinks any direction more than a copy does."""
    if not np.isfinite(linear).all():
        return False
    long, short = np.linalg.svd(linear, compute_uv=False)
    return bool(np.linalg.det(linear) > 0 and long < _STRETCH and short > 1 / _STRETCH)
