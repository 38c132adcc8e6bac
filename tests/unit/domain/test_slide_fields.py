"""Fields of a slide: text is stored as typed; values for calculations are understood or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reference_ranges import Sex
from wbc_desktop.domain.slide_fields import (
    SlideFields,
    age_in_years,
    checked,
    collection_time,
    corrected_white_count,
    sex_of,
    white_count,
)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("45", 45),
        ("45 y", 45),
        ("1,5 years", 1.5),
        ("3 months", 0.25),
        ("1 y 6 m", 1.5),
        ("1y6m", 1.5),
        ("７", 7),
        ("٤٥", 45),
        ("6 bulan", 0.5),
        ("4 Jahre", 4),
        ("", None),
        ("adult", None),
        ("45 of them", None),
        ("1y x", None),
        ("200", None),
        ("-3", None),
    ],
)
def test_ages(text: str, years: float | None) -> None:
    assert age_in_years(text) == (None if years is None else pytest.approx(years))


def test_days_and_weeks_are_parts_of_a_year() -> None:
    assert age_in_years("7 d") == age_in_years("1 week") == pytest.approx(7 / 365.25)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", Sex.FEMALE), (" Female ", Sex.FEMALE), ("laki-laki", Sex.MALE), ("m", Sex.MALE), ("", None), ("x", None)],
)
def test_sexes(text: str, sex: Sex | None) -> None:
    assert sex_of(text) is sex


@pytest.mark.parametrize(("text", "value"), [("7.4", 7.4), (" 7,4 ", 7.4), ("120", 120), ("", None), ("０.５", 0.5)])
def test_white_counts(text: str, value: float | None) -> None:
    assert white_count(text) == value


@pytest.mark.parametrize("text", ["0", "-3", "7.4.1", "seven", "1e3", "inf", "nan", "2001", "7 400"])
def test_invalid_white_counts_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="white count"):
        white_count(text)


PLUS_SEVEN = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-23 08:30", datetime(2026, 11, 23, 8, 30, tzinfo=PLUS_SEVEN)),
        ("2026-11-23T08:30:15Z", datetime(2026, 11, 23, 8, 30, 15, tzinfo=UTC)),
        ("2026-11-23 08:30 UTC", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23 08:30 UTC+1", datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-11-23 08:30 −05:00", datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("", None),
    ],
)
def test_collection_times(text: str, when: datetime | None) -> None:
    found = collection_time(text, local=PLUS_SEVEN)
    assert found == when
    assert found is None or when is None or found.utcoffset() == when.utcoffset()


@pytest.mark.parametrize("text", ["yesterday", "2026-11-23", "2026-13-01 08:00", "08:30", "2026-11-23 25:00"])
def test_invalid_collection_times_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="2026-11-23 08:30"):
        collection_time(text)


@pytest.mark.slow
@given(st.text(max_size=40))
def test_any_text_is_stored_or_refused(text: str) -> None:
    """Any typed or stored text is read unchanged, or refused with a sentence."""
    fields = SlideFields(sample=text, patient=text, age=text, sex=text, stain=text, comments=text)
    kept = checked(fields)
    assert checked(kept) == kept
    assert kept.sample.isprintable() or "\n" in kept.sample or kept.sample
    assert isinstance(replace(fields, white_count=text, collected=text).total_white, float | None)
    assert isinstance(replace(fields, white_count=text, collected=text).collected_at, datetime | None)
    for wanted in (SlideFields(white_count=text), SlideFields(collected=text)):
        try:
            good = checked(wanted)
        except UsageError:
            continue
        assert checked(good) == good


def test_a_time_is_stored_with_its_zone() -> None:
    kept = checked(SlideFields(collected="2026-11-23 08:30 +07:00", white_count=" 7,4", corrected="yes"))
    assert kept.collected == "2026-11-23 08:30+07:00"
    assert (kept.total_white, kept.correct_for_erythroblasts) == (7.4, True)
    assert not checked(SlideFields(corrected="yes")).correct_for_erythroblasts


@pytest.mark.slow
@given(st.floats(0.1, 500), st.floats(0, 1000))
def test_the_corrected_count_leaves_the_erythroblasts_out(typed: float, erythroblasts: float) -> None:
    white = corrected_white_count(typed, erythroblasts)
    assert white * (1 + erythroblasts / 100) == pytest.approx(typed)
    assert white <= typed * (1 + 1e-12)
