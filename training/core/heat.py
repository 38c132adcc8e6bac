"""Place a small map of the network on its picture.

The strided convolutions of ResNet50 are padded so that point (i, j) of its last map belongs to pixel (i * stride,
j * stride) of the input. A map that is stretched from corner to corner would lie too far to the right and too low.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.core.frame import WHOLE, Frame


def place_map(
    small: NDArray[np.float32], frame: Frame, stride: int, input_size: int, height: int, width: int
) -> NDArray[np.float32]:
    """Return a map (h x w) scaled to the picture (height x width pixels); 0 outside the frame.

    It passes through the map's points smoothly (bicubic: Catmull-Rom), without leaving the range of their values.

    ``frame`` is the part of the picture that the network saw as ``input_size`` pixels square. Beyond the outermost
    points of the map their values are repeated.
    """
    rows = _weights(small.shape[0], height, frame.top, frame.bottom, stride, input_size)
    columns = _weights(small.shape[1], width, frame.left, frame.right, stride, input_size)
    points = np.asarray(small, np.float32)
    smooth = np.clip(rows @ points @ columns.T, points.min(), points.max())
    return np.where(inside(frame, height, width), smooth, np.float32(0))


def inside(frame: Frame, height: int, width: int) -> NDArray[np.bool_]:
    """Return a mask (height x width) of the pixels whose centre lies in the frame."""
    rows = (np.arange(height) + 0.5) / height
    columns = (np.arange(width) + 0.5) / width
    down = (rows >= frame.top) & (rows < frame.bottom)
    across = (columns >= frame.left) & (columns < frame.right)
    return np.asarray(down[:, None] & across[None, :], np.bool_)


def peak_position(
    small: NDArray[np.float32], stride: int, input_size: int, frame: Frame = WHOLE
) -> tuple[float, float]:
    """Return the place of the map's highest point as fractions of the picture's height and width, from the top left."""
    i, j = np.unravel_index(int(np.argmax(small)), small.shape)
    down, across = ((n * stride + 0.5) / input_size for n in (int(i), int(j)))
    return frame.top + down * (frame.bottom - frame.top), frame.left + across * (frame.right - frame.left)


def _weights(points: int, pixels: int, begin: float, end: float, stride: int, input_size: int) -> NDArray[np.float32]:
    """Return the interpolation matrix from a map's points along one side to the picture's pixels (pixels x points)."""
    share = ((np.arange(pixels) + 0.5) / pixels - begin) / (end - begin)
    at = np.clip((share * input_size - 0.5) / stride, 0, points - 1)
    left = at.astype(np.intp)
    t = at - left
    weights = np.zeros((pixels, points), np.float32)
    pixel = np.arange(pixels)
    for step, part in enumerate(_catmull_rom(t), start=-1):
        place = left + step
        nearest = np.clip(place, 0, points - 1)
        inner = np.clip(2 * nearest - place, 0, points - 1)  # beyond the ends, the last two points' line goes on
        np.add.at(weights, (pixel, nearest), part * (1 + np.abs(place - nearest)))
        np.add.at(weights, (pixel, inner), -part * np.abs(place - nearest))
    return weights


def _catmull_rom(t: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the weights of four neighbouring points at N places ``t`` (0 to 1) between the two in the middle.

    Catmull and Rom, Computer Aided Geometric Design, 1974; the cubic convolution of Keys (1981) with a = -0.5.
    """
    return (
        ((2 - t) * t - 1) * t / 2,
        ((3 * t - 5) * t * t + 2) / 2,
        ((4 - 3 * t) * t + 1) * t / 2,
        (t - 1) * t * t / 2,
    )
