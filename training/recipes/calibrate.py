"""Calibrate probabilities by a temperature (Guo et al., ICML 2017), and choose the Unidentified threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.recipes.metrics import calibration_error, group_index
from training.recipes.risk import threshold_for

Logits = NDArray[np.float64]
Labels = NDArray[np.int64]


def negative_log_likelihood(
    logits: Logits, labels: Labels, temperature: float, weights: NDArray[np.float64] | None = None
) -> float:
    """Return the (weighted) mean over N images of -log p(true class), for N x K logits divided by ``temperature``."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    log_p = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return float(np.average(-log_p[np.arange(len(labels)), labels], weights=weights))


def fit_temperature(logits: Logits, labels: Labels, groups: Sequence[str] | None = None) -> float:
    """Return the temperature between 0.2 and 5 with the smallest negative log-likelihood (golden section search).

    With ``groups`` (one name per image, ``""`` for none) each group weighs as much as a single image: copies of an
    original are one piece of evidence, as in all intervals. Classes are not balanced: there is one temperature for all
    of them, and a class with two originals must not count as much as one with thirty.
    """
    weights = None
    if groups is not None:
        index = group_index(groups)
        weights = 1.0 / np.bincount(index)[index]
    low, high = np.log(0.2), np.log(5.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        left = negative_log_likelihood(logits, labels, float(np.exp(first)), weights)
        right = negative_log_likelihood(logits, labels, float(np.exp(second)), weights)
        low, high = (low, second) if left < right else (first, high)
    return float(np.exp((low + high) / 2))


def softmax(logits: Logits, temperature: float = 1.0) -> Logits:
    """Return N x K probabilities for N x K scores divided by ``temperature``."""
    scaled = logits / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def calibrated(
    logits: Logits, labels: Labels, groups: Sequence[str], error: float = 0.02, assured: bool = True
) -> dict[str, Any]:
    """Return temperature and threshold for N x K validation logits, with the errors before and after, as JSON values.

    Keys: ``temperature``, ``threshold`` (a dictionary as in :class:`risk.Threshold`), ``n``, ``groups``,
    ``ece_before`` (at temperature 1) and ``ece``.
    """
    temperature = fit_temperature(logits, labels, groups)
    probabilities = softmax(logits, temperature)
    return {
        "temperature": temperature,
        "threshold": asdict(threshold_for(probabilities, labels, groups, error, assured=assured)),
        "n": len(labels),
        "groups": len({g or f"\0{i}" for i, g in enumerate(groups)}),
        "ece_before": calibration_error(softmax(logits), labels)[0],
        "ece": calibration_error(probabilities, labels)[0],
    }


def calibrate(
    model_file: Path,
    manifests: Sequence[Path],
    out: Path,
    split: str = "val",
    error: float = 0.02,
    device: str = "auto",
    progress: Callable[[int, int], None] | None = None,
    assured: bool = True,
) -> dict[str, Any]:
    """Write the model to ``out`` with a new temperature and threshold and unchanged weights.

    Both are chosen on the part ``split`` of the manifests. The card's evaluations are removed, because they measured
    the old file; its SHA-256 becomes the parent's. Raises ``ManifestError``, ``ModelFileError`` and errors of reading
    an image.
    """
    from training.core.model_file import file_sha256, load_model, save_model
    from training.core.torch_backbone import torch_predictor
    from training.data.manifest import manifest_sha256, read_manifest
    from training.recipes.predictions import device_of, known_samples, predict_samples

    where = device_of(device)
    model, card = load_model(model_file, where)
    everything = [s for m in manifests for s in read_manifest(m)]
    samples, _ = known_samples(everything, card.codes, split, str(manifests[0]))
    logits, _ = predict_samples(torch_predictor(model, card, where, where.startswith("cuda")), samples, progress)
    labels = np.array([card.codes.index(s.label) for s in samples])
    found = calibrated(logits, labels, [s.group for s in samples], error, assured)
    found |= {"split": split, "manifest_sha256": manifest_sha256(list(manifests))}
    parent = file_sha256(model_file)
    card = replace(
        card,
        temperature=found["temperature"],
        threshold=found["threshold"]["value"],
        evaluation={},
        parent_sha256=parent,
        training_data={**card.training_data, "calibration": found},
    )
    sha256 = save_model(model, card, out, half=stored_in_half(model_file))
    return {"model": str(out), "sha256": sha256, "parent_sha256": parent, **found}


def stored_in_half(model_file: Path) -> bool:
    """Whether a model file stores weights with 16 bits; a copy of it should do the same."""
    from safetensors import safe_open

    with safe_open(model_file, "pt") as file:
        return any(file.get_slice(name).get_dtype() == "F16" for name in file.keys())  # noqa: SIM118 (no mapping)
