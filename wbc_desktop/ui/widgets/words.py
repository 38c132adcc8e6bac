"""Numbers as text for the window: counts, shares, intervals, durations, rates, times and device names."""

from __future__ import annotations

from datetime import datetime

from wbc_desktop.domain.language import mark, number, tr, trn
from wbc_desktop.reports import wording

IMAGES_RATE, CELLS_RATE = mark("{rate} images/s"), mark("{rate} cells/s")
RATE_FROM = 10
"""A rate of fewer images or cells is mostly the time to load the model."""


def cells_text(count: int) -> str:
    """Return the number of cells with its noun: ``1 cell``, ``2 cells``."""
    return trn("{n:,} cell", "{n:,} cells", count)


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share (0 to 1) as a percentage; a dash for None."""
    return "–" if share is None else number(share * 100, f".{digits}f") + " %"


def measured_percent(share: float | None) -> str:
    """Return a measured share as in reports: one above 0 is never 0.0 %, and one below 1 never 100.0 %."""
    return percent(share) if share is None else f"{wording.percent(share)} %"


def interval_text(low: float, high: float) -> str:
    """Return an interval of shares (0 to 1) in percent, with one decimal."""
    return number(low * 100, ".1f") + "–" + number(high * 100, ".1f")


def duration(seconds: float) -> str:
    """Return a duration as text, rounded to seconds or minutes."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return (
            tr("{minutes} min {rest:02d} s", minutes=minutes, rest=rest)
            if minutes < 10
            else tr("{minutes} min", minutes=minutes)
        )
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes:02d} min", hours=hours, minutes=minutes)


def rate(per_second: float, count: int, text: str) -> str:
    """Return ``text`` with a rate; "" if it says nothing: it was measured on few (``count``), or rounds to zero."""
    if count < RATE_FROM or per_second < 0.05:
        return ""
    return tr(text, rate=number(per_second, ".1f" if per_second < 10 else ".0f"))


def moment(when: datetime, now: datetime | None = None) -> str:
    """Return a stored time in the local time zone: only the clock time today, else date and clock time."""
    local = when.astimezone()
    today = (now or datetime.now().astimezone()).astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"
