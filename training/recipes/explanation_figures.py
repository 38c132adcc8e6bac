"""The figures of a comparison of methods of explanation, as JSON values with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.explain import GRAD_CAM, METHODS, WITHOUT_CLASS
from training.data.manifest import Sample
from training.recipes.explanations import CONTROLS, COPIES, Comparison, compare_methods
from training.recipes.faithfulness import BLUR, SHARES
from training.recipes.heat_mass import draw_sample
from training.recipes.metrics import gap_interval, share_interval
from training.recipes.predictions import LoadedModel, Progress

METHOD = (
    "The maps of the predicted class at the input of the head; EigenCAM and attention are the same for all classes."
    " Heat on the cell: share of the map's sum on the segmented white cell, as above; empty maps are left out. Deletion"
    " and insertion: area under the curve of the predicted class's probability while the pixels that the network sees"
    " are removed, or uncovered, in the order of the map, at"
    f" {', '.join(f'{100 * share:g}' for share in SHARES)} % of them (Petsiuk et al., RISE, BMVC 2018). A removed"
    " pixel gets the colour of the background; pixels are uncovered on a blurred picture (Gaussian, standard deviation"
    f" {BLUR:.2%} of its side); places of equal heat come in random order. Faithfulness: insertion minus deletion."
    " Agreement: correlation of the map with that of a mirrored copy, a copy turned by 90° and a copy with 40 % more of"
    " the blue and 30 % less of the red dye, moved back; 0 if a map is empty. Cost: milliseconds of processor time"
    " per cell for the maps of all classes, beside the forward pass. Intervals: 95 %, bootstrap over groups of common"
    " origin."
)


def explanations(
    networks: Mapping[str, LoadedModel], samples: Sequence[Sample], most: int, progress: Progress | None = None
) -> dict[str, Any] | None:
    """Return the comparison on at most ``most`` random cells, for each network by role; None if ``most`` is 0.

    Raises errors of reading an image.
    """
    if most < 1:
        return None
    cells = [samples[n] for n in draw_sample(len(samples), most)]
    groups = [s.group for s in cells]
    made = []
    for role, loaded in networks.items():
        about = {"role": role, "name": loaded.card.name, "architecture": loaded.card.architecture}
        found = as_json(compare_methods(loaded, cells, progress), groups)
        made.append({**about, "model_sha256": loaded.sha256, **found})
    return {"method": METHOD, "cells": len(cells), "networks": made}


def as_json(found: Comparison, groups: Sequence[str]) -> dict[str, Any]:
    """Return means and 95 % intervals of a comparison as JSON values; ``groups`` are those of the N cells."""
    names = [group or f"\0{n}" for n, group in enumerate(groups)]
    standard = found.measured[GRAD_CAM].faithfulness
    methods = [
        {
            "key": key,
            "title": {**METHODS, **CONTROLS}[key],
            "control": key in CONTROLS,
            "of_a_class": key in METHODS and key not in WITHOUT_CLASS,
            "empty": int(one.empty.sum()) if key in METHODS else None,
            **_mean("heat", one.heat, names, share_interval),
            **_mean("deletion", one.deletion, names, share_interval),
            **_mean("insertion", one.insertion, names, share_interval),
            **_mean("faithfulness", one.faithfulness, names, gap_interval),
            **_mean("against_grad_cam", one.faithfulness - standard, names, _interval_of_differences),
            **_mean("agreement", one.agreement.mean(axis=1), names, gap_interval),
            "agreement_by_copy": {
                copy.title: None if math.isnan(value) else float(value)
                for copy, value in zip(COPIES, one.agreement.mean(axis=0), strict=True)
            },
            "milliseconds": None if math.isnan(one.milliseconds) else one.milliseconds,
        }
        for key, one in found.measured.items()
    ]
    return {
        "map": list(found.points),
        "forward_milliseconds": found.forward_milliseconds,
        "segmented": found.segmented,
        "methods": methods,
    }


def _mean(
    name: str, values: NDArray[np.float64], groups: Sequence[str], interval: Callable[..., tuple[float, float]]
) -> dict[str, Any]:
    there = ~np.isnan(values)
    if not there.any():
        return {name: None, f"{name}_ci95": None}
    kept = [group for group, ok in zip(groups, there, strict=True) if ok]
    return {name: float(values[there].mean()), f"{name}_ci95": list(interval(values[there], kept))}


def _interval_of_differences(values: NDArray[np.float64], groups: Sequence[str]) -> tuple[float, float]:
    return gap_interval(values, groups) if values.any() else (0.0, 0.0)  # no difference anywhere: the same maps
