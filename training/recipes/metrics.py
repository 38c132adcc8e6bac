"""Figures of merit with 95 % intervals that know which images show the same original."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]
RESAMPLES = 2000
ECE_BINS = 15


def confusion(true: Labels, predicted: Labels, classes: int) -> Matrix:
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


def group_index(groups: Sequence[str]) -> Labels:
    """A number for each of N groups' names; an image without a group (``""``) is a group of its own."""
    names = {g: n for n, g in enumerate(dict.fromkeys(g or f"\0{i}" for i, g in enumerate(groups)))}
    return np.array([names[g or f"\0{i}"] for i, g in enumerate(groups)], dtype=np.int64)


def drawn_groups(count: int, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.int64]:
    """How often each of ``count`` groups is in each bootstrap sample (resamples x count)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(count, np.full(count, 1 / count), size=resamples)


def intervals(
    true: Labels, predicted: Labels, groups: Sequence[str], classes: int, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of :func:`scores` from 2,000 bootstrap samples of whole groups.

    Copies of one original are one piece of evidence, so that groups and not images are drawn (Field and Welsh,
    2007); an image without a group is a group of its own. Where every image is right, resampling shows no spread:
    the lower end is then :func:`vouched` by the groups, for averages over classes the mean of each class's. One group
    alone tells nothing of others: (0, 1).
    """
    index = group_index(groups)
    if index.max() == 0:
        return dict.fromkeys(("accuracy", "balanced_accuracy", "macro_f1"), (0.0, 1.0))
    if bool((true == predicted).all()):
        of_class = [vouched(len(np.unique(index[true == k]))) for k in np.unique(true)]
        mean = float(np.mean(of_class))
        low = vouched(int(index.max()) + 1)
        return {"accuracy": (low, 1.0), "balanced_accuracy": (mean, 1.0), "macro_f1": (mean, 1.0)}
    cell = true * classes + predicted
    per_group = np.zeros((int(index.max()) + 1, classes * classes))
    np.add.at(per_group, (index, cell), 1)
    drawn = drawn_groups(len(per_group), seed=seed)
    matrices = (drawn @ per_group).reshape(len(drawn), classes, classes)
    return {k: span(v) for k, v in scores(matrices).items()}


def vouched(groups: int) -> float:
    """The lower 95 % limit of a share that was all of so many independent groups (Clopper and Pearson, 1934)."""
    return float(0.025 ** (1 / groups))


def share_interval(values: Matrix, groups: Sequence[str]) -> tuple[float, float]:
    """:func:`mean_interval` of values that say yes (1) or no (0), or an average of such, one an image.

    Where all say the same the other end is what so many groups vouch for; one group alone tells nothing of others.
    """
    count = int(group_index(groups).max()) + 1
    if count == 1:
        return 0.0, 1.0
    if bool((values == 1).all()):
        return vouched(count), 1.0
    if bool((values == 0).all()):
        return 0.0, 1 - vouched(count)
    return mean_interval(values, groups)


def gap_interval(values: Matrix, groups: Sequence[str]) -> tuple[float, float]:
    """:func:`mean_interval` of differences of two such values, from -1 to 1, one an image.

    Where no image tells two apart, so many groups vouch only for so large a share of such images: on the others they
    may differ. One group alone tells nothing of others.
    """
    count = int(group_index(groups).max()) + 1
    if count == 1:
        return -1.0, 1.0
    if not values.any():
        return vouched(count) - 1, 1 - vouched(count)
    return mean_interval(values, groups)


def mean_interval(values: Matrix, groups: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean of N values, from 2,000 bootstrap samples of whole groups."""
    index = group_index(groups)
    count = int(index.max()) + 1
    totals = np.bincount(index, weights=values, minlength=count)
    sizes = np.bincount(index, minlength=count)
    drawn = drawn_groups(count, seed=seed)
    return span((drawn @ totals) / (drawn @ sizes))


def span(values: Matrix) -> tuple[float, float]:
    """From the 2.5th to the 97.5th percentile of what the bootstrap samples gave."""
    return float(np.nanpercentile(values, 2.5)), float(np.nanpercentile(values, 97.5))


def calibration_error(probabilities: Matrix, true: Labels) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error (Naeini et al., AAAI 2015) over 15 bins of equal width, and the bins that hold images.

    A bin has its borders (``low``, ``high``), the mean confidence and the accuracy in it, and the number of images.
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


def averages(matrix: Matrix) -> dict[str, dict[str, float]]:
    """The last lines of a classification report: macro and weighted averages over the classes that have images."""
    rows = [row for row in per_class(matrix, [str(k) for k in range(len(matrix))]).values() if row["support"]]
    weights = np.array([row["support"] for row in rows], dtype=np.float64)
    table = {}
    for name, weight in (("macro", np.ones(len(rows))), ("weighted", weights)):
        table[name] = {
            key: float(np.average([row[key] for row in rows], weights=weight)) for key in ("precision", "recall", "f1")
        }
    return table
