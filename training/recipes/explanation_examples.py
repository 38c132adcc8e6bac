"""Example cells with the maps of all methods: Figure 9 of the paper for every class, method and network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.core.explain import GRAD_CAM, METHODS
from training.core.heat import place_map
from training.core.images import RGBImage, read_image
from training.core.preprocess import seen_part
from training.data.manifest import Sample
from training.recipes.examples import chosen, small_copy
from training.recipes.explanations import Explainer
from training.recipes.figures import labels_of
from training.recipes.predictions import LoadedModel, Predictions

_SAME = "hires-cam"
"""Its map is that of Grad-CAM, so it has no column of its own."""


@dataclass(frozen=True, slots=True)
class ExplainedCell:
    """A picture with its class, and a heatmap (H x W, 0 to 1) for each column."""

    label: str
    image: RGBImage
    heats: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, slots=True)
class ExplainedCells:
    """The cells to draw, and the network and the method of each column."""

    columns: tuple[tuple[str, str], ...]
    cells: tuple[ExplainedCell, ...]


def explained_cells(networks: Sequence[tuple[LoadedModel, Predictions]], samples: Sequence[Sample]) -> ExplainedCells:
    """Return the correctly classified cell of each class that :func:`training.recipes.examples.chosen` gives.

    The first network chooses; each map belongs to the class that its network predicts. Raises errors of reading an
    image.
    """
    loaded, outputs = networks[0]
    codes = loaded.card.codes
    picked = [e for e in chosen(outputs.probabilities, labels_of(samples, codes)) if e.right]
    explainers = [Explainer(loaded) for loaded, _ in networks]
    columns = [(e.loaded.card.architecture, _title(method)) for e in explainers for method in _shown(e)]
    cells = tuple(_explained(codes[e.label], read_image(samples[e.index].path), explainers) for e in picked)
    return ExplainedCells(tuple(columns), cells)


def _explained(label: str, image: RGBImage, explainers: Sequence[Explainer]) -> ExplainedCell:
    small = small_copy(image)
    heats = []
    for explainer in explainers:
        card, stride = explainer.loaded.card, explainer.loaded.model.architecture.output_stride
        seen, frame = seen_part(image, card)
        _, maps = explainer.maps([seen])
        for method in _shown(explainer):
            heats.append(place_map(maps[method][0], frame, stride, card.input_size, *small.shape[:2]))
    return ExplainedCell(label, small, tuple(heats))


def _shown(explainer: Explainer) -> list[str]:
    return [method for method in explainer.methods if method != _SAME]


def _title(method: str) -> str:
    return f"{METHODS[method]},\n{METHODS[_SAME]}" if method == GRAD_CAM else METHODS[method]
