"""Figures of merit with 95 % intervals that account for images of the same original."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]
RESAMPLES = 2000
ECE_BINS = 15
_ALIKE = 1e-9
"""Figures that differ by less than this share of their range differ by rounding only."""


def confusion(true: Labels, predicted: Labels, classes: int) -> Matrix:
    """Return K x K counts: rows true, columns predicted."""
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (true, predicted), 1)
    return matrix


def scores(matrix: Matrix) -> dict[str, NDArray[np.float64]]:
    """Return accuracy, balanced accuracy and macro-F1 of one (K x K) or many (B x K x K) confusion matrices.

    Classes without images in a matrix are left out of its averages.
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


def group_index(groups: Sequence[str]) -> Labels:
    """Return an index for each of N group names; an image without a group (``""``) is a group of its own."""
    names = {g: n for n, g in enumerate(dict.fromkeys(g or f"\0{i}" for i, g in enumerate(groups)))}
    return np.array([names[g or f"\0{i}"] for i, g in enumerate(groups)], dtype=np.int64)


def drawn_groups(count: int, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.int64]:
    """Return how often each of ``count`` groups is in each bootstrap sample (resamples x count)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(count, np.full(count, 1 / count), size=resamples)


def intervals(
    true: Labels, predicted: Labels, groups: Sequence[str], classes: int, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Return 95 % percentile intervals of :func:`scores` from 2,000 bootstrap samples of whole groups.

    Copies of one original are one piece of evidence, so groups are drawn instead of images (Field and Welsh, 2007); an
    image without a group is a group of its own. If every image is right, resampling shows no spread: the lower end is
    then :func:`limit_if_all_agree` for the number of groups, and for averages over classes the mean over the classes.
    The same holds if all samples are equal for another reason, such as every image being wrong. A single group says
    nothing about others: (0, 1).
    """
    index = group_index(groups)
    if index.max() == 0:
        return dict.fromkeys(("accuracy", "balanced_accuracy", "macro_f1"), (0.0, 1.0))
    mean = float(np.mean([limit_if_all_agree(len(np.unique(index[true == k]))) for k in np.unique(true)]))
    share = {"accuracy": limit_if_all_agree(int(index.max()) + 1), "balanced_accuracy": mean, "macro_f1": mean}
    if bool((true == predicted).all()):
        return {key: (low, 1.0) for key, low in share.items()}
    cell = true * classes + predicted
    per_group = np.zeros((int(index.max()) + 1, classes * classes))
    np.add.at(per_group, (index, cell), 1)
    drawn = drawn_groups(len(per_group), seed=seed)
    matrices = (drawn @ per_group).reshape(len(drawn), classes, classes)
    found = {k: span(v) for k, v in scores(matrices).items()}
    return {k: s if s[1] - s[0] > _ALIKE else widened(s[0], share[k], 0.0, 1.0) for k, s in found.items()}


def limit_if_all_agree(groups: int) -> float:
    """Return the lower 95 % limit of a share that is 1 in so many independent groups (Clopper and Pearson, 1934)."""
    return float(0.025 ** (1 / groups))


def share_interval(values: Matrix, groups: Sequence[str]) -> tuple[float, float]:
    """:func:`bounded_interval` of values from 0 to 1, as yes (1) and no (0) or an average of such, one an image."""
    return bounded_interval(values, groups, 0.0, 1.0)


def gap_interval(values: Matrix, groups: Sequence[str]) -> tuple[float, float]:
    """:func:`bounded_interval` of differences of two such values, from -1 to 1, one an image."""
    return bounded_interval(values, groups, -1.0, 1.0)


def bounded_interval(values: Matrix, groups: Sequence[str], low: float, high: float) -> tuple[float, float]:
    """:func:`mean_interval` of N values between ``low`` and ``high``, never of width 0.

    If all groups agree, resampling shows no spread. Then only a share of all groups (:func:`limit_if_all_agree`) is
    known to be like these; the others may have any value between ``low`` and ``high``. A single group says nothing
    about others.
    """
    index = group_index(groups)
    count = int(index.max()) + 1
    if count == 1:
        return low, high
    means = np.bincount(index, weights=values) / np.bincount(index)
    if np.ptp(means) > _ALIKE * (high - low):
        return mean_interval(values, groups)
    return widened(float(means.mean()), limit_if_all_agree(count), low, high)


def widened(found: float, share: float, low: float, high: float) -> tuple[float, float]:
    """Return the range of the mean if this ``share`` of all groups is like the observed ones."""
    return share * found + (1 - share) * low, share * found + (1 - share) * high


def mean_interval(values: Matrix, groups: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the mean of N values from 2,000 bootstrap samples of whole groups."""
    index = group_index(groups)
    count = int(index.max()) + 1
    totals = np.bincount(index, weights=values, minlength=count)
    sizes = np.bincount(index, minlength=count)
    drawn = drawn_groups(count, seed=seed)
    return span((drawn @ totals) / (drawn @ sizes))


def span(values: Matrix) -> tuple[float, float]:
    """Return the 2.5th and the 97.5th percentile of the bootstrap samples."""
    return float(np.nanpercentile(values, 2.5)), float(np.nanpercentile(values, 97.5))


def calibration_error(probabilities: Matrix, true: Labels) -> tuple[float, list[dict[str, float]]]:
    """Return the expected calibration error (Naeini et al., AAAI 2015) over 15 bins of equal width, and the used bins.

    A bin has its borders (``low``, ``high``), mean confidence, accuracy, and number of images.
    """
    confidence, guess = probabilities.max(axis=1), probabilities.argmax(axis=1)
    right = guess == true
    place = np.clip((confidence * ECE_BINS).astype(int), 0, ECE_BINS - 1)
    error, bins = 0.0, []
    for b in range(ECE_BINS):
        inside = place == b
        if not inside.any():
            continue
        mean, accuracy = float(confidence[inside].mean()), float(right[inside].mean())
        error += abs(mean - accuracy) * float(inside.mean())
        low, high = b / ECE_BINS, (b + 1) / ECE_BINS
        bins.append({"low": low, "high": high, "confidence": mean, "accuracy": accuracy, "n": int(inside.sum())})
    return error, bins


def per_class(matrix: Matrix, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return precision, recall, F1 and support of each class; 0 for a class never predicted or without images."""
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


def averages(matrix: Matrix) -> dict[str, dict[str, float]]:
    """Return macro and weighted averages over the classes with images, as in a classification report."""
    rows = [row for row in per_class(matrix, [str(k) for k in range(len(matrix))]).values() if row["support"]]
    weights = np.array([row["support"] for row in rows], dtype=np.float64)
    table = {}
    for name, weight in (("macro", np.ones(len(rows))), ("weighted", weights)):
        table[name] = {
            key: float(np.average([row[key] for row in rows], weights=weight)) for key in ("precision", "recall", "f1")
        }
    return table
