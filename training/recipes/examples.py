"""Cells to show with their heatmaps, chosen by a rule that no one can bend: Figure 9 of the paper for every class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.heat import placed
from training.core.images import RGBImage, read_image
from training.data.manifest import Sample
from training.recipes.figures import labels_of
from training.recipes.judge import Seen, Subject
from training.recipes.metrics import Labels, Matrix

RULE = (
    "Of each class the cell that the model named rightly with the median confidence, and the one that it named wrongly"
    " with the highest. The map is that of the class which each network named."
)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Example:
    """A chosen cell: its place among the samples, its class's place, and whether it was named rightly."""

    index: int
    label: int
    right: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture, and for each network its heat over it (H x W, 0 to 1) with what it said in words."""

    label: str
    right: bool
    image: RGBImage
    heats: tuple[NDArray[np.float32], ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exhibits:
    """Panels to be drawn, the networks' names over their columns, and what JSON says of them."""

    networks: tuple[str, ...]
    panels: tuple[Panel, ...]
    described: dict[str, Any]


def chosen(probabilities: Matrix, true: Labels) -> list[Example]:
    """At most two cells a class: the median right one and the surest wrong one. See :data:`RULE`."""
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


def exhibits(judged: Sequence[tuple[Subject, Seen]], samples: Sequence[Sample], home: Path) -> Exhibits:
    """The chosen cells under each network; the first one's answers choose. ``home``: paths are told from there.

    Raises what reading an image raises.
    """
    subject, seen = judged[0]
    codes = subject.card.codes
    picked = chosen(seen.probabilities, labels_of(samples, codes))
    panels = tuple(_panel(e, codes[e.label], judged, samples) for e in picked)
    cells = [
        {"path": _told(samples[e.index].path, home), "class": codes[e.label], "right": e.right, "said": list(p.said)}
        for e, p in zip(picked, panels, strict=True)
    ]
    names = tuple(s.card.architecture for s, _ in judged)
    return Exhibits(names, panels, {"rule": RULE, "networks": list(names), "cells": cells})


def _panel(example: Example, label: str, judged: Sequence[tuple[Subject, Seen]], samples: Sequence[Sample]) -> Panel:
    image, n = _small(read_image(samples[example.index].path)), example.index
    heats, said = [], []
    for subject, seen in judged:
        stride, size = subject.model.architecture.output_stride, subject.card.input_size
        height, width = image.shape[:2]
        heats.append(placed(seen.maps[n].astype(np.float32), seen.frames[n], stride, size, height, width))
        p = seen.probabilities[n]
        said.append(f"{subject.card.codes[int(p.argmax())]} {p.max():.2f}")
    return Panel(label, example.right, image, tuple(heats), tuple(said))


def _small(image: RGBImage) -> RGBImage:
    """The picture at most 400 pixels long: more is not seen on a page."""
    scale = _LONGEST / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _told(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name
