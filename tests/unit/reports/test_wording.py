"""Numbers and times as the report prints them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.reports import wording


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0.0"),
        (1 / 10_000, "<0.1"),
        (0.0005, "0.1"),
        (0.4375, "43.8"),
        (0.9994, "99.9"),
        (1999 / 2000, ">99.9"),
        (1.0, "100.0"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_percent(share: float | None, text: str) -> None:
    assert wording.percent(share) == text


@pytest.mark.slow
@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_percent_is_rounded_to_0_or_100_only_if_exact(count: int, more: int) -> None:
    text = wording.percent(count / (count + more))
    assert text not in ("0.0", "100.0")


def test_others_per_hundred_may_be_over_a_hundred() -> None:
    assert wording.per_hundred(2.5) == "250.0"
    assert wording.per_hundred(0.0001) == "<0.1"
    assert wording.per_hundred(None) == "–"


def test_interval() -> None:
    assert wording.interval((0.0001, 0.0559)) == "<0.1 to 5.6"
    assert wording.interval(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0 %"), (0.001, "<1 %"), (0.61, "61 %"), (0.999, ">99 %"), (1.0, "100 %"), (None, "–")]
)
def test_confidence(value: float | None, text: str) -> None:
    assert wording.confidence(value) == text


def test_moments_have_their_zone() -> None:
    time = datetime(2026, 11, 23, 7, 5, 59, tzinfo=UTC)
    assert wording.moment(time) == "2026-11-23 07:05 UTC"
    assert wording.moment(time.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-23 12:35 UTC+05:30"
    assert wording.moment(time.astimezone(timezone(-timedelta(hours=3)))) == "2026-11-23 04:05 UTC-03:00"
    assert wording.moment(None) == ""


def test_count() -> None:
    assert [wording.cells(n) for n in (0, 1, 1234)] == ["0 cells", "1 cell", "1234 cells"]
