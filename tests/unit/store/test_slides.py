"""Slides are found by folder, listed by the time of opening and counted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.cells import ActKind, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import classifications, files, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA = Identity("Ada")


def test_slide_is_stored(db: Database, slide: Slide) -> None:
    with db.read() as s:
        assert slides.get(s, slide.id) == slide
        assert slides.by_folder(s, "/data/one") == slide
        assert slides.by_folder(s, "/data/ONE") is None
        with pytest.raises(LookupError):
            slides.get(s, slide.id + 1)


def test_times_are_returned_in_utc(db: Database) -> None:
    there = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    with db.write() as s:
        slides.create(s, "/f", "f", there)
    with db.read() as s:
        found = slides.by_folder(s, "/f")
    assert found is not None
    assert found.created_at == there
    assert found.created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "name", ["Ä ö ü", "血液塗抹", "دم", "🩸", "a'b\"c%d_e", os.fsdecode(b"bad \xff\xfe name"), "\u00e9", "e\u0301"]
)
def test_folder_of_any_name(db: Database, now: datetime, name: str) -> None:
    with db.write() as s:
        made = slides.create(s, f"/data/{name}", name, now)
    with db.read() as s:
        assert slides.by_folder(s, f"/data/{name}") == made


def test_two_slides_cannot_share_a_folder(db: Database, slide: Slide, now: datetime) -> None:
    with pytest.raises(IntegrityError), db.write() as s:
        slides.create(s, slide.folder, "again", now)


def test_the_slide_opened_last_comes_first(db: Database, now: datetime) -> None:
    with db.write() as s:
        first, second, third = (slides.create(s, f"/{n}", str(n), now + timedelta(n)) for n in range(3))
        slides.touch(s, first.id, now + timedelta(9))
    with db.read() as s:
        assert [x.id for x in slides.all_slides(s)] == [first.id, third.id, second.id]


def test_a_moved_slide_keeps_its_id(db: Database, slide: Slide) -> None:
    with db.write() as s:
        slides.move(s, slide.id, "/elsewhere", "elsewhere")
    with db.read() as s:
        assert slides.by_folder(s, "/data/one") is None
        moved = slides.by_folder(s, "/elsewhere")
    assert moved is not None
    assert (moved.id, moved.name, moved.created_at) == (slide.id, "elsewhere", slide.created_at)


def test_review_counts(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Callable[..., ScannedImage],
    make_prediction: Callable[..., NewPreclassification],
) -> None:
    with db.write() as s:
        empty = slides.create(s, "/empty", "empty", now)
        a, b, _, missing = files.record_images(s, slide.id, [image(f"{n}.png") for n in range(4)], now)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "NEU", missing: "NEU"}, ADA, now)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {b: "UNI"}, ADA, now)
        files.mark_missing(s, slide.id, ["3.png"])
    with db.read() as s:
        assert slides.review_counts(s, [slide.id, empty.id]) == {slide.id: (3, 1), empty.id: (0, 0)}
        assert slides.review_counts(s, []) == {}
