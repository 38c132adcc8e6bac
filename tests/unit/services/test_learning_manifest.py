"""The file for a training run: cells of real files come back in training, slides keep their side, audits say so."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from unit.services.folders import Bench
from unit.services.lessons import ADA, BO, NOW, Lessons

from training.data.corrections import CellPicture, pictures, read_corrections
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.services import second_read
from wbc_desktop.services.learning_manifest import LEAST_CONFIRMED, balanced, write_manifest
from wbc_desktop.services.learning_sides import sides_of_earlier_runs
from wbc_desktop.services.region_acts import draw
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, entries, merged, regions
from wbc_desktop.store.engine import Database


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


def test_cells_of_files_come_back_in_training(db: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        bench = Bench(db, tmp_path / f"{name}, “ä”")
        bench.classify()
        bench.decide({"n1.bmp": "NEU", "n2.bmp": "MON", "n3.bmp": "MON"})
    written = write_manifest(db, tmp_path, "Klinik")
    rows = read_corrections(written.path)
    assert {row.group for row in rows} == {"slide 2"}  # the same pictures: the later decision counts
    assert Counter((row.label, row.confirmed) for row in rows) == {
        ("NEU", True): 1,
        ("MON", False): 1,
        ("MON", True): 1,
    }
    assert all(Path(row.path).is_absolute() and row.laboratory == "Klinik" for row in rows)
    found = list(pictures(rows))
    assert all(isinstance(one, CellPicture) and one.image.shape == (32, 32, 3) for one in found)
    assert [row.digest for row in rows] == [lesson.digest for lesson in written.lessons]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows forbids such names")
def test_file_with_an_awkward_name_comes_back(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / 'ä, "\n中'
    folder.mkdir()
    Image.fromarray(np.full((40, 40, 3), 99, np.uint8)).save(folder / 'a, "\n.png')
    slide = scanned(db, folder)
    with db.read() as s:
        (cell,) = cells.ids(s, slide.id)
    lessons = Lessons(db, {cell: slide.id})
    lessons.decide({cell: "NEU"})
    (row,) = read_corrections(write_manifest(db, tmp_path).path)
    assert row.path == str(folder / 'a, "\n.png')
    (found,) = pictures([row])
    assert isinstance(found, CellPicture)


def scanned(db: Database, folder: Path) -> Slide:
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def test_region_of_a_field_has_its_crop_and_box(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "fields"
    folder.mkdir()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)).save(folder / "f.png")
    slide = scanned(db, folder)
    with db.write() as s:
        regions.set_kind(s, slide.id, PictureKind.FIELDS, ADA, slide.created_at)
        (page,) = regions.pictures(s, slide.id)
    box = Box(30, 20, 20, 10)
    (cell_id,) = draw(db, slide.id, page.id, box, ADA).cells
    Lessons(db, {cell_id: slide.id}).decide({cell_id: "LYM"})
    (row,) = read_corrections(write_manifest(db, tmp_path).path)
    with db.read() as s:
        cell = cells.get(s, cell_id)
    assert (row.box, row.crop, row.page, row.sha256) == (tuple(box), tuple(cell.crop or ()), 0, cell.sha256)
    (found,) = pictures([row])
    assert isinstance(found, CellPicture)
    assert found.cell is not None


def test_slides_keep_their_side_and_the_trail_says_so(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        ids = lessons.slide(name, [("NEU", 0.8)] * 4)
        lessons.decide(dict.fromkeys(ids[:2], "LYM") | dict.fromkeys(ids[2:], "MON"))
    first = write_manifest(db, tmp_path)
    assert set(first.accumulated.sides.values()) == {True, False}
    with db.read() as s:
        stored = {int(n): e.value for n, e in entries.latest(s, EntryKind.HELD_OUT).items()}
        assert stored == first.accumulated.sides == sides_of_earlier_runs(s)
    for number in range(20):
        ids = lessons.slide(f"more {number}", [("NEU", 0.8)] * 4)
        lessons.decide(dict.fromkeys(ids[:2], "LYM") | dict.fromkeys(ids[2:], "MON"))
    second = write_manifest(db, tmp_path)
    assert {slide: second.accumulated.sides[slide] for slide in stored} == stored
    rows = read_corrections(second.path)
    assert {row.group: row.split for row in rows if row.group in {f"slide {n}" for n in stored}} == {
        f"slide {number}": "test" if out else "train" for number, out in stored.items()
    }
    held = sum(row.split == "test" for row in rows) / len(rows)
    assert 0.2 < held < 0.4
    assert verify(db).sound
    with db.read() as s:
        count = len(entries.history(s, EntryKind.HELD_OUT))
    write_manifest(db, tmp_path)
    with db.read() as s:
        assert len(entries.history(s, EntryKind.HELD_OUT)) == count


def three_slides(lessons: Lessons, folder: Path) -> tuple[int, int]:
    """Make a run of three slides, and return one that is held out and one that is learned."""
    for name in ("slide 1", "slide 2", "slide 3"):
        ids = lessons.slide(name, [("NEU", 0.8)] * 4)
        lessons.decide(dict.fromkeys(ids[:2], "LYM") | dict.fromkeys(ids[2:], "MON"))
    sides = write_manifest(lessons.db, folder).accumulated.sides
    out, learned = (next(n for n, side in sides.items() if side is wanted) for wanted in (True, False))
    return out, learned


def sides_of_cells(path: Path) -> dict[int, str]:
    """Return the side of each cell in a file."""
    return {row.cell: row.split for row in read_corrections(path)}


def test_later_copy_of_a_picture_keeps_its_side(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    out, learned = three_slides(lessons, tmp_path)
    contents = [f"slide {out} 0", f"slide {learned} 0"]
    ids = lessons.slide("copies", [("NEU", 0.8)] * 2, contents=contents)
    lessons.decide(dict.fromkeys(ids, "LYM"), at=NOW + timedelta(days=1))
    for _ in range(2):
        found = sides_of_cells(write_manifest(db, tmp_path).path)
        assert (len(found), found[ids[0]], found[ids[1]]) == (12, "test", "train")
    with db.read() as s:
        assert 4 not in sides_of_earlier_runs(s)


def test_cells_of_a_merged_slide_keep_their_side(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    _, learned = three_slides(lessons, tmp_path)
    ids = lessons.slide("whole", [("NEU", 0.8)] * 4)
    lessons.decide(dict.fromkeys(ids[:2], "LYM") | dict.fromkeys(ids[2:], "MON"))
    with db.write() as s:
        merged.set_part(s, 4, learned, True, ADA, NOW)
        mine = cells.ids(s, learned)
        entries.record_by_program(s, EntryKind.HELD_OUT, {"4": True}, NOW)
    found = sides_of_cells(write_manifest(db, tmp_path).path)
    assert {found[cell_id] for cell_id in ids} == {"test"}
    assert not set(mine) & set(found), "they were learned, and are part of a held-out slide now"


def test_picture_of_slides_on_both_sides_is_left_out(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    out, learned = three_slides(lessons, tmp_path)
    contents = [f"slide {out} 0", f"slide {learned} 0", "another"]
    ids = lessons.slide("copies", [("NEU", 0.8)] * 3, contents=contents)
    lessons.decide(dict.fromkeys(ids, "LYM"), at=NOW + timedelta(days=1))
    with db.write() as s:
        entries.record_by_program(s, EntryKind.HELD_OUT, {"4": True}, NOW)
    found = sides_of_cells(write_manifest(db, tmp_path).path)
    assert (len(found), found[ids[0]], found[ids[2]], ids[1] in found) == (12, "test", "test", False)


def test_second_read_is_on_the_side_of_its_slide(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    ids = lessons.slide("one", [("NEU", 0.8)])
    lessons.decide({ids[0]: "LYM"})
    own = second_read.begin(db, 1, BO)
    with db.read() as s:
        (copy,) = cells.ids(s, own.id)
    lessons.slide_of[copy] = own.id
    lessons.decide({copy: "LYM"}, BO, own.created_at)
    (row,) = read_corrections(write_manifest(db, tmp_path).path)
    assert (row.group, row.path) == ("slide 1", "/data/one/00000.png")


def test_confirmed_predictions_are_no_more_than_a_run_needs(lessons: Lessons) -> None:
    many = LEAST_CONFIRMED + 50
    ids = lessons.slide("one", [("NEU", 0.8)] * (many + 3))
    lessons.decide(dict.fromkeys(ids[:many], "NEU") | dict.fromkeys(ids[many:], "LYM"))
    found = lessons.found()
    some = balanced(found.lessons, {1: False})
    assert Counter((lesson.label, lesson.confirmed) for lesson in some) == {
        ("NEU", True): LEAST_CONFIRMED,
        ("LYM", False): 3,
    }
    assert balanced(found.lessons[::-1], {1: False}) == some
    few = found.lessons[:10]
    assert balanced(few, {1: False}) == list(few)
