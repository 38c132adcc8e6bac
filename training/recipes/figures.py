"""The tables of an evaluation: probabilities against true classes, as JSON values."""

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
    """Return all figures of N x K probabilities against the samples' classes. ``codes``: the model's classes."""
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
    """Return how classes without images are treated, as a sentence."""
    if not absent:
        return "Averages are over all classes."
    return (
        f"No image here has the class {', '.join(absent)}: these classes are left out of balanced accuracy and of all"
        " averages. An image that is predicted as one of them still counts as wrong."
    )


def selective(
    probabilities: Matrix, samples: Sequence[Sample], codes: Sequence[str], thresholds: Matrix
) -> dict[str, Any]:
    """Return risk against coverage, and the Unidentified cells at the model's ``thresholds``, N."""
    true = labels_of(samples, codes)
    found = curve(probabilities, true)
    return {
        "unidentified": unidentified(probabilities, true, [s.group for s in samples], thresholds),
        "aurc": area(found),
        "risk_coverage": thinned(found),
    }


def row(
    key: str,
    title: str,
    probabilities: Matrix,
    samples: Sequence[Sample],
    codes: Sequence[str],
    thresholds: Matrix,
) -> dict[str, Any]:
    """Return one line of the table that compares variants of the evaluation; ``title`` describes the variant."""
    whole = figures(probabilities, samples, codes)
    kept = ("n", "groups", "accuracy", "balanced_accuracy", "macro_f1", "ece")
    left = unidentified(probabilities, labels_of(samples, codes), [s.group for s in samples], thresholds)
    return {
        "key": key,
        "title": title,
        **{name: whole[name] for name in kept},
        **{name: whole[name] for name in ("accuracy_ci95", "balanced_accuracy_ci95", "macro_f1_ci95")},
        "unidentified": left["share"],
        "error_among_rest": left["error_among_rest"],
    }


def restricted(probabilities: Matrix, codes: Sequence[str], present: Sequence[str]) -> Matrix:
    """Return N x len(present) probabilities as if only these classes existed, scaled to sum to 1."""
    kept = probabilities[:, [codes.index(code) for code in present]]
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 0, kept / np.maximum(total, 1e-300), 1 / len(present))


def labels_of(samples: Sequence[Sample], codes: Sequence[str]) -> Labels:
    """Return the index of each sample's class among the model's."""
    place = {code: n for n, code in enumerate(codes)}
    return np.array([place[s.label] for s in samples], dtype=np.int64)
