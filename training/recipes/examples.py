"""Example cells with heatmaps, chosen by a fixed rule: Figure 9 of the paper for every class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.heat import place_map
from training.core.images import RGBImage, read_image
from training.data.manifest import Sample
from training.recipes.figures import labels_of
from training.recipes.metrics import Labels, Matrix
from training.recipes.predictions import LoadedModel, Predictions

RULE = (
    "For each class: the correctly classified cell with the median confidence, and the wrongly classified cell with the"
    " highest confidence. The map belongs to the class that each network predicted."
)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Example:
    """A chosen cell: index of the sample, index of its class, and whether it was classified correctly."""

    index: int
    label: int
    right: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture, and for each network its heatmap (H x W, 0 to 1) and its prediction as text."""

    label: str
    right: bool
    image: RGBImage
    heats: tuple[NDArray[np.float32], ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """The panels to draw, the names of the networks over their columns, and the description for the JSON."""

    networks: tuple[str, ...]
    panels: tuple[Panel, ...]
    described: dict[str, Any]


def chosen(probabilities: Matrix, true: Labels) -> list[Example]:
    """Return at most two cells per class: the median correct one and the most confident wrong one. See :data:`RULE`."""
    confidence, guess = probabilities.max(axis=1), probabilities.argmax(axis=1)
    picked = []
    for label in np.unique(true):
        right = np.flatnonzero((true == label) & (guess == label))
        wrong = np.flatnonzero((true == label) & (guess != label))
        if len(right):
            by_confidence = right[np.argsort(confidence[right], kind="stable")]
            picked.append(Example(int(by_confidence[(len(right) - 1) // 2]), int(label), True))
        if len(wrong):
            picked.append(Example(int(wrong[np.argmax(confidence[wrong])]), int(label), False))
    return picked


def choose_examples(
    evaluated: Sequence[tuple[LoadedModel, Predictions]], samples: Sequence[Sample], home: Path
) -> ExampleSet:
    """Return the chosen cells with each network's output; the first network chooses. Paths are relative to ``home``.

    Raises errors of reading an image.
    """
    loaded, outputs = evaluated[0]
    codes = loaded.card.codes
    picked = chosen(outputs.probabilities, labels_of(samples, codes))
    panels = tuple(_panel(e, codes[e.label], evaluated, samples) for e in picked)
    cells = [
        {
            "path": _shown_path(samples[e.index].path, home),
            "class": codes[e.label],
            "right": e.right,
            "said": list(p.said),
        }
        for e, p in zip(picked, panels, strict=True)
    ]
    names = tuple(s.card.architecture for s, _ in evaluated)
    return ExampleSet(names, panels, {"rule": RULE, "networks": list(names), "cells": cells})


def _panel(
    example: Example, label: str, evaluated: Sequence[tuple[LoadedModel, Predictions]], samples: Sequence[Sample]
) -> Panel:
    image, n = small_copy(read_image(samples[example.index].path)), example.index
    heats, said = [], []
    for loaded, outputs in evaluated:
        stride, size = loaded.model.architecture.output_stride, loaded.card.input_size
        height, width = image.shape[:2]
        heats.append(place_map(outputs.maps[n].astype(np.float32), outputs.frames[n], stride, size, height, width))
        p = outputs.probabilities[n]
        said.append(f"{loaded.card.codes[int(p.argmax())]} {p.max():.2f}")
    return Panel(label, example.right, image, tuple(heats), tuple(said))


def small_copy(image: RGBImage) -> RGBImage:
    """Return the picture reduced to at most 400 pixels, enough for a page."""
    scale = _LONGEST / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _shown_path(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name
