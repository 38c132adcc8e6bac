"""Judge a model on the images of one side of a manifest: figures with intervals, leakage, pictures and a PDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.images import read_image
from training.core.model_file import file_sha256, load_model
from training.core.predict import Predictor
from training.data.groups import join, signatures
from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest
from training.recipes.metrics import calibration_error, confusion, intervals, per_class, scores

BATCH = 32


def evaluate(
    model_file: Path,
    manifest: Path,
    split: str,
    out: Path,
    device: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Write ``out/evaluation.json``, figures and ``report.pdf``; return what the JSON holds.

    Raises :class:`ManifestError`, ``ModelFileError`` and what reading an image raises.
    """
    everything = read_manifest(manifest)
    samples = [s for s in everything if s.split == split]
    where = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    model, card = load_model(model_file, where)
    samples = _known(samples, card.codes, manifest, split)
    probabilities = predict_samples(Predictor(model, card, where, half=where.startswith("cuda")), samples, progress)[1]
    result: dict[str, Any] = {
        "model": card.name,
        "model_sha256": file_sha256(model_file),
        "manifest_sha256": manifest_sha256([manifest]),
        "split": split,
        "device": where,
        **figures(probabilities, samples, card.codes),
        "leakage": leakage(everything, samples),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    from training.recipes.pictures import write_pictures

    write_pictures(result, out)
    return result


def predict_samples(
    predictor: Predictor, samples: Sequence[Sample], progress: Callable[[int, int], None] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logits and probabilities, N x K each, in the order of ``samples``."""
    logits, probabilities = [], []
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(samples), BATCH):
            part = samples[start : start + BATCH]
            batch = np.stack(list(pool.map(lambda s: predictor.prepare(read_image(s.path)), part)))
            found = predictor.predict(batch)
            logits.append(found.logits)
            probabilities.append(found.probabilities)
            if progress is not None:
                progress(start + len(part), len(samples))
    return np.concatenate(logits).astype(np.float64), np.concatenate(probabilities).astype(np.float64)


def figures(probabilities: NDArray[np.float64], samples: Sequence[Sample], codes: Sequence[str]) -> dict[str, Any]:
    """All figures of merit of N x K probabilities against the samples' classes. Classes are those of the model."""
    true = np.array([codes.index(s.label) for s in samples])
    guess = probabilities.argmax(axis=1)
    matrix = confusion(true, guess, len(codes))
    spans = intervals(true, guess, [s.group for s in samples], len(codes))
    error, bins = calibration_error(probabilities, true)
    return {
        "n": len(samples),
        "groups": len({s.group or str(s.path) for s in samples}),
        "classes": list(codes),
        **{name: float(value) for name, value in scores(matrix).items()},
        **{f"{name}_ci95": list(span) for name, span in spans.items()},
        "per_class": per_class(matrix, codes),
        "confusion_matrix": matrix.astype(int).tolist(),
        "ece": error,
        "reliability": bins,
    }


def leakage(everything: Sequence[Sample], tested: Sequence[Sample]) -> dict[str, Any]:
    """How many groups of common origin, found from the content, have images in train and among the tested.

    The manifest's own groups are not asked: a split made without any would look clean.
    """
    learned = [s for s in everything if s.split == "train"]
    joined = join(signatures([s.path for s in (*learned, *tested)]))
    known, seen = set(joined[: len(learned)].tolist()), joined[len(learned) :].tolist()
    return {
        "pairs_checked": len(learned) * len(tested),
        "groups_shared": len(known & set(seen)),
        "images_in_shared_groups": sum(g in known for g in seen),
        "method": "colour quantiles, single linkage",
    }


def _known(samples: Sequence[Sample], codes: Sequence[str], manifest: Path, split: str) -> list[Sample]:
    strange = {s.label for s in samples} - set(codes)
    if strange:
        raise ManifestError(f"The model does not know the class {', '.join(sorted(strange))} of {manifest}.")
    if not samples:
        raise ManifestError(f"{manifest} holds no image of the part {split}.")
    return list(samples)
