"""How much of a heatmap falls on the white cell: what the paper's Figure 9 only looks at, measured.

For each cell the Grad-CAM map of the class that the network named is laid over the picture where its points belong
(:mod:`training.core.heat`), and the white cell, nucleus and cytoplasm, is segmented by its colours
(:mod:`training.core.leukocyte`), which knows nothing of the network. The share is the map's sum on the cell over its
sum on the picture. A map that is the same everywhere would score the cell's share of the area: the chance level.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.frame import Frame
from training.core.heat import hottest, inside, placed
from training.core.images import read_image
from training.core.leukocyte import segment
from training.data.manifest import Sample
from training.recipes.metrics import gap_interval, share_interval

Mask = NDArray[np.bool_]
METHOD = (
    "The Grad-CAM map of the class that the network named, placed on the picture (its points at multiples of the"
    " stride within what the network saw, bilinear between). Its sum on the segmented white cell (nucleus and"
    " cytoplasm, found by colour with Otsu's threshold and GrabCut) over its sum on the picture. Chance: the cell's"
    " share of the area that the network saw. Intervals: 95 %, bootstrap over groups of common origin. Cells without"
    " a segmentation and empty maps are left out."
)


@dataclass(frozen=True, slots=True)
class Heat:
    """Of N cells: the share of the map's mass on the cell, the cell's share of the frame, whether the peak is on it.

    Not a number where the map is empty or no cell was found.
    """

    share: NDArray[np.float64]
    chance: NDArray[np.float64]
    peak: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a network looked: maps N x h x w, the frames it saw N pictures in, and how its map lies on its input."""

    maps: NDArray[np.float16]
    frames: Sequence[Frame]
    stride: int
    input_size: int


_NOTHING = (math.nan, math.nan, math.nan)


def drawn(count: int, most: int, seed: int = 0) -> list[int]:
    """Which of ``count`` images are measured: all, or ``most`` of them drawn by chance."""
    if count <= most:
        return list(range(count))
    return sorted(int(n) for n in np.random.default_rng(seed).choice(count, most, replace=False))


def on_the_cell(
    small: NDArray[np.float32], mask: Mask, frame: Frame, stride: int, input_size: int
) -> tuple[float, float, float]:
    """Share, chance and peak (as in :class:`Heat`) of one map (h x w) against one segmentation (H x W)."""
    height, width = mask.shape
    strength = placed(small, frame, stride, input_size, height, width).astype(np.float64)
    total, seen = float(strength.sum()), inside(frame, height, width)
    if total <= 0 or not seen.any():
        return _NOTHING
    down, across = hottest(small, stride, input_size, frame)
    place = min(max(int(down * height), 0), height - 1), min(max(int(across * width), 0), width - 1)
    return float(strength[mask].sum()) / total, float(mask[seen].mean()), float(mask[place])


def measured(
    samples: Sequence[Sample], networks: Sequence[Looked], progress: Callable[[int, int], None] | None = None
) -> tuple[list[Heat], int]:
    """Each network's maps of N images against the cells segmented in them, and in how many a cell was found.

    Raises what reading an image raises.
    """

    def one(n: int) -> list[tuple[float, float, float]] | None:
        mask = segment(read_image(samples[n].path))
        if mask is None:
            return None
        return [on_the_cell(k.maps[n].astype(np.float32), mask, k.frames[n], k.stride, k.input_size) for k in networks]

    rows = []
    with ThreadPoolExecutor(2) as pool:
        for row in pool.map(one, range(len(samples))):
            rows.append(row)
            if progress is not None:
                progress(len(rows), len(samples))
    table = np.array([row or [_NOTHING] * len(networks) for row in rows]).reshape(len(rows), len(networks), 3)
    return [Heat(*table[:, k].T) for k in range(len(networks))], sum(row is not None for row in rows)


def summary(heat: Heat, groups: Sequence[str]) -> dict[str, Any] | None:
    """Means and 95 % intervals over the cells that could be measured, as JSON; None without any."""
    there = ~np.isnan(heat.share)
    if not there.any():
        return None
    names = [g or f"\0{i}" for i, g in enumerate(groups)]
    kept = [g for g, ok in zip(names, there, strict=True) if ok]
    result: dict[str, Any] = {"n": int(there.sum())}
    for key, values in (("share", heat.share), ("chance", heat.chance), ("peak_on_cell", heat.peak)):
        result[key] = float(values[there].mean())
        result[f"{key}_ci95"] = list(share_interval(values[there], kept))
    gain = heat.share[there] - heat.chance[there]
    return {**result, "above_chance": float(gain.mean()), "above_chance_ci95": list(gap_interval(gain, kept))}


def difference(one: Heat, other: Heat, groups: Sequence[str]) -> dict[str, Any] | None:
    """The mean of one network's share less the other's on the cells that both were measured on; None without any."""
    gap = one.share - other.share
    there = ~np.isnan(gap)
    if not there.any():
        return None
    names = [g or f"\0{i}" for i, g in enumerate(groups)]
    kept = [g for g, ok in zip(names, there, strict=True) if ok]
    return {"n": int(there.sum()), "mean": float(gap[there].mean()), "ci95": list(gap_interval(gap[there], kept))}
