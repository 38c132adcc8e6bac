"""The tables of an evaluation: probabilities against the true classes, as values that JSON can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.data.manifest import Sample
from training.recipes.metrics import (
    Labels,
    Matrix,
    averages,
    calibration_error,
    confusion,
    intervals,
    per_class,
    scores,
)
from training.recipes.risk import area, curve, thinned, unidentified


def figures(probabilities: Matrix, samples: Sequence[Sample], codes: Sequence[str]) -> dict[str, Any]:
    """All figures of merit of N x K probabilities against the samples' classes. Classes are those of the model."""
    true = labels_of(samples, codes)
    guess = probabilities.argmax(axis=1)
    matrix = confusion(true, guess, len(codes))
    spans = intervals(true, guess, [s.group for s in samples], len(codes))
    error, bins = calibration_error(probabilities, true)
    absent = [code for code, support in zip(codes, matrix.sum(axis=1), strict=True) if not support]
    return {
        "n": len(samples),
        "groups": len({s.group or str(s.path) for s in samples}),
        "images_without_group": sum(not s.group for s in samples),
        "classes": list(codes),
        "classes_without_images": absent,
        **{name: float(value) for name, value in scores(matrix).items()},
        **{f"{name}_ci95": list(span) for name, span in spans.items()},
        "per_class": per_class(matrix, codes),
        "averages": averages(matrix),
        "averages_note": averages_note(absent),
        "confusion_matrix": matrix.astype(int).tolist(),
        "ece": error,
        "ece_bins": "15 bins of equal width",
        "reliability": bins,
    }


def averages_note(absent: Sequence[str]) -> str:
    """How classes without images are treated, as a sentence."""
    if not absent:
        return "Averages are over all classes."
    return (
        f"No image here is of {', '.join(absent)}: these classes are left out of balanced accuracy and of all averages."
        " An image that is taken for one of them counts as wrong all the same."
    )


def selective(
    probabilities: Matrix, samples: Sequence[Sample], codes: Sequence[str], threshold: float
) -> dict[str, Any]:
    """Risk against coverage, and what the model's own threshold leaves Unidentified."""
    true = labels_of(samples, codes)
    found = curve(probabilities, true)
    return {
        "unidentified": unidentified(probabilities, true, [s.group for s in samples], threshold),
        "aurc": area(found),
        "risk_coverage": thinned(found),
    }


def row(
    key: str,
    title: str,
    probabilities: Matrix,
    samples: Sequence[Sample],
    codes: Sequence[str],
    threshold: float,
) -> dict[str, Any]:
    """One line of the table that compares ways to judge the same model; ``title`` says which way in words."""
    whole = figures(probabilities, samples, codes)
    kept = ("n", "groups", "accuracy", "balanced_accuracy", "macro_f1", "ece")
    left = unidentified(probabilities, labels_of(samples, codes), [s.group for s in samples], threshold)
    return {
        "key": key,
        "title": title,
        **{name: whole[name] for name in kept},
        **{name: whole[name] for name in ("accuracy_ci95", "balanced_accuracy_ci95", "macro_f1_ci95")},
        "unidentified": left["share"],
        "error_among_rest": left["error_among_rest"],
    }


def restricted(probabilities: Matrix, codes: Sequence[str], present: Sequence[str]) -> Matrix:
    """N x K -> N x len(present): the probabilities as if only these classes existed, scaled to sum to 1."""
    kept = probabilities[:, [codes.index(code) for code in present]]
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 0, kept / np.maximum(total, 1e-300), 1 / len(present))


def labels_of(samples: Sequence[Sample], codes: Sequence[str]) -> Labels:
    """The place of each sample's class among the model's."""
    place = {code: n for n, code in enumerate(codes)}
    return np.array([place[s.label] for s in samples], dtype=np.int64)


def leakage_sentence(n: int, shared: int, pairs: int, split: str, without: dict[str, Any] | None) -> str:
    """What the comparison with the learned images found, in words, with the figure that is left without the shared."""
    if pairs == 0:
        return f"{n:,} {split} images; no learned image is known to compare them with, so nothing is said of copies."
    if shared == 0:
        return f"{n:,} {split} images; none of them shares an original with an image that was learned."
    verb = "shares" if shared == 1 else "share"
    told = f"{n:,} {split} images; {shared:,} of them {verb} an original with an image that was learned;"
    if without is None:
        return f"{told} without them nothing is left to judge."
    low, high = without["accuracy_ci95"]
    return (
        f"{told} without them the accuracy is {without['accuracy']:.4f} ({low:.4f} to {high:.4f})"
        f" on {without['n']:,} images."
    )
