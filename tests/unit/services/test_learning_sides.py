"""Nothing is tested on that a run, or the active model, learned: the sides of pictures, whatever happens to slides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from unit.services.lessons import ADA, NOW, Lessons

from wbc_desktop.domain.cells import ScannedImage
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.learning import LeftOut, LeftOutKind, digest_of
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.services.leaving_out import leave_out
from wbc_desktop.services.region_acts import draw
from wbc_desktop.store import entries, files, regions, signatures, slides
from wbc_desktop.store.engine import Database


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


def decided(lessons: Lessons, name: str, contents: list[str]) -> list[int]:
    """Add a finished slide with these pictures, all of them decided, and return its cells."""
    ids = lessons.slide(name, [("NEU", 0.8)] * len(contents), contents=contents)
    lessons.decide(dict.fromkeys(ids, "LYM"), at=NOW + timedelta(days=1))
    return ids


def fix(db: Database, slide: int, held_out: bool) -> None:
    """Let an earlier run have had a slide."""
    with db.write() as s:
        entries.record_by_program(s, EntryKind.HELD_OUT, {str(slide): held_out}, NOW)


def amend(db: Database, slide: int) -> None:
    """Sign a slide and open it again."""
    with db.write() as s:
        version = signatures.add_version(s, slide, "d" * 64, "{}", ADA, NOW)
        signatures.add_amendment(s, version, ADA, "mixed up", NOW)


@pytest.mark.parametrize("held_out", [True, False])
@pytest.mark.parametrize("gone", ["left out", "amended and undecided"])
def test_copy_keeps_the_side_of_a_slide_that_no_longer_teaches(
    db: Database, lessons: Lessons, held_out: bool, gone: str
) -> None:
    first = lessons.slide("one", [("NEU", 0.8)] * 4, contents=["a", "b", "c", "d"])
    lessons.decide(dict.fromkeys(first[:3] if gone != "left out" else first, "LYM"))
    fix(db, 1, held_out)
    if gone == "left out":
        leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"), ADA)
    else:
        amend(db, 1)
    copies = decided(lessons, "copy", ["a", "b", "c", "d"])
    found = lessons.found()
    assert {lesson.cell_id for lesson in found.lessons} == set(copies)
    assert {found.sides[lesson.sample_id] for lesson in found.lessons} == {held_out}
    assert 2 not in found.sides


def test_picture_of_a_learned_slide_is_not_tested_on_in_a_held_out_one(db: Database, lessons: Lessons) -> None:
    decided(lessons, "one", ["a", "b"])
    held_out = decided(lessons, "two", ["a", "c"])
    fix(db, 1, held_out=False)
    fix(db, 2, held_out=True)
    leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"), ADA)
    assert list(lessons.labels()) == [held_out[1]]


@pytest.mark.parametrize("label", ["LYM", "MON"])
def test_held_out_cell_that_the_active_model_learned_is_not_tested_on(
    db: Database, lessons: Lessons, label: str
) -> None:
    ids = decided(lessons, "one", ["a", "b"])
    decided(lessons, "two", ["c", "d"])
    contents = {lesson.cell_id: lesson.content for lesson in lessons.found().lessons}
    learned = frozenset({digest_of(contents[ids[0]], label)})
    fix(db, 1, held_out=True)
    assert {lesson.cell_id for lesson in lessons.found().lessons} >= set(ids)
    found = lessons.found(learned=learned)
    assert ids[1] in {lesson.cell_id for lesson in found.lessons}
    assert ids[0] not in {lesson.cell_id for lesson in found.lessons}


def test_new_slide_with_a_learned_cell_is_trained_on(lessons: Lessons) -> None:
    slides = {n: decided(lessons, f"slide {n}", [f"{n} a", f"{n} b"]) for n in range(1, 5)}
    before = lessons.found()
    (out, *_) = (slide for slide, is_out in before.sides.items() if is_out)
    digests = frozenset(lesson.digest for lesson in before.lessons if lesson.cell_id == slides[out][0])
    after = lessons.found(learned=digests)
    assert after.sides[out] is False
    assert any(after.sides.values())
    assert len(after.lessons) == len(before.lessons)


def cell_in_a_field(lessons: Lessons, name: str, left: int, file: str = "f") -> int:
    """Add a finished slide of one field, in which the cell with a box that begins at ``left`` was decided."""
    image = ScannedImage("field.png", 9, 8, file * 64, 400, 300)
    with lessons.db.write() as s:
        slide = slides.create(s, f"/data/{name}", name, NOW)
        files.record_images(s, slide.id, [image], NOW)
        regions.set_kind(s, slide.id, PictureKind.FIELDS, ADA, NOW)
        (page,) = regions.pictures(s, slide.id)
    (cell,) = draw(lessons.db, slide.id, page.id, Box(left, 20, 60, 60), ADA).cells
    lessons.slide_of[cell] = slide.id
    lessons.decide({cell: "LYM"})
    return cell


@pytest.mark.both_databases
@pytest.mark.parametrize("held_out", [True, False])
def test_other_box_in_a_field_of_an_earlier_run_has_its_side(db: Database, lessons: Lessons, held_out: bool) -> None:
    cell_in_a_field(lessons, "one", 20)
    fix(db, 1, held_out)
    leave_out(db, LeftOut(LeftOutKind.SLIDE, "1", "wrong stain"), ADA)
    other = cell_in_a_field(lessons, "two", 25)
    found = lessons.found()
    assert [(lesson.cell_id, found.sides[lesson.sample_id]) for lesson in found.lessons] == [(other, held_out)]


def test_boxes_of_one_field_in_two_new_slides_are_on_one_side(lessons: Lessons) -> None:
    cells = {cell_in_a_field(lessons, "one", 20), cell_in_a_field(lessons, "two", 25)}
    alone = cell_in_a_field(lessons, "three", 20, "e")
    found = lessons.found()
    assert {lesson.cell_id for lesson in found.lessons} == {*cells, alone}
    assert {lesson.sample_id for lesson in found.lessons if lesson.cell_id in cells} == {1}
    assert sorted(found.sides) == [1, 3]


def test_boxes_of_one_field_in_slides_of_both_sides_are_left_out(db: Database, lessons: Lessons) -> None:
    cell_in_a_field(lessons, "one", 20)
    cell_in_a_field(lessons, "two", 25)
    fix(db, 1, held_out=False)
    fix(db, 2, held_out=True)
    assert lessons.found().lessons == ()
