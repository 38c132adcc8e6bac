"""Find the white cell of a picture: its nucleus by colour, the cytoplasm around it, and a square frame for both.

Romanowsky stains (Giemsa, Wright, May-Grünwald) make nuclei blue to purple. Only nuclei absorb much red light; red
cells absorb green and blue. The nucleus is therefore where the optical density in red, minus a part of that in blue, is
high (Otsu's threshold, IEEE Trans. SMC 9, 1979), in any light and with any camera.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.frame import WHOLE, Frame
from training.core.histogram import Plane, counts, lit_mask, percentile, plane_of
from training.core.images import RGBImage

Mask = NDArray[np.bool_]

_SIDE = 160
"""Pixels along the shorter side of the reduced picture; lobes of a nucleus can still be told apart."""
_LONGEST = 4 * _SIDE
"""Pixels along the longer side at most."""
_LEAST_DENSITY = 0.12
"""Least optical density of a nucleus above the background, even in a pale stain."""
_DENSITY = -np.log((np.arange(256, dtype=np.float32) + 1) / 256)
"""Optical density for each of the 256 values of a pixel."""
_LEAST_AREA = 0.0015
"""Smaller spots than this share of the picture are dirt."""
_LOBES_WITHIN = 0.07
"""Spots closer than this share of the shorter side belong to one nucleus."""
_ROOM, _SURROUNDINGS = 1.2, 0.28
"""The frame's side: ``_ROOM`` times the size of the nucleus plus ``_SURROUNDINGS`` times the shorter side."""


def frame(image: RGBImage) -> Frame:
    """Return the square around the white cell of H x W x 3 RGB of 8 bits, inside the picture if it fits.

    Its side depends partly on the size of the nucleus: cells look alike under different magnifications, but a platelet
    does not become as large as a white cell. Without a nucleus it is the whole picture.
    """
    small = _shrunk(image)
    found = _nucleus(small)
    if found is None:
        return WHOLE
    height, width = found.shape
    shorter = min(height, width)
    x, y, across, down = cv2.boundingRect(found.view(np.uint8))
    side = min(_ROOM * float(np.sqrt(down * across)) + _SURROUNDINGS * shorter, float(shorter))
    middle_y, middle_x = y + down / 2, x + across / 2
    left = float(np.clip(middle_x - side / 2, 0, width - side))
    top = float(np.clip(middle_y - side / 2, 0, height - side))
    return Frame(left / width, top / height, (left + side) / width, (top + side) / height)


def segment(image: RGBImage) -> Mask | None:
    """Return the mask (H x W) of nucleus and cytoplasm for H x W x 3 RGB of 8 bits; None if there is no nucleus.

    GrabCut (Rother et al., SIGGRAPH 2004) starts from the nucleus. Pixels far from it, as light as the background or as
    red as a red cell are given to it as outside.
    """
    small = _shrunk(image)
    nucleus = _nucleus(small)
    if nucleus is None:
        return None
    cell = _with_cytoplasm(small, nucleus).astype(np.uint8)
    full = cv2.resize(cell, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full > 0, dtype=np.bool_)


def _shrunk(image: RGBImage) -> RGBImage:
    scale = min(_SIDE / min(image.shape[:2]), _LONGEST / max(image.shape[:2]))
    size = tuple(max(round(n * scale), 1) for n in image.shape[1::-1])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=way), dtype=np.uint8)


def _densities(image: RGBImage) -> tuple[NDArray[np.float32], Mask]:
    """Return optical densities above the background (H x W x 3) and the mask of lit pixels."""
    planes, lit = _planes_and_light(image)
    return np.stack([_density(_smooth(plane), lit) for plane in planes], axis=-1), lit.view(np.bool_)


def _planes_and_light(image: RGBImage) -> tuple[list[Plane], Plane]:
    """Return red, green and blue, and a mask that is 1 on lit pixels and 0 in black corners."""
    red, green, blue = map(plane_of, cv2.split(image))
    lit = plane_of(cv2.erode(lit_mask(red, green, blue), np.ones((5, 5), np.uint8), borderValue=1))
    return [red, green, blue], lit


def _smooth(plane: Plane) -> Plane:
    return plane_of(cv2.GaussianBlur(plane, (0, 0), 1.0))


def _density(plane: Plane, lit: Plane) -> NDArray[np.float32]:
    """Return one channel's densities above the background (their 10th percentile), from a table of 256 values."""
    seen = counts(plane, lit)[::-1]  # from the brightest on: from the least density
    background = np.float32(percentile(_DENSITY[::-1], seen, 10)) if seen.any() else np.float32(0)
    densities = cv2.LUT(plane, np.clip(_DENSITY - background, 0, None))
    return np.asarray(cv2.copyTo(densities, lit), dtype=np.float32)


def _nucleus(small: RGBImage) -> Mask | None:
    (red, _, blue), lit = _planes_and_light(small)
    dye = np.maximum(_density(_smooth(red), lit) - 0.3 * _density(_smooth(blue), lit), 0)
    seen = dye[lit.view(np.bool_)]
    if len(seen) < 100:
        return None
    top = float(np.percentile(seen, 99.7))
    if top < _LEAST_DENSITY:
        return None
    scaled = np.clip(dye / top * 255, 0, 255).astype(np.uint8)
    otsu, _ = cv2.threshold(scaled[lit.view(np.bool_)].reshape(-1, 1), 0, 255, cv2.THRESH_OTSU)
    dark = scaled > np.clip(otsu, 0.3 * 255, 0.7 * 255)
    return _heaviest(plane_of(cv2.morphologyEx(dark.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))), dye)


def _heaviest(dark: NDArray[np.uint8], weight: NDArray[np.float32]) -> Mask | None:
    """Return the group of neighbouring dark spots with the most dye, preferring the middle of the picture."""
    height, width = dark.shape
    reach = max(round(_LOBES_WITHIN * min(height, width)), 1)
    joined = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach | 1, reach | 1)))
    left, top, wide, high = cv2.boundingRect(joined)
    if not wide:
        return None
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined[top : top + high, left : left + wide])
    best, place, found = 0.0, (slice(0), slice(0)), None
    for number in range(1, count):
        x, y, across, down, area = boxes[number]
        if area < _LEAST_AREA * dark.size:
            continue
        spot = labels[y : y + down, x : x + across] == number
        x, y = x + left, y + top
        box = slice(y, y + down), slice(x, x + across)
        spot &= dark[box].view(np.bool_)
        rows, columns = np.nonzero(spot)
        if len(rows) < _LEAST_AREA * dark.size:
            continue
        off = (((rows + y).mean() / height - 0.5) ** 2 + ((columns + x).mean() / width - 0.5) ** 2) / 0.5
        mass = float(weight[box][spot].sum()) * (1 - 0.75 * off)
        if mass > best:
            best, place, found = mass, box, spot
    if found is None:
        return None
    whole = np.zeros(dark.shape, dtype=np.bool_)
    whole[place] = found
    return whole


def _with_cytoplasm(small: RGBImage, nucleus: Mask) -> Mask:
    densities, lit = _densities(small)
    away = cv2.distanceTransform((~nucleus).astype(np.uint8), cv2.DIST_L2, 5)
    size = float(np.sqrt(nucleus.sum()))
    blue = densities[..., 0] - 0.3 * densities[..., 2]
    red_cell = (blue < 0.02) & (densities[..., 2] > 0.1)
    outside = (away > 0.7 * size) | ~lit | (densities.sum(axis=2) < 0.08)
    state = np.where(away < 0.35 * size, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[red_cell & (away > 0.1 * size)] = cv2.GC_PR_BGD
    state[outside] = cv2.GC_BGD
    state[nucleus] = cv2.GC_FGD
    if not outside.any():
        return nucleus
    cv2.grabCut(np.ascontiguousarray(small[..., ::-1]), state, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), 2)
    inside = ((state == cv2.GC_FGD) | (state == cv2.GC_PR_FGD)).astype(np.uint8)
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) | nucleus.astype(np.uint8)
    _, labels = cv2.connectedComponents(inside)
    touching = np.unique(labels[nucleus])
    return np.asarray(np.isin(labels, touching[touching > 0]), dtype=np.bool_)
