"""Weeks in a time zone, also at the end of a year, and what is counted in a week."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.trends import (
    Classified,
    Compared,
    Counting,
    Judged,
    Share,
    Switch,
    Trends,
    Week,
    place_in_week,
    week_of,
)

MONDAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
WEEK = timedelta(days=7)

times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
zones = st.integers(-56, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


def exact(count: float, n: float) -> tuple[float, float]:
    """A stand-in for the interval: the ends are the share."""
    return count / n, count / n


def counted(*rows: Compared | Classified | Judged, switches: tuple[Switch, ...] = ()) -> Trends:
    counting = Counting(UTC)
    for row in rows:
        if isinstance(row, Compared):
            counting.compared(row)
        elif isinstance(row, Classified):
            counting.classified(row)
        else:
            counting.judged(row)
    return counting.trends(exact, {1: "first", 2: "second"}, switches)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2025, 12, 28), "2025-W52"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_week_at_the_end_of_a_year_belongs_to_the_year_of_its_thursday(day: date, week: str) -> None:
    assert str(week_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), UTC)) == week


@pytest.mark.parametrize(("hour", "week"), [(16, "2026-W18"), (17, "2026-W19")])
def test_week_begins_at_midnight_of_the_machines_time_zone(hour: int, week: str) -> None:
    assert str(week_of(datetime(2026, 5, 3, hour, 0, tzinfo=UTC))) == week  # the tests run at UTC+7


@pytest.mark.parametrize(("at", "week"), [("2026-03-29T21:59", "2026-W13"), ("2026-03-29T22:00", "2026-W14")])
def test_week_begins_at_midnight_also_when_summer_time_begins(at: str, week: str) -> None:
    assert str(week_of(datetime.fromisoformat(f"{at}+00:00"), ZoneInfo("Europe/Berlin"))) == week


@given(times, zones)
def test_a_time_is_in_its_week(at: datetime, zone: timezone) -> None:
    week = week_of(at, zone)
    start = datetime.combine(week.monday, datetime.min.time(), zone)
    assert start <= at < start + WEEK
    assert week.next == week_of(at + WEEK, zone)
    assert week < week.next
    assert start + place_in_week(at, zone) * WEEK == pytest.approx(at, abs=timedelta(seconds=2))


@given(times, times)
def test_all_weeks_between_two_are_listed_once(one: datetime, other: datetime) -> None:
    first, last = sorted((week_of(one, UTC), week_of(other, UTC)))
    weeks = list(first.to(last))
    assert (weeks[0], weeks[-1]) == (first, last)
    assert [week.monday for week in weeks] == [first.monday + n * WEEK for n in range(len(weeks))]


@given(st.lists(times), zones)
def test_each_cell_is_counted_in_the_week_of_its_time(ats: list[datetime], zone: timezone) -> None:
    counting = Counting(zone)
    for at in ats:
        counting.classified(Classified(at, 1, False))
    numbers = counting.trends(exact, {}, ()).numbers(1)
    found = {week: one.unidentified.n for week, one in numbers.items() if one.unidentified is not None}
    assert found == Counter(week_of(at, zone) for at in ats)


def test_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        week_of(datetime(2026, 5, 4))


def test_agreement_is_counted_by_the_reviewers_class_and_unnamed_cells_apart() -> None:
    found = counted(
        Compared(MONDAY, 1, "NEU", "NEU", False),
        Compared(MONDAY, 1, "NEU", "LYM", False),
        Compared(MONDAY, 1, "LYM", "LYM", True),
    )
    (week,) = found.numbers(1).values()
    assert week.agreement == {"NEU": Share(1, 2, 0.5, 0.5)}
    assert week.agreed == Share(1, 2, 0.5, 0.5)
    assert week.left_open == {"LYM": 1}
    assert found.classes(1) == ("NEU", "LYM")
    assert (week.unidentified, week.announced, week.shift) == (None, None, None)


def test_models_are_counted_apart_and_together() -> None:
    found = counted(
        Compared(MONDAY, 1, "NEU", "LYM", False),
        Compared(MONDAY, 2, "NEU", "NEU", False),
        Classified(MONDAY, 1, True),
        Classified(MONDAY, 2, False, 3),
    )
    assert list(found.models.items()) == [(2, "second"), (1, "first")]
    agreed = {model: found.numbers(model)[Week(2026, 19)].agreed for model in (1, 2, None)}
    assert agreed == {1: Share(0, 1, 0, 0), 2: Share(1, 1, 1, 1), None: Share(1, 2, 0.5, 0.5)}
    assert found.numbers(None)[Week(2026, 19)].unidentified == Share(1, 4, 0.25, 0.25)


def test_shift_of_a_week_is_the_median_of_its_slides() -> None:
    found = counted(*(Judged(MONDAY, 1, shift > 1, shift) for shift in (0.25, 0.5, 8.0)))
    (week,) = found.numbers(1).values()
    assert (week.announced, week.shift) == (Share(1, 3, 1 / 3, 1 / 3), 0.5)


def test_weeks_without_work_are_on_the_axis_and_changes_of_the_model_are_placed() -> None:
    wednesday = datetime(2026, 5, 13, 0, 0, tzinfo=UTC)
    found = counted(
        Classified(MONDAY, 1, False),
        Classified(MONDAY + 3 * WEEK, 2, False),
        switches=(Switch(MONDAY, 1), Switch(wednesday, 2), Switch(wednesday, 2), Switch(MONDAY + 9 * WEEK, 1)),
    )
    assert [week.number for week in found.weeks] == [19, 20, 21, 22]
    assert found.switches == ((1 + 2 / 7, "second"),)
    last = found.last(3)
    assert ([week.number for week in last.weeks], list(last.numbers(1)), len(last.numbers(2))) == ([20, 21, 22], [], 1)
    assert [place for place, _ in last.switches] == pytest.approx([2 / 7])
    assert found.last(2).switches == ()


def test_nothing_is_counted_of_nothing() -> None:
    found = counted(switches=(Switch(MONDAY, 1), Switch(MONDAY, 2)))
    assert (found.weeks, found.models, found.switches, found.classes(None)) == ((), {}, (), ())
    assert found.last(3).weeks == ()
