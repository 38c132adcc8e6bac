"""The figures of a comparison: mean and standard deviation of each row's runs, and differences per seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean, stdev
from typing import Any

import numpy as np

from training.recipes.metrics import (
    Labels,
    averages,
    confusion,
    gap_interval,
    intervals,
    per_class,
    scores,
    share_interval,
)

ROWS: dict[str, str] = {
    "leukocyte": "Deep features of the segmented leukocyte",
    "plain": "ResNet50",
    "cbam": "ResNet50 + CBAM",
    "blocks": "ResNet50 + CBAM in every block",
}
"""The rows in the order of the paper's Table 5, and one more that it does not have."""
DEFAULT_ROWS = ("leukocyte", "plain", "cbam")
FIGURES = ("accuracy", "balanced_accuracy", "precision", "macro_f1")
"""Figures averaged over seeds. Balanced accuracy is the mean recall; precision is the mean over classes, too."""

PAPER_SOURCE = "A. R. Dewi, A. Thobirin, S. Surono, 2026, Table 5 (per cent; its precision, recall and F1 are averages)"
PAPER: dict[str, dict[str, float | None]] = {
    "leukocyte": {"accuracy": 97.98, "accuracy_sd": None, "precision": 97.97, "recall": 97.00, "f1": 97.00},
    "plain": {"accuracy": 99.88, "accuracy_sd": 0.04, "precision": 99.84, "recall": 99.84, "f1": 99.84},
    "cbam": {"accuracy": 99.95, "accuracy_sd": 0.06, "precision": 99.89, "recall": 99.90, "f1": 99.89},
}
"""The paper's figures. Its first row is another group's result (its reference 21)."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The test images of all runs: class codes in order, and each image's true class (index) and group of origin."""

    codes: tuple[str, ...]
    true: Labels
    groups: tuple[str, ...]

    def part(self, numbers: Sequence[int]) -> Truth:
        """Return the same for some of the images."""
        return Truth(self.codes, self.true[list(numbers)], tuple(self.groups[n] for n in numbers))


@dataclass(frozen=True, slots=True)
class Run:
    """One row with one seed: the predicted class of each test image, and further facts (JSON values)."""

    row: str
    seed: int
    predicted: Labels
    about: Mapping[str, Any] = field(default_factory=dict)

    def part(self, numbers: Sequence[int]) -> Run:
        """Return the same for some of the images."""
        return Run(self.row, self.seed, self.predicted[list(numbers)], self.about)


def verdict(predicted: Labels, tested: Truth) -> dict[str, Any]:
    """Return the figures of one run with 95 % intervals over groups, as JSON values."""
    classes = len(tested.codes)
    matrix = confusion(tested.true, predicted, classes)
    spans = intervals(tested.true, predicted, tested.groups, classes)
    return {
        "n": len(tested.true),
        "groups": len({g or f"\0{i}" for i, g in enumerate(tested.groups)}),
        "classes": list(tested.codes),
        **{name: float(value) for name, value in scores(matrix).items()},
        **{f"{name}_ci95": list(span) for name, span in spans.items()},
        "precision": averages(matrix)["macro"]["precision"],
        "per_class": per_class(matrix, tested.codes),
        "confusion_matrix": matrix.astype(int).tolist(),
    }


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Mean, sample standard deviation (None for fewer than two) and number of values."""
    return {"mean": fmean(values), "sd": stdev(values) if len(values) > 1 else None, "n": len(values)}


def summary(runs: Sequence[Run], tested: Truth) -> dict[str, Any]:
    """Return one row of the table: mean and standard deviation over the seeds.

    ``accuracy_ci95`` belongs to the mean over the runs and covers the choice of test originals. The standard deviation
    covers the randomness of training.
    """
    found = [verdict(run.predicted, tested) for run in runs]
    hits = np.mean([run.predicted == tested.true for run in runs], axis=0)
    return {
        "row": runs[0].row,
        "title": ROWS[runs[0].row],
        **{name: spread([f[name] for f in found]) for name in FIGURES},
        "accuracy_ci95": list(share_interval(hits, tested.groups)),
        "runs": [{"seed": run.seed, **run.about, **f} for run, f in zip(runs, found, strict=True)],
        "paper": PAPER.get(runs[0].row),
    }


def paired(one: Sequence[Run], other: Sequence[Run], tested: Truth) -> dict[str, Any] | None:
    """Return the differences of row ``one`` minus row ``other`` per seed; None without a common seed.

    ``accuracy_ci95``: interval over groups of the mean difference of these runs.
    """
    theirs = {run.seed: run for run in other}
    pairs = [(run, theirs[run.seed]) for run in one if run.seed in theirs]
    if not pairs:
        return None
    gaps = []
    for mine, their in pairs:
        first, second = verdict(mine.predicted, tested), verdict(their.predicted, tested)
        gaps.append({name: first[name] - second[name] for name in FIGURES})
    right = [(m.predicted == tested.true).astype(float) - (t.predicted == tested.true) for m, t in pairs]
    return {
        "row": pairs[0][0].row,
        "against": pairs[0][1].row,
        "seeds": [mine.seed for mine, _ in pairs],
        **{name: spread([gap[name] for gap in gaps]) for name in FIGURES},
        "higher_accuracy": sum(gap["accuracy"] > 0 for gap in gaps),
        "equal_accuracy": sum(gap["accuracy"] == 0 for gap in gaps),
        "accuracy_ci95": list(gap_interval(np.mean(right, axis=0), tested.groups)),
    }


def tables(runs: Sequence[Run], tested: Truth) -> dict[str, Any]:
    """Return the rows in the order of :data:`ROWS`, and the difference of each two (later minus earlier)."""
    of = {row: sorted((r for r in runs if r.row == row), key=lambda r: r.seed) for row in ROWS}
    there = [row for row in ROWS if of[row]]
    gaps = [paired(of[later], of[earlier], tested) for earlier, later in combinations(there, 2)]
    return {
        "n": len(tested.true),
        "groups": len({g or f"\0{i}" for i, g in enumerate(tested.groups)}),
        "rows": [summary(of[row], tested) for row in there],
        "paired": [gap for gap in gaps if gap is not None],
    }
