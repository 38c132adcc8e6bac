"""Entries: the newest of a subject counts, and earlier ones are kept."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import entries, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA = Identity("Ada")


def test_newest_counts_and_others_are_kept(db: Database, slide: Slide, now: datetime) -> None:
    with db.write() as s:
        entries.record(s, EntryKind.SLIDE_FIELD, {"sample": "S-1", "age": "4"}, ADA, now, slide.id)
        entries.record(s, EntryKind.SLIDE_FIELD, {"age": "44"}, Identity("Bo"), now, slide.id)
    with db.read() as s:
        latest = entries.latest(s, EntryKind.SLIDE_FIELD, slide.id)
        assert {name: (entry.value, entry.reviewer) for name, entry in latest.items()} == {
            "sample": ("S-1", "Ada"),
            "age": ("44", "Bo"),
        }
        history = [(e.subject, e.value, e.created_at) for e in entries.history(s, EntryKind.SLIDE_FIELD, slide.id)]
        assert history == [("sample", "S-1", now), ("age", "4", now), ("age", "44", now)]


def test_slides_kinds_and_the_laboratory_are_separate(db: Database, slide: Slide, now: datetime) -> None:
    with db.write() as s:
        other = slides.create(s, "/data/two", "two", now)
        entries.record(s, EntryKind.SLIDE_FIELD, {"x": 1}, ADA, now, slide.id)
        entries.record(s, EntryKind.SLIDE_FIELD, {"x": 2}, ADA, now, other.id)
        entries.record(s, EntryKind.CLASS, {"x": {"a": [1, None]}}, ADA, now)
    with db.read() as s:
        assert entries.latest(s, EntryKind.SLIDE_FIELD, slide.id)["x"].value == 1
        assert entries.latest(s, EntryKind.SLIDE_FIELD, other.id)["x"].value == 2
        assert entries.latest(s, EntryKind.CLASS)["x"].value == {"a": [1, None]}
        assert entries.latest(s, EntryKind.RANGES) == {}
        assert entries.latest(s, EntryKind.SLIDE_FIELD) == {}


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entered=st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=5)), max_size=12))
def test_newest_entry_counts(db: Database, now: datetime, entered: list[tuple[str, str]]) -> None:
    with db.write() as s:
        slide = slides.create(s, f"/{slides.all_slides(s)[0].id + 1 if slides.all_slides(s) else 0}", "", now)
        for subject, value in entered:
            entries.record(s, EntryKind.SLIDE_FIELD, {subject: value}, ADA, now, slide.id)
    with db.read() as s:
        latest = entries.latest(s, EntryKind.SLIDE_FIELD, slide.id)
    assert {name: entry.value for name, entry in latest.items()} == dict(entered)
    assert list(latest) == list(dict(entered)), "in the order of their first entry"


def test_the_slide_must_exist(db: Database, now: datetime) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), db.write() as s:
        entries.record(s, EntryKind.SLIDE_FIELD, {"x": 1}, ADA, now, 77)
