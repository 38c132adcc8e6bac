"""Figures of merit with 95 % intervals that know which images show the same original."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
RESAMPLES = 2000
ECE_BINS = 15


def confusion(true: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> Matrix:
    """K x K counts, rows true, columns predicted."""
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (true, predicted), 1)
    return matrix


def scores(matrix: Matrix) -> dict[str, NDArray[np.float64]]:
    """Accuracy, balanced accuracy and macro-F1 of one (K x K) or many (B x K x K) confusion matrices.

    Classes without a single image in a matrix are left out of its averages.
    """
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    support, guessed = matrix.sum(axis=-1), matrix.sum(axis=-2)
    there = support > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(there, right / support, 0.0)
        f1 = np.where(there, 2 * right / (support + guessed), 0.0)
        present = there.sum(axis=-1)
        return {
            "accuracy": right.sum(axis=-1) / support.sum(axis=-1),
            "balanced_accuracy": recall.sum(axis=-1) / present,
            "macro_f1": f1.sum(axis=-1) / present,
        }


def intervals(
    true: NDArray[np.int64], predicted: NDArray[np.int64], groups: Sequence[str], classes: int, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of :func:`scores` from 2,000 bootstrap samples of whole groups.

    Copies of one original are one piece of evidence, so that groups and not images are drawn (Field and Welsh,
    2007); an image without a group is a group of its own.
    """
    names = {g: n for n, g in enumerate(dict.fromkeys(g or f"\0{i}" for i, g in enumerate(groups)))}
    index = np.array([names[g or f"\0{i}"] for i, g in enumerate(groups)])
    cell = true * classes + predicted
    per_group = np.zeros((len(names), classes * classes))
    np.add.at(per_group, (index, cell), 1)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)
    matrices = (drawn @ per_group).reshape(RESAMPLES, classes, classes)
    found = scores(matrices)
    return {k: (float(np.nanpercentile(v, 2.5)), float(np.nanpercentile(v, 97.5))) for k, v in found.items()}


def calibration_error(probabilities: Matrix, true: NDArray[np.int64]) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error over 15 equal bins of confidence, and the bins (of those that hold images)."""
    confidence, guess = probabilities.max(axis=1), probabilities.argmax(axis=1)
    right = guess == true
    place = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    error, bins = 0.0, []
    for b in range(ECE_BINS):
        inside = place == b
        if not inside.any():
            continue
        mean, accuracy = float(confidence[inside].mean()), float(right[inside].mean())
        error += abs(mean - accuracy) * float(inside.mean())
        bins.append({"confidence": mean, "accuracy": accuracy, "n": int(inside.sum())})
    return error, bins


def per_class(matrix: Matrix, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Precision, recall, F1 and support of each class; 0 where a class was never guessed or never there."""
    table = {}
    for k, code in enumerate(codes):
        right, support, guessed = matrix[k, k], matrix[k].sum(), matrix[:, k].sum()
        table[code] = {
            "precision": float(right / guessed) if guessed else 0.0,
            "recall": float(right / support) if support else 0.0,
            "f1": float(2 * right / (support + guessed)) if support + guessed else 0.0,
            "support": int(support),
        }
    return table
