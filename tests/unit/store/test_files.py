"""Files of a folder: cells by content, refused files, missing files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.cells import ActKind, KnownFile, RefusedFile, ScannedImage, Slide
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import cells, classifications, copying, files, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

ADA = Identity("Ada")


Image = Callable[..., ScannedImage]


def test_images_become_cells(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        made = files.record_images(s, slide.id, [image("b.png"), image("a/a.png")], now)
    with db.read() as s:
        assert cells.ids(s, slide.id) == made[::-1]
        one = cells.get(s, made[0])
        assert files.hashes_in(s, slide.id) == {image("b.png").sha256, image("a/a.png").sha256}
    assert (one.path, one.sha256, one.width, one.height) == ("b.png", image("b.png").sha256, 300, 200)
    assert one.current is None


def test_the_same_images_again_change_nothing(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    images = [image(f"{n}.png") for n in range(5)]
    with db.write() as s:
        first = files.record_images(s, slide.id, images, now)
        before = cells.image_rows(s, slide.id)
        assert files.record_images(s, slide.id, images[::-1], now) == first[::-1]
        assert cells.image_rows(s, slide.id) == before


def test_two_files_of_one_content_are_one_cell(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        made = files.record_images(s, slide.id, [image("b.png", "x"), image("a.png", "x"), image("c.png")], now)
        assert made[0] == made[1] != made[2]
        assert cells.ids(s, slide.id) == [made[0], made[2]]
        assert cells.get(s, made[0]).path == "a.png"
        rows = cells.image_rows(s, slide.id)
        assert [(r.path, r.cell.id if r.cell else None) for r in rows] == [
            ("a.png", made[0]),
            ("b.png", made[0]),
            ("c.png", made[2]),
        ]
        files.mark_missing(s, slide.id, ["a.png"])
        assert cells.ids(s, slide.id) == [made[0], made[2]]
        assert cells.get(s, made[0]).path == "b.png"


def test_the_same_content_in_two_slides_is_two_cells(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        other = slides.create(s, "/other", "other", now)
        (a,) = files.record_images(s, slide.id, [image("a.png")], now)
        (b,) = files.record_images(s, other.id, [image("a.png")], now)
        assert a != b
        assert cells.get(s, b).slide_id == other.id


def test_missing_file_is_hidden_and_returns_with_its_history(
    db: Database, slide: Slide, now: datetime, image: Image
) -> None:
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a.png")], now)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {cell: "NEU"}, ADA, now)
        files.mark_missing(s, slide.id, ["a.png", "never there.png"])
        assert cells.ids(s, slide.id) == []
        assert cells.image_rows(s, slide.id) == []
        assert files.known(s, slide.id) == {}
        assert cells.get(s, cell).path == ""
        assert files.record_images(s, slide.id, [image("renamed.png", "a.png")], now) == [cell]
        assert cells.get(s, cell).label == "NEU"
        assert cells.class_counts(s, slide.id) == ({"NEU": 1}, 0)


def test_file_with_new_content_is_a_new_cell(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        (old,) = files.record_images(s, slide.id, [image("a.png", "old")], now)
        (new,) = files.record_images(s, slide.id, [image("a.png", "new")], now)
        assert cells.ids(s, slide.id) == [new]
        assert cells.class_counts(s, slide.id) == ({None: 1}, 1)
        assert files.hashes_in(s, slide.id) == {cells.get(s, old).sha256, cells.get(s, new).sha256}


def test_refused_files_are_known_and_listed(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    empty = RefusedFile("z.png", "is empty", 0, 5)
    with db.write() as s:
        files.record_refused(s, slide.id, [empty, RefusedFile("b.txt", "is no image", 7, 8)])
        files.record_images(s, slide.id, [image("c.png")], now)
        assert files.refused(s, slide.id) == [RefusedFile("b.txt", "is no image", 7, 8), empty]
        assert files.known(s, slide.id)["z.png"] == KnownFile("z.png", 0, 5, None, "is empty")
        assert [(r.path, r.sha256, r.cell is None, r.reason) for r in cells.image_rows(s, slide.id)] == [
            ("b.txt", "", True, "is no image"),
            ("c.png", image("c.png").sha256, False, None),
            ("z.png", "", True, "is empty"),
        ]


def test_repaired_file_is_a_cell(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        files.record_refused(s, slide.id, [RefusedFile("a.png", "is truncated", 1, 1)])
        made = files.record_images(s, slide.id, [image("a.png")], now)
        assert files.refused(s, slide.id) == []
        assert cells.ids(s, slide.id) == made


def test_cell_with_a_damaged_file_is_refused(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        files.record_images(s, slide.id, [image("a.png")], now)
        files.record_refused(s, slide.id, [RefusedFile("a.png", "is truncated", 1, 1)])
        assert cells.ids(s, slide.id) == []
        assert cells.class_counts(s, slide.id) == ({}, 0)


def test_cell_that_cannot_be_decoded_is_hidden(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        bad, _, good = files.record_images(
            s, slide.id, [image("a.png", "bad"), image("b.png", "bad"), image("c.png")], now
        )
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {bad: "NEU"}, ADA, now)
        files.refuse_cell_files(s, slide.id, bad, "cannot be decoded")
        assert cells.ids(s, slide.id) == [good]
        assert cells.class_counts(s, slide.id) == ({None: 1}, 1)
        assert [(r.path, r.reason) for r in files.refused(s, slide.id)] == [
            ("a.png", "cannot be decoded"),
            ("b.png", "cannot be decoded"),
        ]
        assert files.known(s, slide.id)["a.png"].sha256 == image("a.png", "bad").sha256
        assert cells.image_rows(s, slide.id)[0].sha256 == image("a.png", "bad").sha256
        assert [c.label for c in classifications.history(s, bad)] == ["NEU"]


def test_reason_may_contain_an_invalid_file_name(db: Database, slide: Slide, now: datetime) -> None:
    with db.write() as s:
        files.record_refused(s, slide.id, [RefusedFile("a", "cannot read \udcff\0")])
        assert files.refused(s, slide.id)[0].reason == "cannot read \ufffd\ufffd"


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(names=st.sets(st.binary(min_size=1, max_size=40).filter(lambda b: b"\0" not in b), max_size=12))
def test_any_file_name_is_stored(db: Database, now: datetime, image: Image, names: set[bytes]) -> None:
    paths = sorted(os.fsdecode(name) for name in names)
    with db.write() as s:
        slide = slides.create(s, f"/{slides.all_slides(s)[0].id if slides.all_slides(s) else 0}/x", "x", now)
        files.record_images(s, slide.id, [image(path) for path in paths], now)
    with db.read() as s:
        assert set(files.known(s, slide.id)) == set(paths)
        assert [row.path for row in cells.image_rows(s, slide.id)] == sorted(paths, key=os.fsencode)


@pytest.mark.slow
def test_more_files_than_fit_into_one_statement(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    images = [image(f"{n:05d}.png", str(n % 1500)) for n in range(2500)]
    with db.write() as s:
        made = files.record_images(s, slide.id, images, now)
        assert made[:1000] == made[1500:]
        assert len(cells.ids(s, slide.id)) == 1500
        assert [c.id for c in cells.get_many(s, made)] == made
        files.mark_missing(s, slide.id, [i.path for i in images])
        assert cells.ids(s, slide.id) == []


def test_a_touched_file_gets_its_new_state_and_keeps_its_cell(
    db: Database, slide: Slide, now: datetime, image: Image
) -> None:
    with db.write() as s:
        made = files.record_images(s, slide.id, [image("a.png"), image("b.png")], now)
        version = FileVersion(f"{2**64 - 1}", 2**60 + 1)
        files.record_touched(s, slide.id, [replace(image("a.png"), size=7, mtime_ns=8, version=version)])
        assert cells.ids(s, slide.id) == made
        known = files.known(s, slide.id)
        a, b = known["a.png"], known["b.png"]
        assert a == KnownFile("a.png", 7, 8, image("a.png").sha256, None, version)
        assert b == KnownFile("b.png", 1000, 0, image("b.png").sha256, None, None)


def test_copied_cells_keep_the_versions_of_their_files(db: Database, slide: Slide, now: datetime, image: Image) -> None:
    with db.write() as s:
        version = FileVersion("3", 4)
        (cell,) = files.record_images(s, slide.id, [replace(image("a.png"), version=version)], now)
        other = slides.create(s, "/other", "other", now)
        copying.copy_cells(s, cells.get_many(s, [cell]), slide.id, other.id, lambda path: path, now)
        assert files.known(s, other.id)["a.png"].version == version
