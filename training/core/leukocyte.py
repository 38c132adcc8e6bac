"""Where the white cell is: its nucleus by colour, its cytoplasm around it, and the square frame that shows it.

Romanowsky stains (Giemsa, Wright, May-Grünwald) make nuclei blue to purple. Only they take much red light away: red
cells let red pass and hold back green and blue. So the nucleus is where the optical density in red, less a part of
that in blue, stands out (Otsu's threshold, IEEE Trans. SMC 9, 1979), whatever the light and the camera.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.frame import WHOLE, Frame
from training.core.images import RGBImage

Mask = NDArray[np.bool_]

_SIDE = 160
"""Pixels along the shorter side of the copy that is searched: lobes of a nucleus still stand apart."""
_LONGEST = 4 * _SIDE
"""And along the longer one at most, however narrow the picture is."""
_BLACK = 90
"""Red + green + blue of the corners that a rotation leaves black."""
_LEAST_DENSITY = 0.12
"""Optical density above the background that a nucleus has at least, even in a pale stain."""
_DENSITY = -np.log((np.arange(256, dtype=np.float32) + 1) / 256)
"""The optical density of each value that a pixel can have."""
_LEAST_AREA = 0.0015
"""Share of the picture under which a spot is dirt."""
_LOBES_WITHIN = 0.07
"""Parts of a nucleus that lie nearer than this share of the shorter side belong together."""
_ROOM, _SURROUNDINGS = 1.2, 0.28
"""The frame's side: sizes of the nucleus, and besides a share of the picture's shorter side."""


def frame(image: RGBImage) -> Frame:
    """The square around the white cell of an image (H x W x 3 RGB of 8 bits), inside the picture where it fits.

    Its side follows the size of the nucleus in part: enough for cells to come out alike under different
    magnifications, not so far that a platelet and a white cell become of one size. The whole picture, where no
    nucleus is found.
    """
    small = _shrunk(image)
    found = _nucleus(small)
    if found is None:
        return WHOLE
    height, width = found.shape
    shorter = min(height, width)
    rows, columns = np.nonzero(found)
    extent = float(np.sqrt((np.ptp(rows) + 1) * (np.ptp(columns) + 1)))
    side = min(_ROOM * extent + _SURROUNDINGS * shorter, float(shorter))
    middle_y, middle_x = (rows.min() + rows.max() + 1) / 2, (columns.min() + columns.max() + 1) / 2
    left = float(np.clip(middle_x - side / 2, 0, width - side))
    top = float(np.clip(middle_y - side / 2, 0, height - side))
    return Frame(left / width, top / height, (left + side) / width, (top + side) / height)


def segment(image: RGBImage) -> Mask | None:
    """The white cell of an image (H x W x 3 RGB of 8 bits): H x W, true on nucleus and cytoplasm; None without one.

    From the nucleus outwards by GrabCut (Rother et al., SIGGRAPH 2004): what is far from the nucleus, as light as the
    background or as red as a red cell is told to be outside.
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
    """Optical densities above the background's (H x W x 3), and where the picture is lit at all."""
    red, green, blue = cv2.split(image)
    lit = cv2.add(cv2.add(red, green, dtype=cv2.CV_16U), blue, dtype=cv2.CV_16U) > _BLACK
    lit = cv2.erode(lit.astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=1).astype(np.bool_)
    smooth = np.asarray(cv2.GaussianBlur(image, (0, 0), 1.0), dtype=np.uint8)
    return np.stack([_density(smooth[..., channel], lit) for channel in range(3)], axis=-1), lit


def _density(plane: NDArray[np.uint8], lit: Mask) -> NDArray[np.float32]:
    """One channel's densities above the background's, the 10th percentile: looked up, as there are only 256."""
    seen = np.bincount(plane[lit], minlength=256)[::-1]  # from the brightest on: from the least density
    background = np.float32(_percentile(_DENSITY[::-1], seen, 10)) if lit.any() else np.float32(0)
    return np.where(lit, np.clip(_DENSITY - background, 0, None)[plane], np.float32(0))


def _percentile(values: NDArray[np.float32], counts: NDArray[np.intp], percent: float) -> float:
    """As ``np.percentile`` of rising ``values`` that occur ``counts`` times, without laying them all out."""
    place = (counts.sum() - 1) * (percent / 100)
    ends = np.cumsum(counts)
    low, high = (
        float(values[np.searchsorted(ends, place_, side="right")]) for place_ in (np.floor(place), np.ceil(place))
    )
    return low + (high - low) * float(place - np.floor(place))


def _nucleus(small: RGBImage) -> Mask | None:
    densities, lit = _densities(small)
    blue = np.clip(densities[..., 0] - 0.3 * densities[..., 2], 0, None)
    if lit.sum() < 100:
        return None
    top = float(np.percentile(blue[lit], 99.7))
    if top < _LEAST_DENSITY:
        return None
    scaled = np.clip(blue / top * 255, 0, 255).astype(np.uint8)
    otsu, _ = cv2.threshold(scaled[lit].reshape(-1, 1), 0, 255, cv2.THRESH_OTSU)
    dark = scaled > np.clip(otsu, 0.3 * 255, 0.7 * 255)
    dark = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return _heaviest(np.asarray(dark, dtype=np.uint8), blue)


def _heaviest(dark: NDArray[np.uint8], weight: NDArray[np.float32]) -> Mask | None:
    """Of the dark spots, taken together with their near neighbours, the one with most dye, the middle preferred."""
    height, width = dark.shape
    reach = max(round(_LOBES_WITHIN * min(height, width)), 1)
    joined = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach | 1, reach | 1)))
    count, labels = cv2.connectedComponents(joined)
    labels = np.where(dark > 0, labels, 0)
    best, found = 0.0, None
    for number in range(1, count):
        spot = labels == number
        rows, columns = np.nonzero(spot)
        if len(rows) < _LEAST_AREA * dark.size:
            continue
        off = ((rows.mean() / height - 0.5) ** 2 + (columns.mean() / width - 0.5) ** 2) / 0.5
        mass = float(weight[spot].sum()) * (1 - 0.75 * off)
        if mass > best:
            best, found = mass, spot
    return found


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
