"""Measure how much of a heatmap is on the cell, to warn when the network looked elsewhere.

The measure is that of ``wbc-train evaluate`` (``training/recipes/heat_mass.py``) with other weights: the map is placed
on the picture, and the colour on the segmented white cell (nucleus and cytoplasm) is divided by that on the picture.
Each pixel counts by the opacity with which it is drawn, so that a low map, which is transparent, does not count: with
the sum of the map itself the caption of a picture with all its colour on the cell said 0.69. The segmentation needs a
nucleus, so platelets are not measured, and neither is a picture in which it takes other cells for parts of the cell
(``inference/cell_area.py``).

A map of 4 x 4 points cannot draw the edge of a cell: a perfect map has only 0.68 of its colour on the cell (median of
252 cells of PBC and Blood Cell Images), one of 7 x 7 points 0.80. The warning therefore includes a margin around the
cell, a quarter of the distance between the map's points. With it, constant maps of 7 x 7 points are warned of for 98 %
of 150 cells of PBC, 100 % of 132 of Blood Cell Images and 93 % of 27 of Raabin, perfect maps for none, and maps of
``wbc8`` for 1 %, 11 % and 19 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.inference.cell_area import Mask, cell_area
from wbc_desktop.reports.heatmap import opacity_of, resize_map

__all__ = [
    "ATTENTION",
    "MIN_SHARE",
    "WITHOUT_NUCLEUS",
    "HeatOnCell",
    "Mask",
    "cell_area",
    "measure_map",
    "measure_maps",
]

MIN_SHARE = 0.5
"""With a smaller share of its colour on the cell and its margin, a map is mostly outside the cell."""

MARGIN = 0.25
"""Margin around the cell, in distances between the map's points: a map cannot show the edge more precisely."""

ATTENTION = "attention"

WITHOUT_NUCLEUS = frozenset({"PLT"})
"""Classes whose cells the segmentation does not find."""


@dataclass(frozen=True, slots=True)
class HeatOnCell:
    """The share (0 to 1) of a map's colour that is on the cell.

    ``near``: the share on the cell and its margin. ``area``: the cell's share of the area that the network saw, which
    is the ``share`` of a constant map.
    """

    share: float
    area: float
    near: float

    @property
    def mostly_outside(self) -> bool:
        """Whether most of the map's colour is outside the cell and its margin."""
        return self.near < MIN_SHARE


def measure_map(
    mask: Mask, values: Sequence[float], width: int, height: int, at: Placement | None
) -> HeatOnCell | None:
    """Measure one map (``height * width`` values) against the cell mask (H x W); return None for an empty map."""
    strength = resize_map(values, width, height, mask.shape[1], mask.shape[0], at)
    colour = opacity_of(strength, 1.0).astype(np.float64)
    total = float(colour.sum())
    if total <= 0:
        return None
    place = at or Placement.even(width, height)
    widened = _widened(mask, MARGIN * place.step_y * mask.shape[0], MARGIN * place.step_x * mask.shape[1])
    near = float(colour[widened].sum()) / total
    return HeatOnCell(float(colour[mask].sum()) / total, float(mask[_seen(mask.shape, at)].mean()), near)


def measure_maps(mask: Mask, maps: HeatMaps) -> dict[str, HeatOnCell | None]:
    """Measure each map of a cell, and return the results by class code; the attention has the key ``ATTENTION``."""
    named = {**maps.by_class, ATTENTION: maps.attention}
    return {name: measure_map(mask, values, maps.width, maps.height, maps.placement) for name, values in named.items()}


def _widened(mask: Mask, down: float, across: float) -> Mask:
    """Return the mask, widened by ``down`` and ``across`` pixels on both sides."""
    for axis, reach in ((0, round(down)), (1, round(across))):
        before = [(reach + 1, reach) if n == axis else (0, 0) for n in (0, 1)]
        counted = np.cumsum(np.pad(mask, before), axis=axis, dtype=np.int32)
        far = np.take(counted, range(2 * reach + 1, counted.shape[axis]), axis)
        mask = far > np.take(counted, range(counted.shape[axis] - 2 * reach - 1), axis)
    return mask


def _seen(shape: tuple[int, ...], at: Placement | None) -> NDArray[np.bool_]:
    """Return the mask (H x W) of the pixels that the network saw; all pixels if unknown or empty."""
    if at is None:
        return np.ones(shape, np.bool_)
    rows, columns = ((np.arange(n) + 0.5) / n for n in shape)
    down, across = (
        (rows >= at.seen_top) & (rows < at.seen_bottom),
        (columns >= at.seen_left) & (columns < at.seen_right),
    )
    inside = down[:, None] & across[None, :]
    return np.asarray(inside if inside.any() else np.ones(shape, np.bool_), np.bool_)
