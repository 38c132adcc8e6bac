"""The curves of the tab "Over time": what each plot shows, and the numbers of a week in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.domain.trends import Share, Trends, Week, WeekNumbers
from wbc_desktop.services import trends as services
from wbc_desktop.services.trends import Measured
from wbc_desktop.ui.widgets.words import interval_text, measured_percent, percent

FLOORS = (0.0, 0.2, 0.4, 0.6, 0.8)
"""The axis of an agreement begins at the highest of these that is below the curve. A smaller range would make chance
look like a change."""


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a week, the ends of its interval (the value itself if it has none), and the numbers in words."""

    value: float
    low: float
    high: float
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One plot. ``code`` and ``colour``: of the class, "" if it is about none. ``points``: by place of the week.

    ``floor`` and ``top`` are the ends of the axis, ``limit`` a value to mark. ``percent``: the values are shares.
    """

    title: str
    code: str
    colour: str
    points: Mapping[int, Point]
    floor: float
    top: float
    limit: float | None = None
    percent: bool = True

    @property
    def name(self) -> str:
        """The title with the class code, for screen readers."""
        return f"{self.code} {self.title}".strip()

    def label(self, value: float) -> str:
        """Return a value of the axis as text."""
        return percent(value, 0) if self.percent else number(value, "g")


def agreement_curves(found: Trends, model_id: int | None, code: str) -> list[Curve]:
    """Return the curve of one class, or ("") of all classes together and of each class."""
    codes = [code] if code else ["", *found.classes(model_id)]
    return [_agreement_curve(found, model_id, one) for one in codes]


def other_curves(found: Trends, model_id: int | None) -> list[Curve]:
    """Return the curves of Unidentified cells, announced slides and shifts."""
    unsure = _shares(found, model_id, lambda w: w.unidentified)
    announced = _shares(found, model_id, lambda w: w.announced)
    numbers = found.numbers(model_id)
    shifts = {n: w.shift for n, week in enumerate(found.weeks) if (w := numbers.get(week)) and w.shift is not None}
    highest = max([1.0, *shifts.values()])
    return [
        _curve(tr("Unidentified cells"), "", "", unsure, 0.0, _top(unsure.values())),
        _curve(tr("Slides that look different"), "", "", announced, 0.0, 1.0),
        Curve(
            tr("Median shift (1: limit)"),
            "",
            "",
            {n: Point(s, s, s, number(s, ".2f"), number(s, ".2f")) for n, s in shifts.items()},
            0.0,
            math.ceil(highest * 1.1 * 2) / 2,
            limit=1.0,
            percent=False,
        ),
    ]


def measure_text(one: Measured) -> str:
    """Return what a number is about."""
    return {
        services.AGREEMENT: tr("Agreement"),
        services.LEFT_OPEN: tr("Decided, model named no class"),
        services.UNIDENTIFIED: tr("Unidentified cells"),
        services.ANNOUNCED: tr("Slides that look different"),
        services.SHIFT: tr("Median shift (1: limit)"),
    }[one.measure]


def class_text(code: str) -> str:
    """Return code and name of a class; "" means all classes."""
    return f"{code} {cell_class(code).title}" if code else tr("All classes")


def week_text(week: Week) -> str:
    """Return a week with its first day."""
    return tr("Week {week} (from {monday})", week=week, monday=week.monday.isoformat())


def _agreement_curve(found: Trends, model_id: int | None, code: str) -> Curve:
    shares = _shares(found, model_id, lambda week: week.agreement.get(code) if code else week.agreed)
    lowest = min((share.value for share in shares.values()), default=1.0)
    floor = max(step for step in FLOORS if step <= lowest)
    if not code:
        return _curve(tr("All classes"), "", "", shares, floor, 1.0)
    shown = cell_class(code)
    return _curve(shown.title, code, shown.colour, shares, floor, 1.0)


def _curve(title: str, code: str, colour: str, shares: Mapping[int, Share], floor: float, top: float) -> Curve:
    return Curve(title, code, colour, {place: _point(share) for place, share in shares.items()}, floor, top)


def _point(share: Share) -> Point:
    words = tr(
        "{percent}, {count:,} of {n:,}, 95 % interval {interval} %",
        percent=measured_percent(share.value),
        count=share.count,
        n=share.n,
        interval=interval_text(share.low, share.high),
    )
    short = tr("{percent} of {n:,}", percent=measured_percent(share.value), n=share.n)
    return Point(share.value, share.low, share.high, short, words)


def _shares(found: Trends, model_id: int | None, of_week: Callable[[WeekNumbers], Share | None]) -> dict[int, Share]:
    """Return the shares by place of the week, without weeks that have none."""
    numbers = found.numbers(model_id)
    every = ((place, numbers.get(week)) for place, week in enumerate(found.weeks))
    return {place: share for place, week in every if week is not None and (share := of_week(week)) is not None}


def _top(shares: Iterable[Share]) -> float:
    """Return the first round value above all shares."""
    highest = max((share.value for share in shares), default=0.0)
    return next((step for step in (0.1, 0.2, 0.4, 0.6, 0.8) if highest < step), 1.0)


def weeks_text(count: int) -> str:
    """Return the last weeks that are shown; 0: all."""
    return trn("Last week", "Last {n:,} weeks", count) if count else tr("All weeks")
