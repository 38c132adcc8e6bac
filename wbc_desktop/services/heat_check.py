"""How much of a heatmap lies on the cell: the check behind the calm word that the network looked beside it.

The measure is that of ``wbc-train evaluate`` (``training/recipes/heat_mass.py``): the map laid over the picture where
its points belong, its sum on the segmented white cell (nucleus and cytoplasm, by colour) over its sum on the picture.
Only what has a nucleus is found so: of platelets nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.cells import HeatMaps, Placement
from wbc_desktop.inference.cell_area import Mask
from wbc_desktop.inference.cell_area import cell_area as area_of
from wbc_desktop.reports.heatmap import resize_map

__all__ = ["ATTENTION", "MOST", "WITHOUT_NUCLEUS", "Mask", "OnCell", "area_of", "every_map", "on_cell"]

MOST = 0.5
"""Under this share on the cell, most of the map's mass lies outside it."""

ATTENTION = "attention"

WITHOUT_NUCLEUS = frozenset({"PLT"})
"""Classes whose cells the method does not find."""


@dataclass(frozen=True, slots=True)
class OnCell:
    """``share``: of the map's mass on the cell, 0 to 1. ``area``: the cell's part of what the network saw (chance)."""

    share: float
    area: float

    @property
    def beside(self) -> bool:
        """Whether most of the map's mass lies outside the cell."""
        return self.share < MOST


def on_cell(mask: Mask, values: Sequence[float], width: int, height: int, at: Placement | None) -> OnCell | None:
    """Measure one map (``height * width`` values) against the cell (H x W); None for an empty map."""
    strength = resize_map(values, width, height, mask.shape[1], mask.shape[0], at).astype(np.float64)
    total = float(strength.sum())
    if total <= 0:
        return None
    return OnCell(float(strength[mask].sum()) / total, float(mask[_seen(mask.shape, at)].mean()))


def every_map(mask: Mask, maps: HeatMaps) -> dict[str, OnCell | None]:
    """Each map of a cell by its class code, and the attention by ``ATTENTION``."""
    named = {**maps.by_class, ATTENTION: maps.attention}
    return {name: on_cell(mask, values, maps.width, maps.height, maps.placement) for name, values in named.items()}


def _seen(shape: tuple[int, ...], at: Placement | None) -> NDArray[np.bool_]:
    """The pixels whose middle lies in what the network was shown; all of them where nobody knows or none does."""
    if at is None:
        return np.ones(shape, np.bool_)
    rows, columns = ((np.arange(n) + 0.5) / n for n in shape)
    down, across = (
        (rows >= at.seen_top) & (rows < at.seen_bottom),
        (columns >= at.seen_left) & (columns < at.seen_right),
    )
    inside = down[:, None] & across[None, :]
    return np.asarray(inside if inside.any() else np.ones(shape, np.bool_), np.bool_)
