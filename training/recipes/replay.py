"""Make the replay file of a model (:mod:`training.core.replay`) from its training and its test cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import STAGES
from training.core.images import ImageError, read_image
from training.core.model_card import ModelCard, ModelFileError
from training.core.model_file import file_sha256, load_model
from training.core.network import WBCNet
from training.core.preprocess import prepare
from training.core.replay import Matrix, Replay, write_replay
from training.data.manifest import ManifestError, Sample, read_manifest, same_files
from training.recipes.features import Features, features_of, joined
from training.recipes.predictions import BATCH, device_of
from training.recipes.unlike import chosen

A_CLASS = {"train": 150, "test": 250}
"""Cells of each class of a data set: from more, a branch learns no better."""
DIRECTIONS = 256
"""Main directions of the averages, and of the pooled features: together 99.6 % of the variance.

Raabin, 400 corrections: 0.843 named rightly (balanced) with 256 and 256, 0.835 with 200 and 200, 0.81 with 128.
"""
_FLOOR = 1e-4
"""A smaller standard deviation is noise of a feature that is always the same."""


def make_replay(
    model_file: Path,
    manifests: Mapping[str, Path],
    out: Path,
    device: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Write the replay file of a model and return its description; ``manifests``: name of the data set -> manifest.

    Cells of the part ``train`` are replayed, those of the part ``test`` are locked. Raises ``ManifestError``,
    ``ModelFileError`` and errors of reading an image.
    """
    where = device_of(device)
    model, card = load_model(model_file, where)
    if model.branches:
        raise ModelFileError("has branches: make the replay file of the model from which it descends")
    samples: list[tuple[int, Sample]] = []
    for number, manifest in enumerate(manifests.values()):
        every = [s for s in read_manifest(manifest) if s.label in card.codes]
        for part, most in A_CLASS.items():
            samples += [(number, s) for s in chosen([s for s in every if s.split == part], most)]
    _check_sides([s for _, s in samples])
    found = _features(model, card, [s for _, s in samples], where, progress)
    replay = _reduced(
        found,
        model_sha256=file_sha256(model_file),
        codes=card.codes,
        names=tuple(manifests),
        labels=np.array([card.codes.index(s.label) for _, s in samples], dtype=np.int64),
        sets=np.array([number for number, _ in samples], dtype=np.int64),
        groups=_numbers([f"{number} {s.group or s.path}" for number, s in samples]),
        locked=np.array([s.split == "test" for _, s in samples]),
        averages=model.averages,
    )
    write_replay(replay, out)
    locked = {name: int((replay.locked & (replay.sets == n)).sum()) for n, name in enumerate(replay.names)}
    return {"replay": str(out), "bytes": out.stat().st_size, "replayed": int((~replay.locked).sum()), "locked": locked}


def _check_sides(samples: Sequence[Sample]) -> None:
    """Raise ManifestError if a part has no cells, or if a file is in both, under any name: it must not be learned."""
    learned, locked = ({s.path.resolve() for s in samples if s.split == part} for part in A_CLASS)
    if not learned or not locked:
        raise ManifestError("The manifests have no cells of the parts train and test with classes of this model.")
    if both := sorted(learned & locked):
        raise ManifestError(f"{both[0]} is in the part train and in the part test: keep it in one of them.")
    for group in same_files(samples, lambda sample: sample.split):
        one, other = ({s.split: s.path for s in group}[part] for part in A_CLASS)
        raise ManifestError(f"{one} (train) and {other} (test) hold the same image: prepare the manifest again.")


def _features(
    model: WBCNet, card: ModelCard, samples: Sequence[Sample], device: str, tell: Callable[[int, int], None] | None
) -> Features:
    parts = []
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(samples), BATCH):
            some = samples[start : start + BATCH]
            images = np.stack(list(pool.map(lambda s: _prepared(s, card), some)))
            parts.append(features_of(model, images, device))
            if tell is not None:
                tell(start + len(some), len(samples))
    return joined(parts)


def _prepared(sample: Sample, card: ModelCard) -> Matrix:
    try:
        return prepare(read_image(sample.path), card)
    except ImageError as error:
        raise ManifestError(f"The image {sample.path} {error}.") from None


def _reduced(
    found: Features,
    model_sha256: str,
    codes: tuple[str, ...],
    names: tuple[str, ...],
    labels: NDArray[np.int64],
    sets: NDArray[np.int64],
    groups: NDArray[np.int64],
    locked: NDArray[np.bool_],
    averages: int,
) -> Replay:
    """Standardise by the replayed cells, each class of each data set with the same weight, and keep main directions."""
    mine = ~locked
    kind = labels[mine] * len(names) + sets[mine]
    weights = 1.0 / np.bincount(kind)[kind]
    weights /= weights.sum()
    both = found.both.astype(np.float64)
    mean = weights @ both[mine]
    spread = np.sqrt(weights @ (both[mine] - mean) ** 2) + _FLOOR
    scale = block_scale(averages, both.shape[1] - averages) / spread
    standard = (both - mean) * scale
    some = standard[mine] * np.sqrt(weights)[:, None]
    first, second = (main_directions(part, DIRECTIONS) for part in (some[:, :averages], some[:, averages:]))
    coordinates = np.concatenate((standard[:, :averages] @ first.T, standard[:, averages:] @ second.T), axis=1)
    return Replay(
        model_sha256,
        codes,
        names,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        averages_directions=first.astype(np.float32),
        pooled_directions=second.astype(np.float32),
        coordinates=coordinates.astype(np.float32),
        scores=found.own,
        labels=labels,
        sets=sets,
        groups=groups,
        locked=locked,
    )


def block_scale(averages: int, channels: int) -> NDArray[np.float64]:
    """Return a weight for each feature, so that each stage weighs the same however many channels it has."""
    stages = _stages(averages)
    return np.concatenate([np.full(n, n**-0.5) for n in (*stages, channels)])


def _stages(averages: int) -> tuple[int, ...]:
    """Return the channels of each of the stages: each has twice as many as the one before."""
    shares = [2**n for n in range(len(STAGES))]
    return tuple(averages * share // sum(shares) for share in shares)


def main_directions(rows: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return at most ``count`` orthonormal rows: the directions with most of the spread of N x D weighted rows."""
    spread, directions = np.linalg.eigh(rows.T @ rows)
    order = np.argsort(-spread)[: min(count, int((spread > 1e-9 * max(float(spread[-1]), 1e-30)).sum()))]
    return np.asarray(directions[:, order].T)


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    place = {name: n for n, name in enumerate(dict.fromkeys(names))}
    return np.array([place[name] for name in names], dtype=np.int64)
