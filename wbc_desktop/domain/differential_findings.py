"""Findings on each class of a differential: its range, its absolute count, and whether the finding is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wbc_desktop.domain.differential import Differential, DifferentialRow
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.reference_ranges import RangeBand, RangeSet, band_for
from wbc_desktop.domain.slide_fields import SlideFields, corrected_white_count

Interval = tuple[float, float]
"""The 95 % interval: fractions of the white cells (other classes: cells per white cell)."""

ERYTHROBLASTS = "ERB"


class Side(StrEnum):
    """The position of a share relative to its range; both limits belong to the range."""

    LOW = mark("low")
    WITHIN = mark("within")
    HIGH = mark("high")


_NOT_SETTLED = {
    Side.LOW: mark("low, not settled"),
    Side.WITHIN: mark("not settled"),
    Side.HIGH: mark("high, not settled"),
}


@dataclass(frozen=True, slots=True)
class Settling:
    """White cells still to be counted until a finding is settled.

    ``more`` is None if counting cannot settle it, or if more than ``over`` cells are needed.
    """

    more: int | None
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding on one class of a differential.

    ``side`` is None if no range applies; ``settled``: the whole interval is on that side, else ``settling`` is set.
    ``absolute`` is in 10^9 per litre; its interval is that of the share times the total, which is taken as exact.
    """

    row: DifferentialRow
    interval: Interval | None = None
    band: RangeBand | None = None
    side: Side | None = None
    settled: bool = True
    settling: Settling | None = None
    absolute: float | None = None
    absolute_interval: Interval | None = None

    @property
    def flag(self) -> str:
        """The flag: ``high``, ``low`` or ``within``; or these with ``not settled``; "" without a range."""
        if self.side is None:
            return ""
        if self.settled:
            return self.side.value
        return _NOT_SETTLED[self.side]

    @property
    def flag_text(self) -> str:
        """The flag in the person's language."""
        return tr(self.flag)


@dataclass(frozen=True, slots=True)
class Findings:
    """A differential with its findings, and the ranges and fields that they depend on.

    ``total`` is the white count that absolute counts are computed from, in 10^9 per litre: as typed, or ``corrected``.
    """

    differential: Differential
    rows: tuple[Finding, ...]
    ranges: RangeSet
    fields: SlideFields
    typed: float | None = None
    total: float | None = None
    erythroblasts: float = 0.0

    @property
    def corrected(self) -> bool:
        """Whether the typed count was corrected for erythroblasts."""
        return self.typed is not None and self.fields.correct_for_erythroblasts

    @property
    def by_code(self) -> dict[str, Finding]:
        """The findings by the code of their class."""
        return {one.row.cell_class.code: one for one in self.rows}

    @property
    def open(self) -> list[Finding]:
        """The findings that are not settled."""
        return [one for one in self.rows if not one.settled]


IntervalOf = Callable[[DifferentialRow, int], Interval]
"""Returns the interval of a row, given the number of white cells."""

SettlingOf = Callable[[DifferentialRow, int, RangeBand], Settling]
"""Returns how many more white cells would settle a row."""


def side_of(share: float, band: RangeBand) -> Side:
    """Return the side of the band (in per cent) on which ``share`` (a fraction) is."""
    if band.low is not None and share * 100 < band.low - _TINY:
        return Side.LOW
    if band.high is not None and share * 100 > band.high + _TINY:
        return Side.HIGH
    return Side.WITHIN


_TINY = 1e-9
"""Tolerance for rounding: limits are typed as decimals, shares are quotients, and 7 of 100 must equal 7 %."""


def is_settled(interval: Interval, side: Side, band: RangeBand) -> bool:
    """Whether the whole interval is on this side: it crosses no limit of the band."""
    low, high = interval[0] * 100, interval[1] * 100
    if side is Side.LOW:
        return band.low is not None and high < band.low - _TINY
    if side is Side.HIGH:
        return band.high is not None and low > band.high + _TINY
    return (band.low is None or low >= band.low - _TINY) and (band.high is None or high <= band.high + _TINY)


def findings(
    counted: Differential,
    ranges: RangeSet,
    fields: SlideFields,
    interval_of: IntervalOf,
    settling_of: SettlingOf,
) -> Findings:
    """Return the findings on a differential, for the age, sex and total white count in ``fields``."""
    typed = fields.total_white
    erythroblasts = next((r.share or 0.0 for r in counted.rows if r.cell_class.code == ERYTHROBLASTS), 0.0) * 100
    corrects = typed is not None and fields.correct_for_erythroblasts
    total = corrected_white_count(typed, erythroblasts) if typed is not None and corrects else typed
    rows = tuple(_finding(row, counted, ranges, fields, total, interval_of, settling_of) for row in counted.rows)
    return Findings(counted, rows, ranges, fields, typed, total, erythroblasts)


def _finding(
    row: DifferentialRow,
    counted: Differential,
    ranges: RangeSet,
    fields: SlideFields,
    total: float | None,
    interval_of: IntervalOf,
    settling_of: SettlingOf,
) -> Finding:
    band = band_for(ranges.bands, row.cell_class.code, fields.years, fields.known_sex)
    if row.share is None:
        return Finding(row, band=band)
    bounds = interval_of(row, counted.white)
    absolute = None if total is None else row.share * total
    around = None if total is None else (bounds[0] * total, bounds[1] * total)
    if band is None:
        return Finding(row, bounds, absolute=absolute, absolute_interval=around)
    side = side_of(row.share, band)
    settled = is_settled(bounds, side, band)
    settling = None if settled else settling_of(row, counted.white, band)
    return Finding(row, bounds, band, side, settled, settling, absolute, around)
