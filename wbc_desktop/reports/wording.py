"""Numbers, times and intervals as the report prints them: by the language it is in, never by the machine's locale."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.language import number as say_number
from wbc_desktop.reports.data import Interval

MISSING = "–"
"""Stands where there is no value."""

STATES = {
    ReviewState.UNREVIEWED: mark("not reviewed"),
    ReviewState.CONFIRMED: mark("confirmed"),
    ReviewState.DECIDED: mark("decided"),
    ReviewState.RECLASSIFIED: mark("reclassified"),
    ReviewState.UNREADABLE: mark("unreadable"),
}


def percent(share: float | None) -> str:
    """A fraction as per cent with one decimal and no sign; what is more than none never reads 0.0, nor less than all
    100.0."""
    if share is None or not math.isfinite(share):
        return MISSING
    if 0 < share < 0.0005:
        return "<" + say_number(0.1, ".1f")
    if 0.9995 <= share < 1:
        return ">" + say_number(99.9, ".1f")
    return say_number(share * 100, ".1f")


def per_hundred(ratio: float | None) -> str:
    """A ratio as so many per hundred, one decimal; it may be over a hundred."""
    if ratio is None or not math.isfinite(ratio):
        return MISSING
    return "<" + say_number(0.1, ".1f") if 0 < ratio < 0.0005 else say_number(ratio * 100, ".1f")


def interval(bounds: Interval | None) -> str:
    """The two ends of an interval of fractions, in per cent without the sign."""
    if bounds is None:
        return MISSING
    return tr("{low} to {high}", low=percent(bounds[0]), high=percent(bounds[1]))


def confidence(value: float | None) -> str:
    """The model's probability in whole per cent; never 0 % or 100 % unless it is."""
    if value is None or not math.isfinite(value):
        return MISSING
    if 0 < value < 0.005:
        return "<1 %"
    if 0.995 <= value < 1:
        return ">99 %"
    return f"{value * 100:.0f} %"


def moment(time: datetime | None) -> str:
    """Date and time to the minute in the zone that ``time`` carries, with the offset from UTC."""
    if time is None:
        return ""
    if time.utcoffset() == UTC.utcoffset(None):
        return time.strftime("%Y-%m-%d %H:%M UTC")
    offset = time.strftime("%z")
    return time.strftime("%Y-%m-%d %H:%M UTC") + f"{offset[:3]}:{offset[3:5]}"


def cells(count: int) -> str:
    """``1 cell``, ``1234 cells``."""
    return trn("{n} cell", "{n} cells", count)
