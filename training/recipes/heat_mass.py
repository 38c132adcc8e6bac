"""Measure how much of a heatmap lies on the white cell; the paper's Figure 9 only shows examples.

For each cell the Grad-CAM map of the predicted class is placed on the picture (:mod:`training.core.heat`), and nucleus
and cytoplasm are segmented by colour (:mod:`training.core.leukocyte`), independently of the network. The share is the
map's sum on the cell divided by its sum on the picture. The chance level is the cell's share of the area: the share of
a map that is constant.
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
from training.core.heat import inside, peak_position, place_map
from training.core.images import read_image
from training.core.leukocyte import segment
from training.data.manifest import Sample
from training.recipes.metrics import gap_interval, share_interval

Mask = NDArray[np.bool_]
METHOD = (
    "The Grad-CAM map of the predicted class, placed on the picture (its points at multiples of the"
    " stride within the part that the network saw, bicubic between). Its sum on the segmented white cell (nucleus and"
    " cytoplasm, found by colour with Otsu's threshold and GrabCut) over its sum on the picture. Chance: the cell's"
    " share of the area that the network saw. Intervals: 95 %, bootstrap over groups of common origin. Cells without"
    " a segmentation and empty maps are left out."
)


@dataclass(frozen=True, slots=True)
class Heat:
    """For N cells: share of the map's mass on the cell, the cell's share of the frame, whether the peak is on it.

    NaN if the map is empty or no cell was found.
    """

    share: NDArray[np.float64]
    chance: NDArray[np.float64]
    peak: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NetworkMaps:
    """A network's maps N x h x w, the frames of the N pictures, and the map's stride on the input."""

    maps: NDArray[np.float16]
    frames: Sequence[Frame]
    stride: int
    input_size: int


_NOTHING = (math.nan, math.nan, math.nan)


def draw_sample(count: int, most: int, seed: int = 0) -> list[int]:
    """Return the indices of the images to measure: all ``count``, or ``most`` random ones."""
    if count <= most:
        return list(range(count))
    return sorted(int(n) for n in np.random.default_rng(seed).choice(count, most, replace=False))


def heat_on_cell(
    small: NDArray[np.float32], mask: Mask, frame: Frame, stride: int, input_size: int
) -> tuple[float, float, float]:
    """Return share, chance and peak (as in :class:`Heat`) of one map (h x w) for one segmentation (H x W)."""
    height, width = mask.shape
    strength = place_map(small, frame, stride, input_size, height, width).astype(np.float64)
    total, seen = float(strength.sum()), inside(frame, height, width)
    if total <= 0 or not seen.any():
        return _NOTHING
    down, across = peak_position(small, stride, input_size, frame)
    place = min(max(int(down * height), 0), height - 1), min(max(int(across * width), 0), width - 1)
    return float(strength[mask].sum()) / total, float(mask[seen].mean()), float(mask[place])


def measure(
    samples: Sequence[Sample], networks: Sequence[NetworkMaps], progress: Callable[[int, int], None] | None = None
) -> tuple[list[Heat], int]:
    """Measure each network's maps of N images; return the results and the number of images with a cell.

    Raises errors of reading an image.
    """

    def one(n: int) -> list[tuple[float, float, float]] | None:
        mask = segment(read_image(samples[n].path))
        if mask is None:
            return None
        return [heat_on_cell(k.maps[n].astype(np.float32), mask, k.frames[n], k.stride, k.input_size) for k in networks]

    rows = []
    with ThreadPoolExecutor(2) as pool:
        for row in pool.map(one, range(len(samples))):
            rows.append(row)
            if progress is not None:
                progress(len(rows), len(samples))
    table = np.array([row or [_NOTHING] * len(networks) for row in rows]).reshape(len(rows), len(networks), 3)
    return [Heat(*table[:, k].T) for k in range(len(networks))], sum(row is not None for row in rows)


def summary(heat: Heat, groups: Sequence[str]) -> dict[str, Any] | None:
    """Return means and 95 % intervals over the measured cells, as JSON values; None without any."""
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
    """Return the mean of one network's share minus the other's on cells measured for both; None without any."""
    gap = one.share - other.share
    there = ~np.isnan(gap)
    if not there.any():
        return None
    names = [g or f"\0{i}" for i, g in enumerate(groups)]
    kept = [g for g, ok in zip(names, there, strict=True) if ok]
    return {"n": int(there.sum()), "mean": float(gap[there].mean()), "ci95": list(gap_interval(gap[there], kept))}
