"""Draw a small heatmap over a picture: coloured where the network looked, transparent elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.heat_maps import Placement
from wbc_desktop.reports.colour_tables import TABLES

TRANSPARENT_BELOW = 0.15
"""Map values below this are transparent."""

OPAQUE_FROM = 0.5
"""Map values from here on have the full opacity; in between it grows linearly."""


@lru_cache(maxsize=8)
def colour_map(name: str) -> NDArray[np.uint8]:
    """Return the 256 RGB colours of a colour map (256 x 3, read-only). Raises ``KeyError`` for an unknown name."""
    table = np.frombuffer(bytes.fromhex(TABLES[name]), np.uint8).reshape(256, 3)
    table.setflags(write=False)
    return table


def resize_map(
    values: Sequence[float],
    width: int,
    height: int,
    to_width: int,
    to_height: int,
    placement: Placement | None = None,
) -> NDArray[np.float32]:
    """Return the map (``height * width`` values from 0 to 1, row by row) scaled to to_height x to_width pixels.

    It passes smoothly through the map's points (bicubic: Catmull-Rom), whose positions ``placement`` gives (None: the
    centres of equal parts). Beyond the outermost points their values continue to the edge of the
    network's input; outside that the map is 0. Raises ``ValueError`` unless there are ``width * height`` values.
    Values outside 0 to 1 are clipped; NaN counts as 0.
    """
    if width < 1 or height < 1 or len(values) != width * height:
        raise ValueError(f"A map of {width} x {height} cannot have {len(values)} values.")
    small = np.nan_to_num(np.asarray(values, np.float32), nan=0.0, posinf=1.0, neginf=0.0).reshape(height, width)
    small = np.clip(small, 0.0, 1.0)
    lies = placement or Placement.even(width, height)
    down = _weights(height, to_height, lies.top, lies.step_y, lies.seen_top, lies.seen_bottom)
    across = _weights(width, to_width, lies.left, lies.step_x, lies.seen_left, lies.seen_right)
    seen = (down.sum(axis=1) > 0)[:, None] & (across.sum(axis=1) > 0)
    return np.where(seen, np.clip(down @ small @ across.T, small.min(), small.max()), np.float32(0))


@lru_cache(maxsize=64)
def _weights(size: int, to_size: int, first: float, step: float, low: float, high: float) -> NDArray[np.float32]:
    """Return the matrix (to_size x size) that interpolates ``size`` points to ``to_size`` pixels over 0 to 1.

    The points are at ``first``, ``first + step``, ...; pixels whose centre is not between ``low`` and ``high`` get 0.
    """
    middles = (np.arange(to_size) + 0.5) / to_size
    at = np.clip((middles - first) / step, 0, size - 1)
    left = at.astype(np.intp)
    t = at - left
    seen = ((middles >= low) & (middles < high)).astype(np.float32)
    weights = np.zeros((to_size, size), np.float32)
    rows = np.arange(to_size)
    for number, part in enumerate(_catmull_rom(t), start=-1):
        place = left + number
        end = np.clip(place, 0, size - 1)
        inner = np.clip(2 * end - place, 0, size - 1)  # beyond the ends, the line through the last two points goes on
        np.add.at(weights, (rows, end), seen * part * (1 + np.abs(place - end)))
        np.add.at(weights, (rows, inner), -seen * part * np.abs(place - end))
    weights.setflags(write=False)
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


def opacity_of(strength: NDArray[np.float32], opacity: float) -> NDArray[np.float32]:
    """Return the opacity for map values (0 to 1): 0 where the map is low, then up to ``opacity``."""
    ramp = np.clip((strength - TRANSPARENT_BELOW) / (OPAQUE_FROM - TRANSPARENT_BELOW), 0.0, 1.0)
    return np.asarray(ramp * np.float32(opacity), np.float32)


def layer(strength: NDArray[np.float32], colours: str, opacity: float) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the overlay: RGB colours (H x W x 3) and their opacity (H x W, 0 to 1)."""
    return colour_map(colours)[np.rint(strength * 255).astype(np.uint8)], opacity_of(strength, opacity)


def overlay(
    image: NDArray[np.uint8],
    map: Sequence[float],
    width: int,
    height: int,
    colours: str = "inferno",
    opacity: float = 0.5,
    placement: Placement | None = None,
) -> NDArray[np.uint8]:
    """Return a copy of ``image`` (H x W x 3, RGB) with the map (``height * width`` values, row by row) over it.

    ``placement`` as for :func:`resize_map`. Raises ``ValueError`` unless the map has ``width * height`` values,
    ``KeyError`` for an unknown colour map.
    """
    strength = resize_map(map, width, height, image.shape[1], image.shape[0], placement)
    colour, share = layer(strength, colours, opacity)
    mixed = image.astype(np.float32) * (1 - share[:, :, None]) + colour.astype(np.float32) * share[:, :, None]
    return np.rint(mixed).astype(np.uint8)
