"""Numbers as text for the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.ui.widgets import words


def test_counts_agree_with_their_noun() -> None:
    assert words.cells_text(1) == "1 cell"
    assert words.cells_text(0) == "0 cells"
    assert words.cells_text(12345) == "12,345 cells"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (75, "1 min 15 s"), (720, "12 min"), (3660, "1 h 01 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.slow
@given(st.floats(min_value=0, max_value=1e7))
def test_a_duration_is_never_negative_nor_empty(seconds: float) -> None:
    assert words.duration(seconds)[0].isdigit()


def test_a_share_without_cells_is_a_dash() -> None:
    assert words.percent(None) == "–"
    assert words.percent(0.5) == "50.0 %"
    shares = (None, 0, 0.0004, 0.5, 0.9996, 1)
    told = ["–", "0.0 %", "<0.1 %", "50.0 %", ">99.9 %", "100.0 %"]
    assert [words.measured_percent(share) for share in shares] == told


def test_rates_have_a_decimal_only_below_ten() -> None:
    assert words.rate(3.14, 40, words.IMAGES_RATE) == "3.1 images/s"
    assert words.rate(31.4, 40, words.CELLS_RATE) == "31 cells/s"


@pytest.mark.parametrize(("per_second", "count"), [(0.0, 40), (0.04, 40), (12.0, 9), (0.04, 1)])
def test_rate_that_says_nothing_is_not_shown(per_second: float, count: int) -> None:
    assert words.rate(per_second, count, words.IMAGES_RATE) == ""


def test_time_of_today_has_no_date() -> None:
    now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC).astimezone()
    assert words.moment(now, now) == f"{now:%H:%M}"
    assert words.moment(now - timedelta(days=2), now).startswith("2026-03-02")
