"""Exact binomial intervals, and how many more cells are needed to tell a share from a reference limit."""

from __future__ import annotations

import math
from collections.abc import Callable

from wbc_desktop.domain.differential import DifferentialRow
from wbc_desktop.domain.differential_findings import Interval, Settling, is_settled, side_of
from wbc_desktop.domain.reference_ranges import RangeBand

MAX_MORE_CELLS = 10_000
"""Nobody counts more additional white cells than this on one smear."""


def interval(count: float, n: float, confidence: float = 0.95) -> Interval:
    """Return the exact (Clopper-Pearson) interval of the share ``count / n``, from 0 to 1; (0, 1) if ``n`` is 0.

    ``count`` and ``n`` need not be whole numbers: the formula is continuous. Raises ``ValueError`` unless
    0 <= count <= n and 0 < confidence < 1.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is no confidence")
    from scipy.special import betaincinv  # slow to import, and not needed to open the window

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high


def ratio_interval(count: float, white: float, confidence: float = 0.95) -> Interval:
    """Return the exact interval of cells per white cell, for a class that is not white; the upper end can be infinite.

    Among ``count + white`` cells the share p of the class is binomial. The ratio p / (1 - p) grows with p, so the ends
    of p's interval give those of the ratio.
    """
    low, high = interval(count, count + white, confidence)
    return low / (1 - low) if low < 1 else math.inf, high / (1 - high) if high < 1 else math.inf


def interval_of(row: DifferentialRow, white: int) -> Interval:
    """Return the interval of a row of a differential with ``white`` white cells."""
    return _method(row)(row.count, white)


def settling_of(row: DifferentialRow, white: int, band: RangeBand) -> Settling:
    """Return how many more white cells are needed until the interval, at the same share, crosses no limit of ``band``.

    Count and white cells grow in proportion, so the count need not be a whole number. The interval narrows as they
    grow, so the number is found by bisection. It is None if the share is equal to a limit, or if it would exceed
    :data:`MAX_MORE_CELLS`.
    """
    share = row.count / white
    side, method = side_of(share, band), _method(row)

    def settles(more: int) -> bool:
        n = white + more
        return is_settled(method(row.count * n / white, n), side, band)

    if not settles(MAX_MORE_CELLS):
        on_a_limit = any(end is not None and abs(share * 100 - end) < 1e-9 for end in (band.low, band.high))
        return Settling(None, None if on_a_limit else MAX_MORE_CELLS)
    low, high = 0, MAX_MORE_CELLS  # does not settle, settles
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if settles(middle) else (middle, high)
    return Settling(high)


def _method(row: DifferentialRow) -> Callable[[float, float], Interval]:
    return interval if row.cell_class.white else ratio_interval
