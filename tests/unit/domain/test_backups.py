"""Names of daily copies, when one is due, and which of them rotation removes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.backups import (
    Contents,
    Manifest,
    Part,
    SignedReport,
    backup_name,
    daily_name,
    daily_time,
    is_due,
    not_among,
    short,
    size_text,
    superfluous,
)

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)  # a Sunday
TRAIL, OTHER = "ab" * 32, "cd" * 32
CONTENTS = Contents("0015", 3, 40, 30, 2, 1, 99, TRAIL, "ef" * 32, frozenset({short("12" * 32)}))
times = st.lists(st.integers(0, 400 * 24).map(lambda hours: NOON - timedelta(hours=hours)), max_size=60)


def test_a_small_copy_has_its_size_in_kilobytes() -> None:
    assert [size_text(size) for size in (33_730, 999_999, 1_000_000, 12_345_678)] == [
        "34 kB",
        "1,000 kB",
        "1.0 MB",
        "12.3 MB",
    ]


def test_name_of_a_daily_copy_tells_time_and_database() -> None:
    name = daily_name(TRAIL, NOON)
    assert daily_time(name, TRAIL) == NOON
    assert daily_time(name, OTHER) is None
    assert daily_time(name, "") == NOON


@pytest.mark.parametrize("name", [backup_name(NOON), "wbc-daily-abababab-20261399-120000.zip", "notes.zip", ""])
def test_other_files_are_no_daily_copies(name: str) -> None:
    assert daily_time(name, "") is None


def test_copy_is_due_once_a_day_whatever_the_hour() -> None:
    late = NOON.replace(hour=22)
    assert is_due([], NOON, UTC)
    assert not is_due([NOON.replace(hour=1)], NOON, UTC)
    assert is_due([late], late + timedelta(hours=3), UTC)
    assert is_due([NOON + timedelta(days=30)], NOON, UTC)  # the clock was wrong when it was made


def test_days_and_weeks_are_kept() -> None:
    made = [NOON - timedelta(days=day) for day in range(60)]
    kept = sorted(set(made) - superfluous(made, 7, 4, UTC), reverse=True)
    # Seven days from Sunday back to Monday, of which Sunday is also the newest of its week; then three more Sundays.
    assert [(NOON - one).days for one in kept] == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21]


def test_closed_laboratory_loses_no_copy() -> None:
    made = [NOON - timedelta(days=day) for day in (0, 90, 91, 92)]
    assert superfluous(made, 4, 0, UTC) == set()


@given(times, st.integers(1, 9), st.integers(0, 9))
def test_rotation_keeps_the_newest_and_enough(made: list[datetime], days: int, weeks: int) -> None:
    removed = superfluous(made, days, weeks, UTC)
    kept = set(made) - removed
    assert removed <= set(made)
    assert len(kept) <= days + weeks
    if made:
        assert max(made) in kept
    every_day = {one.date() for one in made}
    assert len({one.date() for one in kept}) >= min(days, len(every_day))
    assert len({one.isocalendar()[:2] for one in kept}) >= min(weeks, len({one.isocalendar()[:2] for one in made}))
    assert superfluous(kept, days, weeks, UTC) == set()  # rotation twice removes nothing more


def test_manifest_is_read_as_written() -> None:
    manifest = Manifest("1.2", NOON, CONTENTS, (Part("wbc.sqlite3", 5, "00" * 32),), ("gone",))
    assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize(
    ("name", "value"),
    [("format", "wbc-backup-2"), ("made_at", "2026-11-29T12:00:00"), ("contents", {}), ("parts", [{}]), ("parts", 5)],
)
def test_other_manifests_are_refused(name: str, value: object) -> None:
    whole = Manifest("1.2", NOON, CONTENTS, (), ()).to_json()
    with pytest.raises((KeyError, TypeError, ValueError)):
        Manifest.from_json({**whole, name: value})


def test_known_signatures_that_a_copy_lacks_are_found_once() -> None:
    there = SignedReport("12" * 32, "2026-11-01T00:00:00.000000Z", "S-1", 1)
    later = SignedReport("34" * 32, "2026-11-02T00:00:00.000000Z", "S-2", 1)
    assert not_among([later, there, later], CONTENTS.signatures) == [later]
