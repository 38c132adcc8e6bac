"""Numbers, times and intervals as the report prints them: by its language, never by the machine's locale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.comparison_result import Confusion
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.language import number as say_number
from wbc_desktop.reports.data import Interval

MISSING = "–"
"""Printed where there is no value."""

STATES = {
    ReviewState.UNREVIEWED: mark("not reviewed"),
    ReviewState.CONFIRMED: mark("confirmed"),
    ReviewState.DECIDED: mark("decided"),
    ReviewState.RECLASSIFIED: mark("reclassified"),
    ReviewState.UNREADABLE: mark("unreadable"),
}


def percent(share: float | None) -> str:
    """Return a fraction in per cent with one decimal and no sign.

    A share above 0 is never printed as 0.0, and one below 1 never as 100.0.
    """
    if share is None or not math.isfinite(share):
        return MISSING
    if 0 < share < 0.0005:
        return "<" + say_number(0.1, ".1f")
    if 0.9995 <= share < 1:
        return ">" + say_number(99.9, ".1f")
    return say_number(share * 100, ".1f")


def per_hundred(ratio: float | None) -> str:
    """Return a ratio per hundred with one decimal; it may exceed 100."""
    if ratio is None or not math.isfinite(ratio):
        return MISSING
    return "<" + say_number(0.1, ".1f") if 0 < ratio < 0.0005 else say_number(ratio * 100, ".1f")


def interval(bounds: Interval | None) -> str:
    """Return the two ends of an interval of fractions in per cent, without the sign."""
    if bounds is None:
        return MISSING
    return tr("{low} to {high}", low=percent(bounds[0]), high=percent(bounds[1]))


def confidence(value: float | None) -> str:
    """Return a probability in whole per cent; 0 % and 100 % only if exact."""
    if value is None or not math.isfinite(value):
        return MISSING
    if 0 < value < 0.005:
        return "<1 %"
    if 0.995 <= value < 1:
        return ">99 %"
    return f"{value * 100:.0f} %"


def moment(time: datetime | None) -> str:
    """Return date and time to the minute in the zone of ``time``, with the offset from UTC."""
    if time is None:
        return ""
    if time.utcoffset() == UTC.utcoffset(None):
        return time.strftime("%Y-%m-%d %H:%M UTC")
    offset = time.strftime("%z")
    return time.strftime("%Y-%m-%d %H:%M UTC") + f"{offset[:3]}:{offset[3:5]}"


def place(path: str, page: int = 0, number: int = 0) -> str:
    """Return where a cell is: the path of its file, its page (from 0) if it is a further one, its number in a field."""
    named = tr("{path}, page {page}", path=path, page=page + 1) if page else path
    return tr("{place}, cell {number}", place=named, number=number) if number else named


def cells(count: int) -> str:
    """Return ``1 cell``, ``1234 cells``."""
    return trn("{n} cell", "{n} cells", count)


def other_confusions(others: Sequence[Confusion]) -> str:
    """Return how many cells and kinds are in the confusions that are not shown."""
    some = cells(sum(one.n for one in others))
    return trn("and {cells} in {n} other way", "and {cells} in {n} other ways", len(others), cells=some)
