"""How the models do over time: agreement with the reviewers, Unidentified cells and foreign slides, by week.

Weeks are those of ISO 8601 in the laboratory's time zone. What counts:

* **Agreement** compares the class that a reviewer gave to a cell with the prediction that was shown with it, in the
  week of the decision. The latest decision on a cell counts, also one of many cells at once. Counted by the reviewer's
  class. Not compared: a cell that was decided before it had a prediction, or that was decided as Unidentified or Not
  classed. Where the model left a cell Unidentified, it named no class, so the decision is neither agreement nor
  disagreement: such decisions are counted separately (``left_open``). In a slide that is announced as foreign the
  model's guess is shown to the reviewer, so it is compared.
* **Unidentified** is the share of the classified cells that the model left Unidentified by itself (confidence under its
  threshold, or unlike the training cells), in the week of the prediction. A model's first prediction for a cell counts.
* **Foreign slides**: the share of the judged slides that are announced, and the median of their shifts in units of the
  limit, in the week of the judgement. A model's newest judgement of a slide counts.

A second read is not counted, and the same pixels are counted once, also if the slide was merged into another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from statistics import median
from typing import NamedTuple, Self

from wbc_desktop.domain.classes import class_order

Interval = Callable[[float, float], tuple[float, float]]
"""Returns the interval of the share ``count / n``."""


_STEP_S = 900
"""Seconds; weeks begin at multiples of it, because all time zones differ from UTC by quarters of an hour."""


class Week(NamedTuple):
    """A week of ISO 8601; its year is that of its Thursday. Weeks sort by time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def next(self) -> Self:
        """The week after this one."""
        return type(self)(*(self.monday + timedelta(days=7)).isocalendar()[:2])

    def to(self, last: Week) -> Iterator[Week]:
        """Yield the weeks from this one to ``last``, both included."""
        week = self
        while week <= last:
            yield week
            week = week.next


def week_of(at: datetime, zone: tzinfo | None = None) -> Week:
    """Return the week of an aware time in ``zone``; None: the machine's time zone. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without time zone: {at!r}")
    return Week(*at.astimezone(zone).isocalendar()[:2])


def place_in_week(at: datetime, zone: tzinfo | None = None) -> float:
    """Return how much of its week has passed at an aware time: 0 (inclusive) to 1 (exclusive)."""
    local = at.astimezone(zone)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return (local.weekday() + seconds / 86400) / 7


class Compared(NamedTuple):
    """A decision that counts, with the prediction that was shown. ``left_open``: the model left it Unidentified."""

    at: datetime
    model_id: int
    label: str
    predicted: str
    left_open: bool


class Classified(NamedTuple):
    """A model's first predictions for ``cells`` cells, all made at the same time and with the same result."""

    at: datetime
    model_id: int
    unidentified: bool
    cells: int = 1


class Judged(NamedTuple):
    """A model's newest judgement of a slide; ``shift`` is in units of the limit."""

    at: datetime
    model_id: int
    announced: bool
    shift: float


class Switch(NamedTuple):
    """From this time on the model was the active one."""

    at: datetime
    model_id: int


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n``, with the exact 95 % interval of the share."""

    count: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, from 0 to 1."""
        return self.count / self.n


@dataclass(frozen=True, slots=True)
class WeekNumbers:
    """The numbers of one week. ``agreement``: by the reviewer's class, without classes that nobody gave.

    ``agreed``: over all classes. ``left_open``: decisions by class where the model had named none. None: nothing to
    count. ``shift``: the median over the judged slides.
    """

    agreement: Mapping[str, Share]
    agreed: Share | None
    left_open: Mapping[str, int]
    unidentified: Share | None
    announced: Share | None
    shift: float | None


@dataclass(frozen=True, slots=True)
class Trends:
    """What happened in ``weeks`` (without gaps). ``models``: names by id, of those that did anything, newest first.

    ``of_model``: the numbers by model (None: all models together) and week; weeks without any are missing.
    ``switches``: when the active model changed: place on the axis of weeks (0 is the start of the first), and name.
    """

    weeks: tuple[Week, ...]
    models: Mapping[int, str]
    of_model: Mapping[int | None, Mapping[Week, WeekNumbers]]
    switches: tuple[tuple[float, str], ...]

    def numbers(self, model_id: int | None) -> Mapping[Week, WeekNumbers]:
        """Return the numbers of a model (None: all together) by week."""
        return self.of_model.get(model_id, {})

    def classes(self, model_id: int | None) -> tuple[str, ...]:
        """Return the classes with any decision for this model, in the customary order."""
        found = {code for week in self.numbers(model_id).values() for code in (*week.agreement, *week.left_open)}
        return tuple(sorted(found, key=class_order))

    def last(self, weeks: int) -> Trends:
        """Return the same without the weeks before the last ``weeks``."""
        dropped = max(0, len(self.weeks) - weeks)
        kept = frozenset(self.weeks[dropped:])
        of_model = {
            model_id: {week: numbers for week, numbers in by_week.items() if week in kept}
            for model_id, by_week in self.of_model.items()
        }
        switches = tuple((place - dropped, name) for place, name in self.switches if place >= dropped)
        return Trends(self.weeks[dropped:], self.models, of_model, switches)


@dataclass(slots=True)
class _Pair:
    """A running count of ``n`` things, ``count`` of which are special."""

    count: int = 0
    n: int = 0

    def add(self, special: bool, things: int = 1) -> None:
        """Count some things, all of them special or none."""
        self.count += things if special else 0
        self.n += things

    def measured(self, interval: Interval) -> Share:
        """Return the share with its interval."""
        return Share(self.count, self.n, *interval(self.count, self.n))

    def share(self, interval: Interval) -> Share | None:
        """Return the same, or None if there is nothing."""
        return self.measured(interval) if self.n else None


@dataclass(slots=True)
class _Counts:
    """Running counts of one model and week."""

    compared: dict[str, _Pair] = field(default_factory=dict)
    left_open: Counter[str] = field(default_factory=Counter)
    classified: _Pair = field(default_factory=_Pair)
    announced: int = 0
    shifts: list[float] = field(default_factory=list)

    def numbers(self, interval: Interval) -> WeekNumbers:
        """Return them with shares and intervals."""
        whole = _Pair(sum(p.count for p in self.compared.values()), sum(p.n for p in self.compared.values()))
        ordered = sorted(self.compared, key=class_order)
        announced = _Pair(self.announced, len(self.shifts))
        return WeekNumbers(
            agreement={code: self.compared[code].measured(interval) for code in ordered},
            agreed=whole.share(interval),
            left_open={code: self.left_open[code] for code in sorted(self.left_open, key=class_order)},
            unidentified=self.classified.share(interval),
            announced=announced.share(interval),
            shift=median(self.shifts) if self.shifts else None,
        )


class Counting:
    """Counts what the store tells, one row at a time, so that the memory depends on the time that was worked only."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._counts: dict[int | None, dict[Week, _Counts]] = {None: {}}
        self._found: dict[tuple[int, float], tuple[_Counts, _Counts]] = {}

    def compared(self, one: Compared) -> None:
        """Count a decision."""
        for counts in self._of(one.model_id, one.at):
            if one.left_open:
                counts.left_open[one.label] += 1
            else:
                counts.compared.setdefault(one.label, _Pair()).add(one.label == one.predicted)

    def classified(self, one: Classified) -> None:
        """Count a classified cell."""
        for counts in self._of(one.model_id, one.at):
            counts.classified.add(one.unidentified, one.cells)

    def judged(self, one: Judged) -> None:
        """Count a judged slide."""
        for counts in self._of(one.model_id, one.at):
            counts.announced += one.announced
            counts.shifts.append(one.shift)

    def trends(self, interval: Interval, names: Mapping[int, str], switches: Sequence[Switch]) -> Trends:
        """Return the result. ``names``: of the models; ``switches``: in their order."""
        every = self._counts[None]
        weeks = tuple(min(every).to(max(every))) if every else ()
        models = {i: names.get(i, str(i)) for i in sorted((i for i in self._counts if i is not None), reverse=True)}
        of_model = {
            model_id: {week: by_week[week].numbers(interval) for week in sorted(by_week)}
            for model_id, by_week in self._counts.items()
        }
        return Trends(weeks, models, of_model, tuple(self._placed(weeks, names, switches)))

    def _of(self, model_id: int, at: datetime) -> tuple[_Counts, _Counts]:
        """Return the counts of all models together and of this model, in the week of this time."""
        key = model_id, at.timestamp() // _STEP_S
        found = self._found.get(key)
        if found is None:
            week = week_of(at, self._zone)
            whole, own = (self._counts.setdefault(one, {}).setdefault(week, _Counts()) for one in (None, model_id))
            found = self._found[key] = whole, own
        return found

    def _placed(
        self, weeks: Sequence[Week], names: Mapping[int, str], switches: Sequence[Switch]
    ) -> Iterator[tuple[float, str]]:
        """Yield place and name of each change of the active model within the weeks; the first model is no change."""
        place_of = {week: place for place, week in enumerate(weeks)}
        before: int | None = None
        for at, model_id in switches:
            week = week_of(at, self._zone)
            if before not in (None, model_id) and week in place_of:
                yield place_of[week] + place_in_week(at, self._zone), names.get(model_id, str(model_id))
            before = model_id
