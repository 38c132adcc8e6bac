"""Lay a small heatmap over a picture: colour where the network looked, the plain picture where it did not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.cells import Placement
from wbc_desktop.reports.colour_tables import TABLES

COLOURS: tuple[str, ...] = tuple(TABLES)
"""Names that :func:`colour_map` knows, the usual one first."""

TRANSPARENT_BELOW = 0.15
"""Map values under this leave the picture untouched."""

OPAQUE_FROM = 0.5
"""Map values from here on are drawn with the whole opacity; in between it grows evenly."""


@lru_cache(maxsize=8)
def colour_map(name: str) -> NDArray[np.uint8]:
    """The 256 RGB colours of a colour map (256x3, read-only). Raises ``KeyError`` for a name not in ``COLOURS``."""
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
    """The map (``height * width`` values from 0 to 1, row by row) over a picture of to_height x to_width pixels.

    Bilinear between the map's points, which lie where ``placement`` says (None: in the middles of even parts, as
    ``cv2.resize(..., INTER_LINEAR)`` has it). Around the outermost points their values go on to where the network's
    sight ended; beyond that the map is 0. Raises ``ValueError`` when the number of values is not ``width * height``.
    Values outside 0 to 1 are clipped, and what is not a number counts as 0.
    """
    if width < 1 or height < 1 or len(values) != width * height:
        raise ValueError(f"A map of {width} x {height} cannot have {len(values)} values.")
    small = np.nan_to_num(np.asarray(values, np.float32), nan=0.0, posinf=1.0, neginf=0.0).reshape(height, width)
    small = np.clip(small, 0.0, 1.0)
    lies = placement or Placement.even(width, height)
    down = _weights(height, to_height, lies.top, lies.step_y, lies.seen_top, lies.seen_bottom)
    across = _weights(width, to_width, lies.left, lies.step_x, lies.seen_left, lies.seen_right)
    return np.asarray(down @ small @ across.T, np.float32)


@lru_cache(maxsize=64)
def _weights(size: int, to_size: int, first: float, step: float, low: float, high: float) -> NDArray[np.float32]:
    """The linear map (to_size x size) from ``size`` points to ``to_size`` pixels that share 0 to 1 evenly.

    The points lie at ``first``, ``first + step``, ...; pixels whose middle is not between ``low`` and ``high`` get 0.
    """
    middles = (np.arange(to_size) + 0.5) / to_size
    at = np.clip((middles - first) / step, 0, size - 1)
    left = np.minimum(at.astype(np.intp), max(size - 2, 0))
    right = np.minimum(left + 1, size - 1)
    seen = ((middles >= low) & (middles < high)).astype(np.float32)
    part = (at - left).astype(np.float32)
    weights = np.zeros((to_size, size), np.float32)
    rows = np.arange(to_size)
    np.add.at(weights, (rows, left), seen * (1 - part))
    np.add.at(weights, (rows, right), seen * part)
    weights.setflags(write=False)
    return weights


def opacity_of(strength: NDArray[np.float32], opacity: float) -> NDArray[np.float32]:
    """How much of the colour shows for map values (0 to 1): nothing where the map is low, then up to ``opacity``."""
    ramp = np.clip((strength - TRANSPARENT_BELOW) / (OPAQUE_FROM - TRANSPARENT_BELOW), 0.0, 1.0)
    return np.asarray(ramp * np.float32(opacity), np.float32)


def layer(strength: NDArray[np.float32], colours: str, opacity: float) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """What is laid over a picture: RGB colours HxWx3, and how much of each shows, HxW from 0 to 1."""
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
    """A copy of ``image`` (HxWx3, RGB) with the map (``height * width`` values, row by row) laid over it in colour.

    ``placement`` as for :func:`resize_map`. Raises ``ValueError`` when the map has not ``width * height`` values,
    ``KeyError`` for an unknown colour map.
    """
    strength = resize_map(map, width, height, image.shape[1], image.shape[0], placement)
    colour, share = layer(strength, colours, opacity)
    mixed = image.astype(np.float32) * (1 - share[:, :, None]) + colour.astype(np.float32) * share[:, :, None]
    return np.rint(mixed).astype(np.uint8)
