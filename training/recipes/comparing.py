"""Compare a candidate with the active model on the same cells: what became better and worse, with 95 % intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.recipes.mcnemar import two_sided
from training.recipes.metrics import (
    RESAMPLES,
    Labels,
    Matrix,
    calibration_error,
    confusion,
    drawn_groups,
    group_index,
    limit_if_all_agree,
    span,
    widened,
)

_CHUNK = 100
"""Bootstrap samples drawn at once: the memory stays small with many cells."""
_N, _ACTIVE, _CANDIDATE = range(3)
"""Places in the counts: cells of each class, and those that each model names rightly."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """The output of one model on N cells.

    ``probabilities``: N x K, with the model's temperature applied. ``labels``: the column of each cell's true class,
    or -1 if the model does not know the class. ``groups``: the slide or the original of each cell; cells of one group
    are not independent, and ``""`` is a group of its own. ``codes``: the K classes. ``thresholds``, N: a cell with a
    lower confidence is Unidentified.
    """

    probabilities: Matrix
    labels: Labels
    groups: Sequence[str]
    codes: Sequence[str]
    thresholds: Matrix

    def classes(self) -> list[str | None]:
        """Return the code of each cell's true class; None if this model does not know it."""
        return [None if k < 0 else self.codes[k] for k in self.labels.tolist()]

    def columns(self, codes: Sequence[str]) -> Labels:
        """Return the predicted class of each cell as a place in ``codes``, which may have more classes."""
        place = np.array([codes.index(code) for code in self.codes], dtype=np.int64)
        return np.asarray(place[self.probabilities.argmax(axis=1)])


def compared(name: str, active: Predictions, candidate: Predictions) -> dict[str, Any]:
    """Return the comparison on the test set ``name`` as JSON values (``wbc_desktop/domain/comparison_result.py``).

    Both predictions are of the same cells in the same order. A model may know classes that the other does not; a cell
    of an unknown class is named wrongly. Predicted is the most probable class, also under the threshold. Ranges are
    95 % intervals (:func:`_ranges`), ``p`` are two-sided. ``per_class`` holds the classes with cells. Raises
    ValueError without cells, or if the predictions are not of the same cells.
    """
    codes, true = _truth(active, candidate)
    groups = active.groups
    before, after = active.columns(codes), candidate.columns(codes)
    ranges = _ranges(true, before == true, after == true, groups, len(codes))
    changed = Counter(zip(true[before != after], before[before != after], after[before != after], strict=True))
    ordered = sorted(changed.items(), key=lambda item: (-item[1], item[0]))
    return {
        "name": name,
        "n": len(true),
        "groups": int(group_index(groups).max()) + 1,
        "classes": codes,
        "active": _side(active, true, before, codes, ranges["active"]),
        "candidate": _side(candidate, true, after, codes, ranges["candidate"]),
        "difference": ranges["difference"],
        "mcnemar": _mcnemar(before == true, after == true),
        "per_class": {
            code: {
                "n": int((true == k).sum()),
                "active": ranges["active_recall"][k],
                "candidate": ranges["candidate_recall"][k],
                **_mcnemar((before == true)[true == k], (after == true)[true == k]),
            }
            for k, code in enumerate(codes)
            if (true == k).any()
        },
        "changed": [{"true": codes[t], "active": codes[a], "candidate": codes[c], "n": n} for (t, a, c), n in ordered],
    }


def _truth(active: Predictions, candidate: Predictions) -> tuple[list[str], Labels]:
    """Return the classes of both models, those of the active one first, and the place of each cell's class in them."""
    if len(active.labels) == 0:
        raise ValueError("A comparison needs cells.")
    codes = list(dict.fromkeys((*active.codes, *candidate.codes)))
    pairs = list(zip(active.classes(), candidate.classes(), strict=True))
    if list(active.groups) != list(candidate.groups) or any(a != c and a and c for a, c in pairs):
        raise ValueError("The predictions are not of the same cells.")
    if (None, None) in pairs:
        raise ValueError("A cell has a class that neither model knows.")
    return codes, np.array([codes.index(a or c or "") for a, c in pairs], dtype=np.int64)


def _mcnemar(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how many cells became right and wrong, and the two-sided p."""
    better, worse = int((after & ~before).sum()), int((before & ~after).sum())
    return {"better": better, "worse": worse, "p": two_sided(better, worse)}


def _side(
    one: Predictions, true: Labels, predicted: Labels, codes: Sequence[str], ranges: Mapping[str, Any]
) -> dict[str, Any]:
    named = one.probabilities.max(axis=1) >= one.thresholds
    return {
        **ranges,
        "ece": calibration_error(one.probabilities, one.labels)[0],
        "unidentified": float(1 - named.mean()),
        "error_named": float((predicted != true)[named].mean()) if named.any() else None,
        "confusion": confusion(true, predicted, len(codes)).astype(int).tolist(),
    }


def _ranges(
    true: Labels, before: NDArray[np.bool_], after: NDArray[np.bool_], groups: Sequence[str], classes: int
) -> dict[str, Any]:
    """Return the figures of both models and their differences (candidate minus active) with 95 % intervals.

    The interval is the widest of three: 2,000 bootstrap samples of whole groups (Field and Welsh, 2007), if there are
    two or more; 2,000 of single cells, because two or three slides may agree by chance; and what is known if all
    cells agree (``metrics.limit_if_all_agree``). With one group it holds for that group only. Every end only falls if
    a cell that a candidate names rightly becomes wrong: all samples are drawn without looking at the predictions.
    """
    table = np.zeros((len(true), 3, classes))
    for place, yes in ((_N, np.ones(len(true), dtype=bool)), (_ACTIVE, before), (_CANDIDATE, after)):
        table[np.arange(len(true)), place, true] = yes
    index = group_index(groups)
    levels = [table]
    if 1 < index.max() + 1 < len(true):
        levels.append(np.zeros((int(index.max()) + 1, 3, classes)))
        np.add.at(levels[-1], index, table)
    values = _figures(table.sum(axis=0))
    samples = [_figures(_resampled(level)) for level in levels]
    count = table[:, _N].sum(axis=0)

    def of(key: str, lowest: float = 0.0) -> dict[str, float]:
        return _range(float(values[key]), [s[key] for s in samples], len(true), lowest)

    def recalls(key: str) -> list[dict[str, float] | None]:
        return [
            _range(float(values[key][k]), [s[key][:, k] for s in samples], int(n), 0.0) if n else None
            for k, n in enumerate(count)
        ]

    names = ("accuracy", "balanced_accuracy")
    return {
        "active": {name: of(f"active_{name}") for name in names},
        "candidate": {name: of(f"candidate_{name}") for name in names},
        "difference": {name: of(f"difference_{name}", -1.0) for name in names},
        "active_recall": recalls("active_recall"),
        "candidate_recall": recalls("candidate_recall"),
    }


def _range(value: float, samples: Sequence[Matrix], n: int, lowest: float) -> dict[str, float]:
    ends = [span(one) for one in samples]
    low, high = widened(value, limit_if_all_agree(n), lowest, 1.0)
    return {
        "value": value,
        "low": float(min(low, *(end[0] for end in ends))),
        "high": float(max(high, *(end[1] for end in ends))),
    }


def _resampled(units: Matrix) -> Matrix:
    """Return the counts (2,000 x 3 x K) of bootstrap samples of U cells or groups (U x 3 x K)."""
    flat = units.reshape(len(units), -1)
    parts = [drawn_groups(len(units), _CHUNK, seed).astype(np.float64) @ flat for seed in range(RESAMPLES // _CHUNK)]
    return np.concatenate(parts).reshape(-1, *units.shape[1:])


def _figures(counts: Matrix) -> dict[str, Matrix]:
    """Return accuracies and recalls of counts (... x 3 x K); the recall of a class without cells is not a number."""
    n = counts[..., _N, :]
    found: dict[str, Matrix] = {}
    for name, place in (("active", _ACTIVE), ("candidate", _CANDIDATE)):
        right = counts[..., place, :]
        with np.errstate(invalid="ignore"):
            recall = right / n
        found[f"{name}_recall"] = recall
        found[f"{name}_accuracy"] = right.sum(axis=-1) / n.sum(axis=-1)
        found[f"{name}_balanced_accuracy"] = np.nansum(recall, axis=-1) / (n > 0).sum(axis=-1)
    for name in ("accuracy", "balanced_accuracy"):
        found[f"difference_{name}"] = found[f"candidate_{name}"] - found[f"active_{name}"]
    return found
