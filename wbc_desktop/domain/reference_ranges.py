"""Reference ranges by age and sex: which band applies to a sample, and the defaults for adults."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import mark, tr

ADULT_YEARS = 18.0
ASSUMED_YEARS = 30.0
"""The age assumed if none is given: ranges for adults apply, and the report says so."""

OLDEST_YEARS = 150.0


class Sex(StrEnum):
    """The sex to which a band applies."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class RangeBand:
    """The range of one class for one group of people, both limits included.

    ``low`` and ``high`` are per cent of the white cells (other classes: cells per 100 white cells); None: no limit on
    that side. ``sex`` None: for everybody. ``from_years`` is included, ``to_years`` (None: no end) is not.
    """

    code: str
    low: float | None
    high: float | None
    sex: Sex | None = None
    from_years: float = 0.0
    to_years: float | None = None

    def applies(self, code: str, years: float, sex: Sex | None) -> bool:
        """Whether the band applies to this class, age and sex."""
        return (
            self.code == code
            and (self.sex is None or self.sex == sex)
            and self.from_years <= years
            and (self.to_years is None or years < self.to_years)
        )


@dataclass(frozen=True, slots=True)
class RangeSet:
    """One version of the ranges that a laboratory uses. Number 0 is the default set."""

    number: int
    bands: tuple[RangeBand, ...]
    source: str
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name of the set in a report, without the time (which is printed in the report's time zone)."""
        return (
            tr("the program’s defaults for adults")
            if self.number == 0
            else tr("set {number} of the laboratory", number=self.number)
        )


DEFAULT_SOURCE = mark(
    "Percentages for adults as in Bain, Bates, Laffan: Dacie and Lewis Practical Haematology, "
    "12th edition 2017, chapter Reference ranges and normal values; immature granulocytes "
    "(over 10 years) from Roehrl et al., Arch Pathol Lab Med 2011;135:471–477. Check against "
    "your laboratory’s own."
)

DEFAULT_RANGES = RangeSet(
    number=0,
    bands=(
        RangeBand("NEU", 40.0, 80.0, from_years=ADULT_YEARS),
        RangeBand("LYM", 20.0, 40.0, from_years=ADULT_YEARS),
        RangeBand("MON", 2.0, 10.0, from_years=ADULT_YEARS),
        RangeBand("EOS", 1.0, 6.0, from_years=ADULT_YEARS),
        RangeBand("BAS", None, 2.0, from_years=ADULT_YEARS),
        RangeBand("IG", None, 0.9, from_years=ADULT_YEARS),
    ),
    source=DEFAULT_SOURCE,
)


def band_for(bands: Iterable[RangeBand], code: str, years: float | None, sex: Sex | None) -> RangeBand | None:
    """Return the band that applies: first by sex, then the narrowest span of age, then the last; None without any.

    Without an age :data:`ASSUMED_YEARS` is used; without a sex only bands for everybody apply.
    """
    age = ASSUMED_YEARS if years is None else years
    fitting = [(place, band) for place, band in enumerate(bands) if band.applies(code, age, sex)]
    if not fitting:
        return None
    return min(fitting, key=lambda one: (one[1].sex is None, _span(one[1]), -one[0]))[1]


def checked(bands: Sequence[RangeBand], classes: Sequence[CellClass]) -> tuple[RangeBand, ...]:
    """Return ``bands`` ready to be stored. Raises :class:`UsageError` with the reason if one is not valid."""
    white = {c.code: c.white for c in classes}
    for number, band in enumerate(bands, 1):
        _check(band, number, white)
    for number, band in enumerate(bands, 1):
        for other in bands[: number - 1]:
            if (band.code, band.sex) == (other.code, other.sex) and _overlap(band, other):
                raise UsageError(
                    tr(
                        "Row {number}: there is another range of {code} for the same sex and ages: change the ages "
                        "of one of them, or remove it.",
                        number=number,
                        code=band.code,
                    )
                )
    return tuple(bands)


def _check(band: RangeBand, number: int, white: dict[str, bool]) -> None:
    if band.code not in white:
        raise UsageError(
            tr("Row {number}: there is no class {code}: choose one of the list.", number=number, code=band.code)
        )
    ends = [end for end in (band.low, band.high) if end is not None]
    if not ends:
        raise UsageError(
            tr(
                "Row {number}: {code} has no limit: type a lower or an upper one, or remove the row.",
                number=number,
                code=band.code,
            )
        )
    most = 100.0 if white[band.code] else 10_000.0
    if not all(math.isfinite(end) and 0 <= end <= most for end in ends):
        raise UsageError(
            tr(
                "Row {number}: a limit of {code} must be between 0 and {most:g}.",
                number=number,
                code=band.code,
                most=most,
            )
        )
    if len(ends) == 2 and ends[0] > ends[1]:
        raise UsageError(
            tr(
                "Row {number}: the lower limit of {code} is above the upper one: exchange them.",
                number=number,
                code=band.code,
            )
        )
    if not (math.isfinite(band.from_years) and 0 <= band.from_years < OLDEST_YEARS):
        raise UsageError(
            tr(
                "Row {number}: an age must be between 0 and {oldest_years:g} years.",
                number=number,
                oldest_years=OLDEST_YEARS,
            )
        )
    if band.to_years is not None and not band.from_years < band.to_years <= OLDEST_YEARS:
        raise UsageError(
            tr("Row {number}: the ages of {code} end before they begin: correct them.", number=number, code=band.code)
        )


def _span(band: RangeBand) -> float:
    return (OLDEST_YEARS if band.to_years is None else band.to_years) - band.from_years


def _overlap(one: RangeBand, other: RangeBand) -> bool:
    end = math.inf if one.to_years is None else one.to_years
    other_end = math.inf if other.to_years is None else other.to_years
    return one.from_years < other_end and other.from_years < end
