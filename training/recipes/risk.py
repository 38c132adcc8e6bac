"""Risk against coverage: the error among the classified cells, and the choice of the Unidentified threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.recipes.metrics import Labels, Matrix, group_index, share_interval

POINTS = 200
_Z = 1.6448536269514722  # the normal distribution's 95th percentile
ERROR = 0.05
"""Accepted error among the classified validation cells, for the threshold of a new model."""
FLOOR = 0.5
"""The lowest threshold: below it a prediction is more likely wrong than right."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Cells in order of decreasing confidence; cells of equal confidence form one of M steps.

    ``confidence``: the lowest that is kept; ``coverage``: the share of all weight that is kept; ``risk``: the wrong
    share of it. The last step keeps all cells.
    """

    confidence: Matrix
    coverage: Matrix
    risk: Matrix


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence below which a cell is Unidentified, and its results on the validation images.

    ``error``: the requested error; ``bound``: the upper 95 % limit of the error among the kept cells; ``observed``:
    that error; ``kept``: the share that is not Unidentified; ``assured``: whether the bound has to meet ``error``, or
    only the observed error; ``reached``: whether it does.
    """

    value: float
    error: float
    bound: float
    observed: float
    kept: float
    reached: bool
    assured: bool = True


def curve(probabilities: Matrix, true: Labels, weights: Matrix | None = None) -> Curve:
    """Return risk and coverage (Geifman and El-Yaniv, NeurIPS 2017) of N x K probabilities; default weights are 1."""
    weights = np.ones(len(true)) if weights is None else weights
    confidence = probabilities.max(axis=1)
    wrong = (probabilities.argmax(axis=1) != true) * weights
    order = np.argsort(-confidence, kind="stable")
    confidence = confidence[order]
    last = np.append(confidence[1:] != confidence[:-1], True)  # a threshold cannot separate equal values
    kept, missed = np.cumsum(weights[order])[last], np.cumsum(wrong[order])[last]
    return Curve(confidence[last], kept / kept[-1], missed / kept)


def area(found: Curve) -> float:
    """Return the area under the risk-coverage curve: the mean risk over all coverages; lower is better."""
    steps = np.diff(found.coverage, prepend=0.0)
    return float((found.risk * steps).sum())


def thinned(found: Curve) -> list[dict[str, float]]:
    """Return at most 200 evenly chosen points of a curve, with the first and the last, for JSON."""
    places = np.unique(np.linspace(0, len(found.risk) - 1, POINTS).round().astype(int))
    return [
        {"threshold": float(found.confidence[p]), "coverage": float(found.coverage[p]), "risk": float(found.risk[p])}
        for p in places
    ]


def unidentified(probabilities: Matrix, true: Labels, groups: Sequence[str], thresholds: Matrix) -> dict[str, Any]:
    """Return how many cells are Unidentified, and the error among the rest, with 95 % intervals.

    ``thresholds``, N: the confidence below which each cell is Unidentified; the highest is in the result.
    """
    below = probabilities.max(axis=1) < thresholds
    wrong = probabilities.argmax(axis=1) != true
    names = [g or f"\0{i}" for i, g in enumerate(groups)]
    rest = [g for g, left in zip(names, below, strict=True) if not left]
    return {
        "threshold": float(thresholds.max()),
        "n": int(below.sum()),
        "share": float(below.mean()),
        "share_ci95": list(share_interval(below.astype(np.float64), names)),
        "kept": len(rest),
        "error_among_rest": float(wrong[~below].mean()) if rest else None,
        "error_among_rest_ci95": list(share_interval(wrong[~below].astype(np.float64), rest)) if rest else None,
    }


def weights_of(labels: Labels, groups: Sequence[str]) -> Matrix:
    """Return N weights with mean 1: a class counts as its number of images; in it, a group as the root of its size.

    Otherwise a few originals with many copies would outweigh many single cells.
    """
    index = group_index(groups)
    sizes: dict[tuple[int, int], int] = {}
    keys = [(int(label), int(g)) for label, g in zip(labels, index, strict=True)]
    for key in keys:
        sizes[key] = sizes.get(key, 0) + 1
    raw = np.array([sizes[key] ** -0.5 for key in keys])
    for label in np.unique(labels):
        mine = labels == label
        raw[mine] *= mine.sum() / raw[mine].sum()
    return raw


def threshold_for(
    probabilities: Matrix,
    labels: Labels,
    groups: Sequence[str],
    error: float = 0.02,
    floor: float = FLOOR,
    assured: bool = True,
) -> Threshold:
    """Return the smallest threshold (at least ``floor``) whose upper 95 % limit of the error does not exceed ``error``.

    The error is that among the kept cells, weighted by :func:`weights_of`. Its limit is Wilson's for the number of
    independent cells with the same variance (the cells of a group belong together). If no threshold reaches the error,
    the one with the lowest limit is returned, so a smaller error never gives a smaller threshold. Without ``assured``
    the observed error is used instead of its limit, for images of so few origins that no limit is low. Raises
    ``ValueError`` without images.
    """
    if len(labels) == 0:
        raise ValueError("Choosing a threshold needs images.")
    weights = weights_of(labels, groups)
    found = curve(probabilities, labels, weights)
    independent = _independent(probabilities, labels, groups, weights)
    bounds = _wilson(found.risk, independent * found.coverage)
    # Halfway to the next lower confidence, so that rounding to 32 bits changes nothing; never below the floor.
    values = np.maximum((found.confidence + np.append(found.confidence[1:], -1.0)) / 2, floor)
    values[-1] = floor
    places = np.flatnonzero(found.confidence >= floor)
    if len(places) == 0:
        return Threshold(floor, error, bound=1.0, observed=0.0, kept=0.0, reached=False, assured=assured)
    asked = bounds if assured else found.risk
    good = places[asked[places] <= error]
    chosen = int(good[-1]) if len(good) else int(places[np.argmin(asked[places])])
    return Threshold(
        value=float(values[chosen]),
        error=error,
        bound=float(bounds[chosen]),
        observed=float(found.risk[chosen]),
        kept=float(found.coverage[chosen]),
        reached=bool(len(good)),
        assured=assured,
    )


def _independent(probabilities: Matrix, labels: Labels, groups: Sequence[str], weights: Matrix) -> float:
    """Return the number of independent cells whose error has the same variance as that of these grouped cells.

    It uses the linearised variance of a ratio over clusters (Cochran, Sampling Techniques, 1977, section 6) and lies
    between the effective numbers of groups and of cells. Without any error the cells of a group count as one.
    """
    index = group_index(groups)
    wrong = (probabilities.argmax(axis=1) != labels).astype(np.float64)
    total = weights.sum()
    rate = float((weights * wrong).sum() / total)
    per_group = np.bincount(index, weights=weights)
    fewest, most = float(total**2 / (per_group**2).sum()), float(total**2 / (weights**2).sum())
    if rate in (0.0, 1.0) or len(per_group) < 2:
        return fewest
    residual = np.bincount(index, weights=weights * (wrong - rate))
    variance = len(per_group) / (len(per_group) - 1) * float((residual**2).sum()) / total**2
    return float(np.clip(rate * (1 - rate) / max(variance, 1e-12), fewest, most))


def _wilson(rate: Matrix, n: Matrix) -> Matrix:
    """Return the upper end of Wilson's one-sided 95 % interval for a rate on n cells (JASA 22, 1927)."""
    middle = rate + _Z**2 / (2 * n)
    reach = _Z * np.sqrt(rate * (1 - rate) / n + _Z**2 / (4 * n**2))
    return np.asarray(np.minimum((middle + reach) / (1 + _Z**2 / n), 1.0))
