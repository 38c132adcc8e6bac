"""Risk against coverage: how wrong a model is on the cells that it dares to name, and where to draw that line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.recipes.metrics import Labels, Matrix, group_index, share_interval

POINTS = 200
_Z = 1.6448536269514722  # the normal distribution's 95th percentile
FLOOR = 0.5
"""Under an even chance a guess is likelier wrong than right, so a threshold is never set lower."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Cells sorted by falling confidence, cells of equal confidence taken together: M steps.

    ``confidence``: the lowest that is still kept; ``coverage``: the share of all weight that is kept; ``risk``: the
    share of wrong ones of it. The last step keeps everything.
    """

    confidence: Matrix
    coverage: Matrix
    risk: Matrix


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence under which a cell is Unidentified, and what validation says of it.

    ``error``: asked for; ``bound``: the upper 95 % limit of the error among the kept; ``observed``: that error;
    ``kept``: the share that is not Unidentified; ``assured``: whether the bound was asked to be at most ``error``, or
    only what was observed; ``reached``: whether it is.
    """

    value: float
    error: float
    bound: float
    observed: float
    kept: float
    reached: bool
    assured: bool = True


def curve(probabilities: Matrix, true: Labels, weights: Matrix | None = None) -> Curve:
    """Risk and coverage (Geifman and El-Yaniv, NeurIPS 2017) of N x K probabilities; weights are 1 by default."""
    weights = np.ones(len(true)) if weights is None else weights
    confidence = probabilities.max(axis=1)
    wrong = (probabilities.argmax(axis=1) != true) * weights
    order = np.argsort(-confidence, kind="stable")
    confidence = confidence[order]
    last = np.append(confidence[1:] != confidence[:-1], True)  # a threshold cannot part equals
    kept, missed = np.cumsum(weights[order])[last], np.cumsum(wrong[order])[last]
    return Curve(confidence[last], kept / kept[-1], missed / kept)


def area(found: Curve) -> float:
    """The area under the risk-coverage curve: the mean risk over all coverages; small is good."""
    steps = np.diff(found.coverage, prepend=0.0)
    return float((found.risk * steps).sum())


def thinned(found: Curve) -> list[dict[str, float]]:
    """At most 200 points of a curve, evenly over its steps, first and last among them; for JSON."""
    places = np.unique(np.linspace(0, len(found.risk) - 1, POINTS).round().astype(int))
    return [
        {"threshold": float(found.confidence[p]), "coverage": float(found.coverage[p]), "risk": float(found.risk[p])}
        for p in places
    ]


def unidentified(probabilities: Matrix, true: Labels, groups: Sequence[str], threshold: float) -> dict[str, Any]:
    """How many cells a threshold leaves without a class, and the error among the rest, with 95 % intervals."""
    below = probabilities.max(axis=1) < threshold
    wrong = probabilities.argmax(axis=1) != true
    names = [g or f"\0{i}" for i, g in enumerate(groups)]
    rest = [g for g, left in zip(names, below, strict=True) if not left]
    return {
        "threshold": float(threshold),
        "n": int(below.sum()),
        "share": float(below.mean()),
        "share_ci95": list(share_interval(below.astype(np.float64), names)),
        "kept": len(rest),
        "error_among_rest": float(wrong[~below].mean()) if rest else None,
        "error_among_rest_ci95": list(share_interval(wrong[~below].astype(np.float64), rest)) if rest else None,
    }


def weights_of(labels: Labels, groups: Sequence[str]) -> Matrix:
    """N weights, of mean 1: a class weighs what its number of images is, within it a group the root of its size.

    A few originals of which there are many copies would otherwise settle what many single cells should.
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
    """The smallest threshold (at least ``floor``) whose upper 95 % limit of the error among the kept is ``error``.

    The error is weighted by :func:`weights_of`; its limit is Wilson's for as many independent cells as give the same
    variance (the cells of a group are judged together). Where no threshold reaches the error, the one with the lowest
    limit is taken. So a smaller error never gives a smaller threshold. With ``assured`` false the error observed among
    the kept takes its limit's place: for images of so few origins that no limit can be low. Raises ``ValueError``
    without a single image.
    """
    if len(labels) == 0:
        raise ValueError("A threshold needs images to be judged on.")
    weights = weights_of(labels, groups)
    found = curve(probabilities, labels, weights)
    independent = _independent(probabilities, labels, groups, weights)
    bounds = _wilson(found.risk, independent * found.coverage)
    # Half-way to the next lower confidence, so that rounding to 32 bits parts nothing; never under the floor.
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
    """How many independent cells have the variance that the error of these grouped, weighted cells has.

    The linearised variance of a ratio over clusters (Cochran, Sampling Techniques, 1977, section 6); between the
    number of groups that weigh alike and that of cells. Without a single error nothing shows that the cells of a group
    differ, and they count as one.
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
    """The upper end of Wilson's one-sided 95 % interval for a rate seen on n cells (JASA 22, 1927)."""
    middle = rate + _Z**2 / (2 * n)
    reach = _Z * np.sqrt(rate * (1 - rate) / n + _Z**2 / (4 * n**2))
    return np.asarray(np.minimum((middle + reach) / (1 + _Z**2 / n), 1.0))
