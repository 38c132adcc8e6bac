"""Fields in a real folder and database: cells are found, drawn, removed and split, and every act is undone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.unit.services.fields_folder import ADA, CUT, FIELDS, A, B, Fields, bright_areas, field
from tests.unit.services.folders import CODES, put
from wbc_desktop.domain.errors import Cancelled, NothingToUndo, SlideSigned
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.domain.reviewers import Role
from wbc_desktop.inference.decode_room import DecodeRoom
from wbc_desktop.inference.fields import FoundRegion
from wbc_desktop.inference.images import RGBImage
from wbc_desktop.services import fields as fields_module
from wbc_desktop.services import region_acts, review
from wbc_desktop.services.differentials import slide_differential
from wbc_desktop.services.fields import FieldsOutcome, find_cells, set_kind
from wbc_desktop.services.region_acts import RegionRefused
from wbc_desktop.services.scan import scan
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, regions, reviewers, signatures
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases


@pytest.fixture
def fields(db: Database, tmp_path: Path) -> Fields:
    made = Fields(db, tmp_path / "fields")
    made.find()
    return made


FOUND = [("f1.bmp", A), ("f1.bmp", B), ("f3.bmp", CUT)]


def test_cells_and_not_pictures_are_shown_and_counted(fields: Fields) -> None:
    assert fields.boxes() == FOUND
    assert [cell.number for cell in fields.cells()] == [1, 2, 1]
    assert [cell.is_cut for cell in fields.cells()] == [False, False, True]
    outcome = fields.classify()
    assert (outcome.classified, outcome.unchanged, outcome.without_cells) == (2, 0, 1), "files are counted"
    assert [cell.predicted for cell in fields.cells()] == ["NEU", "LYM", "MON"]
    assert slide_differential(fields.db, fields.slide.id).total == 3
    assert verify(fields.db).sound


def test_fields_without_cells_are_counted_as_such(fields: Fields) -> None:
    put(fields.folder / "copy of f2.bmp", (fields.folder / "f2.bmp").read_bytes())
    put(fields.folder / "f4.bmp", field({}, 9))
    assert fields.find(None).without_cells == 1, "only f4.bmp was searched now"
    for classified, unchanged in ((2, 0), (0, 2)):
        outcome = fields.classify()
        assert (outcome.classified, outcome.unchanged, outcome.without_cells) == (classified, unchanged, 3)
    region_acts.remove(fields.db, fields.slide.id, [fields.cells()[2].id], ADA)
    assert fields.find(None).without_cells == 0
    outcome = fields.classify()
    assert (outcome.classified, outcome.unchanged, outcome.without_cells) == (0, 1, 4)
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    outcome = fields.classify()
    assert (outcome.classified, outcome.unchanged, outcome.without_cells) == (5, 0, 0)


def test_fields_are_searched_once_and_new_ones_later(fields: Fields) -> None:
    assert fields.find(None) == FieldsOutcome(PictureKind.FIELDS, 0)
    put(fields.folder / "f4.bmp", field({A: "MON", B: "MON"}, 9))
    assert fields.find(None).searched == 1
    assert fields.boxes() == [*FOUND, ("f4.bmp", A), ("f4.bmp", B)]


def test_missing_field_hides_its_cells_until_it_is_back(fields: Fields) -> None:
    content = (fields.folder / "f1.bmp").read_bytes()
    (fields.folder / "f1.bmp").unlink()
    fields.find(None)
    assert fields.boxes() == FOUND[2:]
    put(fields.folder / "other.bmp", content)
    assert fields.find(None).searched == 0
    assert fields.boxes() == [("f3.bmp", CUT), ("other.bmp", A), ("other.bmp", B)]
    assert verify(fields.db).sound


def test_unreadable_field_is_refused_by_name(fields: Fields) -> None:
    put(fields.folder / "bad.bmp", field({A: "NEU"}, 5)[:3000])
    put(fields.folder / "good.bmp", field({A: "NEU"}, 6))
    outcome = fields.find(None)
    assert [(f.path, f.reason) for f in outcome.refused] == [("bad.bmp", "is cut short (truncated)")]
    assert ("bad.bmp", A) not in fields.boxes()
    assert ("good.bmp", A) in fields.boxes()


def test_change_of_kind_keeps_all_decisions(fields: Fields) -> None:
    first = fields.cells()[0].id
    review.reclassify(fields.db, fields.slide.id, [first], "EOS", ADA)
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    assert fields.boxes() == [(name, None) for name in FIELDS]
    whole = fields.cells()[1].id
    review.reclassify(fields.db, fields.slide.id, [whole], "NC", ADA)
    assert fields.find(None).pictures is PictureKind.CELLS, "what a person chose stays"
    set_kind(fields.db, fields.slide, PictureKind.FIELDS, ADA)
    assert fields.boxes() == FOUND
    assert fields.cells()[0].label == "EOS"
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    assert [cell.label for cell in fields.cells()] == [None, "NC", None]
    assert verify(fields.db).sound


def test_slide_that_was_reviewed_as_cells_stays_so(db: Database, tmp_path: Path) -> None:
    slide = Fields(db, tmp_path / "fields")
    scan(db, slide.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    review.reclassify(db, slide.slide.id, [slide.cells()[0].id], "NEU", ADA)
    assert slide.find(None).pictures is PictureKind.CELLS
    assert [cell.label for cell in slide.cells()] == ["NEU", None, None]


def test_unsure_region_becomes_a_cell_by_a_reviewer(fields: Fields) -> None:
    small = Box(60, 20, 16, 16)
    put(fields.folder / "f4.bmp", field({A: "NEU", small: "MON"}, 7))
    fields.find(None)
    assert ("f4.bmp", small) not in fields.boxes()
    page = fields.page("f4.bmp")
    with fields.db.read() as s:
        (proposed,) = regions.proposed(s, cells.get(s, page))
    assert proposed.box == small
    region_acts.draw(fields.db, fields.slide.id, page, small, ADA)
    assert ("f4.bmp", small) in fields.boxes()
    review.undo(fields.db, fields.slide.id, ADA)
    assert ("f4.bmp", small) not in fields.boxes()
    review.redo(fields.db, fields.slide.id, ADA)
    assert [cell.id for cell in fields.cells() if cell.box == small] == [proposed.id]
    assert verify(fields.db).sound


def test_drawn_cell_is_classified_and_undone(fields: Fields) -> None:
    fields.classify()
    changes = region_acts.draw(fields.db, fields.slide.id, fields.page("f2.bmp"), Box(150, 90, 80, 80), ADA)
    (drawn,) = changes.cells
    new = fields.cells()[2]
    assert (new.id, new.path, new.box) == (drawn, "f2.bmp", Box(150, 90, 50, 30)), "cut at the edge of the field"
    assert fields.classify().classified == 1
    assert fields.cells()[2].predicted in CODES
    assert review.undo(fields.db, fields.slide.id, ADA).cells_added
    assert fields.boxes() == FOUND
    review.redo(fields.db, fields.slide.id, ADA)
    assert [cell.id for cell in fields.cells()][2] == drawn
    assert verify(fields.db).sound


def test_removed_cell_is_not_counted_and_comes_back_with_its_class(fields: Fields) -> None:
    fields.classify()
    first, second, _ = (cell.id for cell in fields.cells())
    review.reclassify(fields.db, fields.slide.id, [first], "EOS", ADA)
    region_acts.remove(fields.db, fields.slide.id, [first, second], ADA)
    assert fields.boxes() == FOUND[2:]
    assert slide_differential(fields.db, fields.slide.id).total == 1
    review.undo(fields.db, fields.slide.id, ADA)
    assert fields.boxes() == FOUND
    assert fields.cells()[0].label == "EOS"
    assert fields.cells()[1].label is None
    assert verify(fields.db).sound


def test_split_replaces_one_cell_by_two(fields: Fields) -> None:
    pair = fields.cells()[1]
    assert pair.box is not None
    left, right = region_acts.halves(pair.box)
    assert (left, right) == (Box(120, 60, 15, 24), Box(135, 60, 15, 24))
    region_acts.split(fields.db, fields.slide.id, pair.id, [left, right], ADA)
    assert fields.boxes() == [("f1.bmp", A), ("f1.bmp", left), ("f1.bmp", right), ("f3.bmp", CUT)]
    review.undo(fields.db, fields.slide.id, ADA)
    assert fields.boxes() == FOUND
    review.redo(fields.db, fields.slide.id, ADA)
    assert len(fields.boxes()) == 4
    assert verify(fields.db).sound


def test_refused_boxes_change_nothing(fields: Fields) -> None:
    slide, page = fields.slide.id, fields.page("f1.bmp")
    first = fields.cells()[0]
    with pytest.raises(RegionRefused, match="too small"):
        region_acts.draw(fields.db, slide, page, Box(50, 50, 3, 40), ADA)
    with pytest.raises(RegionRefused, match="too small"):
        region_acts.draw(fields.db, slide, page, Box(300, 50, 40, 40), ADA)
    with pytest.raises(RegionRefused, match="already"):
        region_acts.draw(fields.db, slide, page, Box(21, 20, 24, 24), ADA)
    with pytest.raises(RegionRefused, match="two boxes"):
        region_acts.split(fields.db, slide, first.id, [A], ADA)
    with pytest.raises(RegionRefused, match="already"):
        region_acts.split(fields.db, slide, first.id, [A, A], ADA)
    with pytest.raises(RegionRefused, match="Only cells in fields"):
        region_acts.remove(fields.db, slide, [page], ADA)
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    with pytest.raises(RegionRefused, match="single cells"):
        region_acts.draw(fields.db, slide, page, Box(50, 50, 30, 30), ADA)
    review.undo(fields.db, slide, ADA)
    assert fields.boxes() == FOUND
    with pytest.raises(NothingToUndo):
        review.undo(fields.db, slide, ADA)


def test_signed_slide_takes_no_boxes(fields: Fields) -> None:
    first, page = fields.cells()[0].id, fields.page("f1.bmp")
    with fields.db.write() as s:
        account = reviewers.create(s, "Ada", Role.PATHOLOGIST, "no hash", ADA, fields.slide.created_at)
        by = account.identity
        version = signatures.add_version(s, fields.slide.id, "d" * 64, "{}", by, fields.slide.created_at)
        signatures.add_signature(s, version, by, "approved", fields.slide.created_at)
    put(fields.folder / "f4.bmp", field({A: "NEU"}, 9))
    for act in (
        lambda: region_acts.draw(fields.db, fields.slide.id, page, Box(60, 60, 30, 30), by),
        lambda: region_acts.remove(fields.db, fields.slide.id, [first], by),
        lambda: region_acts.split(fields.db, fields.slide.id, first, region_acts.halves(A), by),
        lambda: set_kind(fields.db, fields.slide, PictureKind.CELLS, by),
    ):
        with pytest.raises(SlideSigned):
            act()
    assert fields.find(None).searched == 0
    assert fields.boxes() == FOUND


def test_fields_wait_for_room_to_be_searched(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without that, a computer with many cores would decode as many large fields at the same time."""
    slide = Fields(db, tmp_path / "fields", {f"f{n}.bmp": {A: "NEU"} for n in range(8)})
    busy, most = [0], [0]

    def find(image: RGBImage) -> list[FoundRegion]:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        threading.Event().wait(0.005)
        busy[0] -= 1
        return bright_areas(image)

    monkeypatch.setattr(fields_module, "usable_cores", lambda: 4)
    monkeypatch.setattr(fields_module, "DecodeRoom", lambda: DecodeRoom(1))
    scan(db, slide.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    assert find_cells(db, slide.slide, PictureKind.FIELDS, find=find).searched == 8
    assert most[0] == 1


def test_cancelled_search_keeps_what_is_stored(db: Database, tmp_path: Path) -> None:
    slide = Fields(db, tmp_path / "fields")
    scan(db, slide.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    with pytest.raises(Cancelled):
        find_cells(db, slide.slide, PictureKind.FIELDS, cancel=lambda: True, find=bright_areas)
    assert slide.boxes() == []
    assert slide.find(None).searched == 3
    assert slide.boxes() == FOUND


@pytest.mark.parametrize(("several", "searched"), [(0, 10), (1, 10), (4, 50)])
def test_a_few_clear_pictures_are_enough_to_decide(db: Database, tmp_path: Path, several: int, searched: int) -> None:
    shown = {f"{n:02d}.bmp": {A: "NEU", B: "LYM"} if n < 4 * several and n % 4 == 0 else {A: "NEU"} for n in range(40)}
    slide = Fields(db, tmp_path / "fields", shown)
    scan(db, slide.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    seen: list[RGBImage] = []
    outcome = find_cells(db, slide.slide, find=lambda image: [seen.append(image), *bright_areas(image)][1:])
    assert outcome.pictures is PictureKind.CELLS, "small pictures that mostly show one cell"
    assert len(seen) == searched
