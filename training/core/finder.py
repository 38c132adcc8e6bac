"""Find the white cells of a field: boxes with scores, from a small network on optical densities.

The network (``cells.onnx``, made by ``training/recipes/cell_finder.py``) sees the picture three times, reduced to 384,
192 and 96 pixels along its longer side, as optical densities relative to the light around. For each point of a grid it
says how likely the point is the middle of a white cell, and how large the cell is (Zhou et al., "Objects as points",
2019). In each size it learned cells of 7 to 75 pixels, so the three sizes cover cells from 2 % of the longer side up
to most of the picture. OpenCV runs the network, so torch is not needed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.illumination import FloatImage, density
from training.core.images import RGBImage

FINDER = "cells-4"
"""The version of the finder, stored with its boxes; another version may find other boxes."""
LEAST_SCORE = 0.42
"""Spots with a lower score are no cells."""
SURE_SCORE = 0.58
"""The finder is not sure of cells with a lower score."""

_SIDE = 384
"""Pixels along the longer side of the largest picture that the network sees."""
_SCALES = (1.0, 0.5, 0.25)
_STRIDE = 4
"""Pixels from one point of the network's output to the next."""
_MULTIPLE = 32
"""The network's input has a multiple of this many pixels in each direction."""
_UNIT = 40.0
"""The network's sizes are logarithms of pixels divided by this."""
_DENSITIES = (-0.25, 2.94)
"""Range of the densities that the network learned from."""
_OVERLAP, _INSIDE = 0.40, 0.70
"""Boxes that overlap a better one (IoU) or lie inside it, or hold it, by more than this are the same cell."""
_LEAST_SIDE = 2.0
"""Pixels of the reduced picture; smaller boxes are nothing."""


Boxes = NDArray[np.float64]
"""Left, top, right and bottom as shares of the picture's sides, and the score; one box (5) or several (n x 5)."""


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A box around a white cell, in pixels of the picture, and the finder's score between 0 and 1."""

    left: int
    top: int
    width: int
    height: int
    score: float
    cut: bool
    """The box touches the picture's edge: a part of the cell may be missing."""

    @property
    def sure(self) -> bool:
        """Whether the finder is sure that this is a white cell."""
        return self.score >= SURE_SCORE


def find(image: RGBImage) -> list[FoundCell]:
    """Return the white cells of H x W x 3 RGB of 8 bits, from top to bottom, those of equal height from left to right.

    No two boxes overlap by more than about 0.4 (IoU). Platelets and red cells are not white cells.
    """
    return find_with(_own_network(), image, LEAST_SCORE)


def find_with(network: cv2.dnn.Net, image: RGBImage, least_score: float) -> list[FoundCell]:
    """Return what ``find`` returns, with another network (as ``read_network`` returns it) and another least score."""
    height, width = image.shape[:2]
    scale = _SIDE / max(height, width)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    densities = np.clip(density(np.asarray(small, dtype=np.uint8)), *_DENSITIES)
    found = np.concatenate([_boxes(network, densities, scale, least_score) for scale in _SCALES])
    cells = [_cell(box, width, height) for box in _distinct(found[np.argsort(-found[:, 4], kind="stable")])]
    return sorted(cells, key=lambda cell: (cell.top, cell.left))


def _cell(box: Boxes, width: int, height: int) -> FoundCell:
    left, top, right, bottom = box[:4] * [width, height, width, height]
    x, y = int(left), int(top)
    # A box that ends less than one pixel of the reduced picture before the edge reaches it.
    near = max(width, height) / _SIDE
    cut = bool(min(left, top) < near or right > width - near or bottom > height - near)
    return FoundCell(x, y, int(np.ceil(right)) - x, int(np.ceil(bottom)) - y, round(float(box[4]), 4), cut)


def _boxes(network: cv2.dnn.Net, densities: FloatImage, scale: float, least_score: float) -> Boxes:
    """Return the boxes that the network finds in densities (H x W x 3) reduced by ``scale``; not yet distinct."""
    if scale != 1:
        height, width = (max(round(side * scale), 1) for side in densities.shape[:2])
        densities = np.asarray(cv2.resize(densities, (width, height), interpolation=cv2.INTER_AREA), dtype=np.float32)
    height, width = densities.shape[:2]
    answer = _answer(network, densities)
    scores = 1 / (1 + np.exp(-answer[0].astype(np.float64)))
    peaks = np.asarray(cv2.dilate(scores, np.ones((3, 3), np.uint8))) == scores
    rows, columns = np.nonzero(peaks & (scores >= least_score))
    shift_x, shift_y, log_width, log_height = answer[1:, rows, columns].astype(np.float64)
    across, down = (np.exp(np.clip(log, -4, 3)) * _UNIT for log in (log_width, log_height))
    x, y = (columns + 0.5) * _STRIDE + shift_x * across, (rows + 0.5) * _STRIDE + shift_y * down
    sides = np.stack([x - across / 2, y - down / 2, x + across / 2, y + down / 2], axis=1)
    sides = np.clip(sides, 0, [width, height, width, height])
    large = (sides[:, 2:] - sides[:, :2]).min(axis=1) >= _LEAST_SIDE
    shares = sides / [width, height, width, height]
    return np.asarray(np.column_stack([shares, scores[rows, columns]])[large], np.float64)


def _answer(network: cv2.dnn.Net, densities: FloatImage) -> FloatImage:
    """Return the network's output for densities (H x W x 3): logit, shifts and sizes (5 x H/4 x W/4)."""
    height, width = densities.shape[:2]
    padded = np.pad(densities, ((0, -height % _MULTIPLE), (0, -width % _MULTIPLE), (0, 0)))
    network.setInput(np.ascontiguousarray(padded.transpose(2, 0, 1)[None], dtype=np.float32))
    return np.asarray(network.forward()[0], dtype=np.float32)


def read_network(path: Path) -> cv2.dnn.Net:
    """Return the network of an ONNX file. ``OSError`` if it can't be read. Threads cannot share it."""
    # OpenCV gets the bytes: on Windows it cannot open every path.
    return cv2.dnn.readNetFromONNX(np.frombuffer(path.read_bytes(), dtype=np.uint8))


_own = threading.local()


def _own_network() -> cv2.dnn.Net:
    """Return this thread's network."""
    network: cv2.dnn.Net | None = getattr(_own, "network", None)
    if network is None:
        network = _own.network = read_network(Path(__file__).with_name("cells.onnx"))
    return network


def _distinct(boxes: Boxes) -> list[Boxes]:
    """Return the boxes (n x 5, best first) without those that show the same cell as a better one."""
    kept = []
    while len(boxes):
        kept.append(boxes[0])
        boxes = boxes[~_same(boxes[0], boxes)]
    return kept


def _same(one: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Return which of the others (n x 5) show the same cell as ``one``; itself is one of them."""
    sides = np.minimum(one[2:4], others[:, 2:4]) - np.maximum(one[:2], others[:, :2])
    common = np.clip(sides, 0, None).prod(axis=1)
    own, areas = (one[2:4] - one[:2]).prod(), (others[:, 2:4] - others[:, :2]).prod(axis=1)
    return np.asarray((common > _OVERLAP * (own + areas - common)) | (common > _INSIDE * np.minimum(own, areas)))
