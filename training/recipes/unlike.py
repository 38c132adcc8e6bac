"""Compute the numbers of the unlike score (:mod:`training.core.unlike`) from training cells and held-out cells.

Of all methods that were measured (``tests/benchmarks/bench_unlike.py``), these averages and this distance separate
pictures that are no smears from cells best.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.foreign import ENOUGH, SLIDE_LIMIT, shift_of
from training.core.images import read_image
from training.core.model_card import CENTRE_CLASSES, KNOWN_VERSION, ModelCard
from training.core.model_file import file_sha256, load_model, save_model
from training.core.network import WBCNet
from training.core.preprocess import scaled, seen_part
from training.core.slide_stain import Stain, Sums, as_json, stain_of, sums_of
from training.core.unlike import UnlikeScore
from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest
from training.recipes.calibrate import stored_in_half
from training.recipes.predictions import BATCH, device_of

Matrix = NDArray[np.float64]
Progress = Callable[[int, int], None]

DIRECTIONS = 32
"""Number of main directions; with 16 to 64 the figures hardly differ."""
SHRINKAGE = 0.05
"""Shrinkage of the covariance towards a sphere, so that it stays regular with few cells."""
RATE = 0.99
"""The share of held-out cells below the limit."""
LEARNED, HELD_OUT = 150, 75
"""Cells of each class, of all laboratories together, that are used: more change little and cost minutes."""

SLIDE_CELLS = 60
"""Cells of a held-out slide that are judged together."""
SLIDE_MARGIN = 1.25
"""The limit for a slide is so many times the highest value of a held-out slide, and not under the usual one.

A ResNet50 + CBAM that learned from PBC, Blood Cell Images and Raabin: held-out slides of Raabin for validation have up
to 11.3, for the test up to 12.3, blocks of PBC up to 0, 71 originals of Blood Cell Images 2.5. Slides of Raabin that an
EfficientNet-Lite0 from PBC and Blood Cell Images never saw have 19 to 42.
"""


def fit_unlike_score(averages: Matrix, labels: Sequence[str], held_out: Matrix, rate: float = RATE) -> UnlikeScore:
    """Return the score of N x D averages with a class each; at least ``rate`` of M x D held-out averages stay below 1.

    There is a centre for each of the sorted ``labels``. Raises ``ValueError`` for fewer than two cells, or without
    held-out cells.
    """
    if len(averages) < 2 or not len(held_out):
        raise ValueError("too few cells for an unlike score")
    codes = sorted(set(labels))
    mean = averages.mean(axis=0)
    centred = averages - mean
    _, spread, rows = np.linalg.svd(centred, full_matrices=False)
    count = max(min(DIRECTIONS, int((spread > 1e-9 * max(spread[0], 1e-30)).sum())), 1)
    directions = rows[:count]
    along = centred @ directions.T
    member = np.array([codes.index(label) for label in labels])
    centres = np.stack([along[member == n].mean(axis=0) for n in range(len(codes))])
    off = along - centres[member]
    covariance = off.T @ off / len(off)
    size = max(float(np.trace(covariance)) / count, 1e-12)
    shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * size * np.eye(count)
    whitening = np.linalg.inv(np.linalg.cholesky(shrunk))
    beside = float(((centred**2).sum(axis=1) - (along**2).sum(axis=1)).mean())
    known = UnlikeScore(mean, directions, whitening, centres @ whitening.T, count / max(beside, 1e-9))
    limit = float(np.quantile(known.distance(held_out), rate, method="higher"))
    return replace(known, limit=max(limit, 1e-6))


def chosen(samples: Sequence[Sample], a_class: int, having: Mapping[str, int] | None = None) -> list[Sample]:
    """Return at most ``a_class`` samples of each class, taken in turns from its groups, so that copies count little.

    ``having``: by how many the number of a class is divided.
    """
    by_class: defaultdict[str, defaultdict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    for n, sample in enumerate(samples):
        by_class[sample.label][sample.group or f"\0{n}"].append(sample)
    found: list[Sample] = []
    rng = random.Random(7)
    for code in sorted(by_class):
        piles = [rng.sample(pile, len(pile)) for _, pile in sorted(by_class[code].items())]
        rng.shuffle(piles)
        turns = (pile[turn] for turn in range(max(map(len, piles))) for pile in piles if turn < len(pile))
        most = -(-a_class // (having or {}).get(code, 1))
        found += [sample for sample, _ in zip(turns, range(most), strict=False)]
    return found


@torch.no_grad()
def channel_averages(
    model: WBCNet, card: ModelCard, samples: Sequence[Sample], device: str, tell: Callable[[int], None]
) -> tuple[Matrix, list[Sums]]:
    """Return N x D channel averages of the samples' images, and the sums of their colours, as the network sees them.

    The averages are those of :meth:`WBCNet.features_and_averages`. ``tell`` gets the number done. Raises errors of
    reading an image.
    """
    model.eval()
    averages: list[Matrix] = []
    colours: list[Sums] = []
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(samples), BATCH):
            part = samples[start : start + BATCH]
            seen = list(pool.map(lambda s: seen_part(read_image(s.path), card)[0], part))
            images = torch.from_numpy(np.stack([scaled(image, card) for image in seen])).to(device)
            averages.append(model.features_and_averages(images)[2].cpu().double().numpy())
            colours += [sums_of(image) for image in seen]
            tell(start + len(part))
    return np.concatenate(averages), colours


def add_unlike_score(
    model: WBCNet,
    card: ModelCard,
    laboratories: Sequence[Sequence[Sample]],
    held_out: Sequence[Sample],
    device: str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Add the unlike score to ``model`` and return its description for the card; ``progress``: images done, total.

    ``laboratories``: the training cells of each. Each class of each laboratory has a centre, so that cells of none of
    them lie displaced from all. The stain is the average of the laboratories'.
    """
    having = Counter(label for cells in laboratories for label in {s.label for s in cells})
    learned = [chosen(cells, LEARNED, having) for cells in laboratories]
    others = chosen(held_out, HELD_OUT)
    flat, before = [s for cells in learned for s in cells], sum(map(len, learned))
    total = before + len(others)
    tell: Progress = progress or (lambda _done, _total: None)
    seen, colours = channel_averages(model, card, flat, device, lambda n: tell(n, total))
    apart, _ = channel_averages(model, card, others, device, lambda n: tell(before + n, total))
    names = [f"{s.label}\0{number:03}" for number, cells in enumerate(learned) for s in cells]
    known = fit_unlike_score(seen, names, apart)
    model.known = known
    found: dict[str, Any] = {
        "version": KNOWN_VERSION,
        "rate": RATE,
        "images": before,
        "validation_images": len(others),
        "validation_groups": len({s.group or f"\0{n}" for n, s in enumerate(others)}),
        "limit": known.limit,
        CENTRE_CLASSES: [name.partition("\0")[0] for name in sorted(set(names))],
    }
    found |= {"slide_limit": _slide_limit(model, card, known, held_out, device)}
    stain = _average([stain_of(colours[n] for n in places) for places in _places(learned)])
    return found if stain is None else {**found, "stain": as_json(stain)}


def _slide_limit(model: WBCNet, card: ModelCard, known: UnlikeScore, held_out: Sequence[Sample], device: str) -> float:
    """Return the limit for slides, from held-out ones: groups of enough cells that are not all of one class."""
    slides: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in held_out:
        slides[sample.group].append(sample)
    lows = []
    for name, cells in slides.items():
        some = random.Random(7).sample(cells, min(len(cells), SLIDE_CELLS))
        if name and len(some) >= ENOUGH and len({s.label for s in some}) > 1:
            averages, _ = channel_averages(model, card, some, device, lambda _done: None)
            lows.append(shift_of(known.coordinates_and_distance(averages)[0], known.centres).low)
    return round(max(SLIDE_LIMIT, SLIDE_MARGIN * max(lows, default=0.0)), 3)


def _places(laboratories: Sequence[Sequence[Sample]]) -> list[range]:
    """Return where the cells of each laboratory lie in the list of all."""
    ends = list(accumulate(map(len, laboratories), initial=0))
    return [range(start, end) for start, end in pairwise(ends)]


def _average(stains: Sequence[Stain | None]) -> Stain | None:
    """Return the mean of the stains; None without any."""
    tables = [stain.table for stain in stains if stain is not None]
    if not tables:
        return None
    (a, b, c), (d, e, f) = np.mean(tables, axis=0).round(3).tolist()
    return Stain((a, b, c), (d, e, f))


def write_with_unlike_score(
    model_file: Path, manifests: Sequence[Path], out: Path, device: str = "auto", progress: Progress | None = None
) -> dict[str, Any]:
    """Write the model to ``out`` with a score computed from the parts ``train`` and ``val``; weights are unchanged.

    The card's evaluations are removed, because the old file left other cells Unidentified; its SHA-256 becomes the
    parent's. Raises ``ManifestError``, ``ModelFileError`` and errors of reading an image.
    """
    where = device_of(device)
    model, card = load_model(model_file, where)
    read = [[s for s in read_manifest(m) if s.label in card.codes] for m in manifests]
    train = [part for cells in read if (part := [s for s in cells if s.split == "train"])]
    held_out = [s for cells in read for s in cells if s.split == "val"]
    if sum(map(len, train)) < 2 or not held_out:
        names = ", ".join(map(str, manifests))
        raise ManifestError(f"{names}: the parts train and val have no images with classes of this model.")
    found = add_unlike_score(model, card, train, held_out, where, progress)
    found["manifest_sha256"] = manifest_sha256(list(manifests))
    parent = file_sha256(model_file)
    card = replace(card, known=found, evaluation={}, parent_sha256=parent)
    sha256 = save_model(model, card, out, half=stored_in_half(model_file))
    return {"model": str(out), "sha256": sha256, "parent_sha256": parent, **found}
