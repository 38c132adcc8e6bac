"""Exact binomial intervals, and how many more cells would settle a question that an interval leaves open."""

from __future__ import annotations

import math
from collections.abc import Callable

from wbc_desktop.domain.differential import DifferentialRow
from wbc_desktop.domain.differential_findings import Interval, Settling, is_settled, side_of
from wbc_desktop.domain.reference_ranges import RangeBand

MAX_MORE_CELLS = 10_000
"""More further white cells than this nobody counts on one smear."""


def interval(count: float, n: float, confidence: float = 0.95) -> Interval:
    """The exact (Clopper-Pearson) interval of the share ``count / n``, from 0 to 1; (0, 1) when ``n`` is 0.

    A ``count`` between two whole numbers gives the value of the same formula between theirs. Raises ``ValueError``
    unless 0 <= count <= n and 0 < confidence < 1.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is no confidence")
    from scipy.special import betaincinv  # takes a moment, and a window opens without it

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high


def ratio_interval(count: float, white: float, confidence: float = 0.95) -> Interval:
    """The exact interval of cells per white cell, for a class that is none; the upper end is infinite without any.

    Of ``count + white`` cells the share p of the class is binomial, and the ratio is p / (1 - p), which only grows
    with p: the ends of p's interval are those of the ratio's.
    """
    low, high = interval(count, count + white, confidence)
    return low / (1 - low) if low < 1 else math.inf, high / (1 - high) if high < 1 else math.inf


def interval_of(row: DifferentialRow, white: int) -> Interval:
    """The interval of a row of a differential with so many white cells."""
    return _method(row)(row.count, white)


def settling_of(row: DifferentialRow, white: int, band: RangeBand) -> Settling:
    """The fewest further white cells after which, at the present share, the interval crosses no limit of ``band``.

    "At the present share" is exact: count and white cells grow alike, the count also to values between two whole
    numbers. The interval only narrows as they do, so that the number is found by halving. An estimate that sits on a
    limit can never be settled so (:class:`Settling` without a number); over :data:`MAX_MORE_CELLS` nobody counts.
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
