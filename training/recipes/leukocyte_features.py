"""The paper's third row: deep features of the segmented white cell and a classical classifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.model_file import ModelFileError, read_card
from training.core.network import Architecture, WBCNet
from training.data.manifest import Sample
from training.recipes import classical
from training.recipes.classical import Features, Part
from training.recipes.data import read_samples
from training.recipes.leukocyte_cells import MARGIN, Cells, cut_out_cells
from training.recipes.module import CellClassifier
from training.recipes.options import Options
from training.recipes.predictions import device_of
from training.recipes.weights import IMAGENET_MEAN, IMAGENET_STD, initialise

METHOD = (
    "The white cell is segmented by its stain and GrabCut, its surroundings get their mean colour, and a square with a"
    f" margin of {MARGIN:.0%} is scaled to the network's size. The features are the 2,048 averages of ResNet50's last"
    f" map; then {classical.METHOD}. The seed rotates and mirrors each training cell in one of eight ways."
)
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """The predicted class (index) of each test image, and facts about the row (JSON values)."""

    predicted: NDArray[np.int64]
    about: dict[str, Any]


def classify_cells(
    manifest: Path, tested: Sequence[Sample], options: Options, init: str, device: str, cache: Path
) -> Outcome:
    """Train on the manifest's training and validation parts and classify the cells of ``tested``.

    The backbone gets its weights from ``init`` as in ``fit`` and is not trained. Cut-out cells are cached in ``cache``.
    Raises ``ManifestError`` and ``OptionError``.
    """
    classical.require_sklearn()
    samples = read_samples([manifest], options)
    parts = {"train": samples.train, "val": samples.validation, "test": list(tested)}
    cells = {name: cut_out_cells(part, options.image_size, cache) for name, part in parts.items()}
    where = device_of(device)
    network = backbone(init, options, samples.codes).to(where)
    turns = np.random.default_rng(options.seed).integers(0, 8, len(samples.train)) if options.flips else None
    features = {
        name: deep_features(network, found, turns if name == "train" else None, where) for name, found in cells.items()
    }
    train, validation = (
        Part(features[name], np.array(samples.labels(parts[name])), [s.group for s in parts[name]])
        for name in ("train", "val")
    )
    balanced = options.class_weights or options.balance != "none"
    classifier = classical.learn(train, validation, options.seed, balanced)
    about = {
        "C": classifier.penalty,
        "validation_accuracy": {f"{c:g}": score for c, score in classifier.validation.items()},
        "components": classifier.components,
        "features": int(train.features.shape[1]),
        "images": {name: len(part) for name, part in parts.items()},
        "without_a_cell": {name: int((~found.found).sum()) for name, found in cells.items()},
        "init": init if init in ("random", "imagenet") else "file",
    }
    return Outcome(classifier(features["test"]), about)


def backbone(init: str, options: Options, codes: Sequence[str]) -> CellClassifier:
    """Return a ResNet50 with weights from ``init`` and their normalisation, in evaluation mode.

    Raises ``OptionError``.
    """
    torch.manual_seed(options.seed)
    model = WBCNet(len(codes), _architecture(init, options))
    origin = initialise(model, init, replace(options, inherit="backbone"), codes)
    order = origin.channel_order or options.channel_order
    turned = order == "BGR"
    mean = origin.mean or (IMAGENET_MEAN[::-1] if turned else IMAGENET_MEAN)
    std = origin.std or (IMAGENET_STD[::-1] if turned else IMAGENET_STD)
    return CellClassifier(model, mean, std, order).eval()


def _architecture(init: str, options: Options) -> Architecture:
    """Return a plain ResNet50; for a model of this program its stride, and its attention inside the backbone."""
    plain = Architecture(attention="none", output_stride=options.output_stride, width=options.width)
    if init in ("random", "imagenet"):
        return plain
    try:
        theirs = Architecture.from_dict(read_card(init).options)
    except (ModelFileError, TypeError, ValueError, KeyError):
        return plain  # published weights, or a file that initialise() refuses with a reason
    inside = "cbam-blocks" if theirs.attention == "cbam-blocks" else "none"
    return replace(theirs, attention=inside)


@torch.no_grad()
def deep_features(network: CellClassifier, cells: Cells, turns: NDArray[np.int64] | None, device: str) -> Features:
    """Return N x 2048 features of N cells. ``turns``: one of eight orientations for each cell, 0 for none."""
    model = network.model
    found = []
    for start in range(0, len(cells.images), _BATCH):
        block = cells.images[start : start + _BATCH]
        if turns is not None:
            block = np.stack([turned(cell, int(t)) for cell, t in zip(block, turns[start:], strict=False)])
        batch = torch.from_numpy(np.ascontiguousarray(block)).permute(0, 3, 1, 2).to(device)
        found.append(model.head.pool(model.features(network.normalised(batch))[0]).float().cpu().numpy())
    return np.concatenate(found)


def turned(cell: NDArray[np.uint8], way: int) -> NDArray[np.uint8]:
    """Return S x S x 3 in one of eight orientations: 0 to 3 quarter turns; from 4 on also mirrored."""
    quarter = np.rot90(cell, way % 4)
    return quarter[:, ::-1] if way >= 4 else quarter
