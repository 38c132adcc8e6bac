"""McNemar's exact test of two models on the same cells, and Holm's correction for several tests."""

from __future__ import annotations

import math
from collections.abc import Mapping


def tail(count: int, n: int) -> float:
    """Return the probability of ``count`` or more of ``n`` tosses of a fair coin, computed exactly.

    With ``count`` cells that became worse, of the ``n`` that one model only names rightly, this is the one-sided p of
    McNemar's exact test (Psychometrika 12, 1947) that a model became worse.
    """
    ways = total = math.comb(n, count)
    for k in range(count, n):
        ways = ways * (n - k) // (k + 1)
        total += ways
    return total / (1 << n)


def two_sided(better: int, worse: int) -> float:
    """Return the p of McNemar's exact test that two models differ; 1 if no cell became better or worse."""
    return min(1.0, 2 * tail(max(better, worse), better + worse))


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Return p values by name, corrected for their number (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    found: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(p, key=lambda name: p[name])):
        highest = max(highest, min(1.0, (len(p) - rank) * p[name]))
        found[name] = highest
    return found
