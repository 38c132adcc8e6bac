"""Reference ranges in the store: each change is a new set, the newest is in force, all stay available."""

from __future__ import annotations

import pytest

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, Sex
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.ranges import change_ranges, range_sets, ranges_in_force
from wbc_desktop.store.engine import Database

SOMEBODY, ADA = Identity("Somebody"), Identity("Ada")
OURS = (RangeBand("NEU", 45, 75), RangeBand("NEU", 40, 70, Sex.FEMALE, 18, 50), RangeBand("ERB", None, 1.5))


def test_each_change_makes_a_new_set_after_the_programs(db: Database) -> None:
    with db.read() as s:
        assert ranges_in_force(s) == DEFAULT_RANGES
    first = change_ranges(db, OURS, " Our  own study ", Identity("M. Manager"))
    assert (first.number, first.bands, first.source, first.changed_by) == (1, OURS, "Our own study", "M. Manager")
    assert first.name == "set 1 of the laboratory"
    again = change_ranges(db, OURS, "Our own study", SOMEBODY)
    assert again == first, "equal ranges are no new set"
    second = change_ranges(db, OURS[:1], "Our own study", SOMEBODY)
    with db.read() as s:
        assert range_sets(s) == [DEFAULT_RANGES, first, second]
        assert ranges_in_force(s) == second


def test_reset_to_defaults_is_a_new_set(db: Database) -> None:
    change_ranges(db, OURS, "", ADA)
    back = change_ranges(db, DEFAULT_RANGES.bands, DEFAULT_RANGES.source, ADA)
    assert (back.number, back.bands) == (2, DEFAULT_RANGES.bands)


def test_invalid_ranges_are_not_stored(db: Database) -> None:
    for bands, who in (((RangeBand("NEU", 80, 40),), "Ada"), ((RangeBand("XXX", 1, 2),), "Ada"), (OURS, " ")):
        with pytest.raises(UsageError):
            change_ranges(db, bands, "", Identity(who))
    with db.read() as s:
        assert ranges_in_force(s) == DEFAULT_RANGES
