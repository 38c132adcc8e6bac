"""Cells of fields in second reads, merged folders and tables; pages of a file as cells."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.services.fields_folder import ADA, CUT, HEIGHT, WIDTH, A, B, Fields, field
from tests.unit.services.folders import put
from wbc_desktop.domain.cells import ScannedImage
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.frozen import freeze, thaw
from wbc_desktop.domain.regions import Box, PictureKind, content_of
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.reports.data import ReportData
from wbc_desktop.reports.digest import result_digest
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import comments, merging, region_acts, report, review, second_read
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.field_list import fields_of
from wbc_desktop.services.fields import set_kind
from wbc_desktop.services.label_paths import LabelPaths
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.merging import MergeRefused
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, files, regions, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

BO = Identity("Bo")
DRAWN, SMALL = Box(60, 20, 30, 30), Box(60, 80, 16, 16)


@pytest.fixture
def fields(db: Database, tmp_path: Path) -> Fields:
    made = Fields(db, tmp_path / "fields")
    made.find()
    made.classify()
    return made


def boxes(db: Database, slide_id: int) -> list[tuple[str, Box | None, str | None, str | None]]:
    with db.read() as s:
        some = cells.get_many(s, cells.ids(s, slide_id))
    return [(Path(cell.path).name, cell.box, cell.predicted, cell.label) for cell in some]


def test_agreement_tells_the_cells_of_one_field_apart(fields: Fields, tmp_path: Path) -> None:
    db, slide = fields.db, fields.slide
    here = [cell for cell in fields.cells() if Path(cell.path).name == "f1.bmp"]
    review.reclassify(db, slide.id, [cell.id for cell in here], "EOS", ADA)
    read = second_read.begin(db, slide.id, BO)
    with db.read() as s:
        there = [c.id for c in cells.get_many(s, cells.ids(s, read.id)) if Path(c.path).name == "f1.bmp"]
    review.reclassify(db, read.id, there, "MON", BO)
    [found] = second_read.comparisons(db, slide.id)
    second_read.write_agreement(found, tmp_path / "agreement.csv")
    with (tmp_path / "agreement.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["what"] == "cell"]
    assert len(here) > 1
    assert [(row["cell"], row["box"]) for row in rows] == [(str(cell.number), str(cell.box)) for cell in here]


def test_agreement_lists_cells_that_only_one_reader_has(fields: Fields, tmp_path: Path) -> None:
    db, slide = fields.db, fields.slide
    review.reclassify(db, slide.id, [cell.id for cell in fields.cells()], "NEU", ADA)
    read = second_read.begin(db, slide.id, BO)
    with db.read() as s:
        here = cells.get_many(s, cells.ids(s, read.id))
    removed, *left = sorted(here, key=lambda cell: cell.box != A)
    region_acts.remove(db, read.id, [removed.id], BO)
    drawn = region_acts.draw(db, read.id, left[0].id, DRAWN, BO).cells
    review.reclassify(db, read.id, [*(cell.id for cell in left), *drawn], "NEU", BO)
    put(fields.folder / "later.bmp", field({B: "LYM"}, 7))
    fields.find()
    later = next(cell for cell in fields.cells() if Path(cell.path).name == "later.bmp")
    review.reclassify(db, slide.id, [later.id], "LYM", ADA)
    [found] = second_read.comparisons(db, slide.id)
    agreement = found.agreement
    assert (agreement.n, agreement.agreed, agreement.kappa) == (2, 2, None)
    assert [(d.box, d.first, d.first_reviewer, d.second) for d in agreement.differences] == [
        (A, "NEU", "Ada", ""),
        (DRAWN, "", "", "NEU"),
    ]
    assert (agreement.of_one, agreement.undecided) == (2, 1), "the second reader has not seen the later picture"
    second_read.write_agreement(found, tmp_path / "agreement.csv")
    assert "cell,f1.bmp,NEU,,,," in (tmp_path / "agreement.csv").read_text("utf-8")
    seen, unseen = (difference.content for difference in agreement.differences)
    assert second_read.cell_of_content(db, slide.id, seen) == fields.cells()[0].id
    for slide_id, content in ((slide.id, unseen), (read.id, seen)):
        with pytest.raises(UsageError, match="only the other reader has it"):
            second_read.cell_of_content(db, slide_id, content)


def test_second_read_has_the_boxes_without_the_decisions(fields: Fields) -> None:
    region_acts.draw(fields.db, fields.slide.id, fields.page("f2.bmp"), DRAWN, ADA)
    first, second, *_ = (cell.id for cell in fields.cells())
    review.reclassify(fields.db, fields.slide.id, [first], "EOS", ADA)
    region_acts.remove(fields.db, fields.slide.id, [second], ADA)
    read = second_read.begin(fields.db, fields.slide.id, BO)
    assert boxes(fields.db, read.id) == [
        ("f1.bmp", A, "NEU", None),
        ("f2.bmp", DRAWN, None, None),
        ("f3.bmp", CUT, "MON", None),
    ]
    with fields.db.read() as s:
        page = next(cell for cell in cells.get_many(s, cells.ids(s, read.id)) if cell.path == "f3.bmp")
    region_acts.draw(fields.db, read.id, page.id, Box(100, 20, 40, 40), BO)
    assert len(boxes(fields.db, read.id)) == 4
    assert len(fields.boxes()) == 3, "the first reader does not see it"
    assert verify(fields.db).sound


def test_merged_fields_keep_boxes_and_decisions_and_are_separated(fields: Fields, tmp_path: Path) -> None:
    part = Fields(fields.db, tmp_path / "part", {"g1.bmp": {A: "LYM"}, "g2.bmp": {}}, shade=20)
    part.find()
    part.classify()
    region_acts.draw(fields.db, part.slide.id, part.page("g2.bmp"), DRAWN, BO)
    review.reclassify(fields.db, part.slide.id, [part.cells()[0].id], "MON", BO)
    alone = boxes(fields.db, part.slide.id)
    merging.merge(fields.db, fields.slide.id, part.slide.id, ADA)
    whole = boxes(fields.db, fields.slide.id)
    assert [one for one in whole if one[0].startswith("g")] == alone
    assert [one[:2] for one in whole if one[0].startswith("f")] == [("f1.bmp", A), ("f1.bmp", B), ("f3.bmp", CUT)]
    drawn = next(cell for cell in fields.cells() if cell.box == DRAWN)
    region_acts.remove(fields.db, fields.slide.id, [drawn.id], ADA)
    merging.separate(fields.db, fields.slide.id, part.slide.id, ADA)
    assert boxes(fields.db, part.slide.id) == alone[:1], "removed while the folders were merged"
    assert len(fields.boxes()) == 3
    assert verify(fields.db).sound


def test_merged_fields_are_not_searched_again(fields: Fields, tmp_path: Path) -> None:
    """Or cells that a reviewer removed would come back."""
    part = Fields(fields.db, tmp_path / "part", {"g1.bmp": {A: "LYM", SMALL: "MON"}, "g2.bmp": {}}, shade=20)
    part.find()
    region_acts.remove(fields.db, part.slide.id, [part.cells()[0].id], BO)
    merging.merge(fields.db, fields.slide.id, part.slide.id, ADA)
    with fields.db.read() as s:
        fields.slide = slides.get(s, fields.slide.id)
    before = boxes(fields.db, fields.slide.id)
    assert [name for name, *_ in before] == ["f1.bmp", "f1.bmp", "f3.bmp"]
    assert fields.find(None).searched == 0
    assert boxes(fields.db, fields.slide.id) == before
    g1 = fields.page(f"{part.folder}/g1.bmp")
    with fields.db.read() as s:
        assert [cell.box for cell in regions.proposed(s, cells.get(s, g1))] == [SMALL]
    region_acts.draw(fields.db, fields.slide.id, g1, DRAWN, ADA)
    merging.separate(fields.db, fields.slide.id, part.slide.id, ADA)
    assert [box for _, box, *_ in boxes(fields.db, part.slide.id)] == [DRAWN], "drawn while the folders were merged"
    assert part.find(None).searched == 0
    assert verify(fields.db).sound


def test_proposed_region_that_a_part_made_a_cell_is_one_in_the_whole(fields: Fields, tmp_path: Path) -> None:
    for made in (fields, part := Fields(fields.db, tmp_path / "part", {}, shade=20)):
        put(made.folder / "same.bmp", field({SMALL: "MON"}, 9))
        made.find()
    region_acts.draw(fields.db, part.slide.id, part.page("same.bmp"), SMALL, BO)
    merging.merge(fields.db, fields.slide.id, part.slide.id, ADA)
    assert ("same.bmp", SMALL, None, None) in boxes(fields.db, fields.slide.id)
    assert verify(fields.db).sound


def test_second_read_lists_the_fields_without_cells(fields: Fields) -> None:
    region_acts.remove(fields.db, fields.slide.id, [fields.cells()[2].id], ADA)
    read = second_read.begin(fields.db, fields.slide.id, BO)
    found = fields_of(fields.db, read.id)
    assert [(entry.path, len(entry.cells)) for entry in found.fields] == [("f1.bmp", 2), ("f2.bmp", 0), ("f3.bmp", 0)]
    data = report.current_data(fields.db, read, Settings(), datetime(2026, 5, 4, tzinfo=UTC))
    assert [field.path for field in data.empty_fields] == ["f2.bmp", "f3.bmp"]


def test_copied_cells_keep_their_numbers(fields: Fields) -> None:
    region_acts.remove(fields.db, fields.slide.id, [fields.cells()[0].id], ADA)
    read = second_read.begin(fields.db, fields.slide.id, BO)
    with fields.db.read() as s:
        shown = cells.get_many(s, cells.ids(s, read.id))
    assert [(cell.path, cell.number, cell.box) for cell in shown] == [("f1.bmp", 2, B), ("f3.bmp", 1, CUT)]


def test_fields_and_single_cells_are_not_merged(fields: Fields, tmp_path: Path) -> None:
    part = Fields(fields.db, tmp_path / "part", shade=20)
    part.find(PictureKind.CELLS)
    with pytest.raises(MergeRefused, match="change the kind"):
        merging.merge(fields.db, fields.slide.id, part.slide.id, ADA)
    set_kind(fields.db, part.slide, PictureKind.FIELDS, ADA)
    merging.merge(fields.db, fields.slide.id, part.slide.id, ADA)


def test_exported_table_names_each_cell_and_is_imported_as_it_is(fields: Fields, tmp_path: Path) -> None:
    table = tmp_path / "out.csv"
    export_csv(fields.db, fields.slide, table)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["path"], row["cell"], row["box"], row["status"]) for row in rows] == [
        ("f1.bmp", "1", str(A), "unreviewed"),
        ("f1.bmp", "2", str(B), "unreviewed"),
        ("f2.bmp", "", "", ""),
        ("f3.bmp", "1", str(CUT), "unreviewed"),
    ]
    for row, label in zip(rows, ("EOS", "LYM", "", "NEU"), strict=True):
        row["label"] = label
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    outcome = import_labels(fields.db, fields.folder, table, ADA)
    assert (outcome.imported, outcome.without_label, outcome.failed) == (3, 1, [])
    assert [cell.label for cell in fields.cells()] == ["EOS", "LYM", "NEU"]


@pytest.mark.parametrize(
    ("path", "cell", "box", "found"),
    [
        ("f1.bmp", "2", "", B),
        ("f1.bmp", "", str(A), A),
        ("f1.bmp", "", "22 21 24 24", A),
        ("f1.bmp", "9", str(B), B),
        ("f3.bmp", "", "", CUT),
        ("f1.bmp", "", "", "shows 2 cells"),
        ("f1.bmp", "3", "", "no cell “3”"),
        ("f1.bmp", "", "150 0 20 20", "no cell at the box"),
        ("f1.bmp", "", "1 2 3", "not a box"),
        ("f2.bmp", "1", "", "no cell was found"),
    ],
)
def test_cell_of_a_field_is_named_by_number_or_box(
    fields: Fields, path: str, cell: str, box: str, found: Box | str
) -> None:
    with fields.db.read() as s:
        rows, known = cells.image_rows(s, fields.slide.id), files.known(s, fields.slide.id)
    paths = LabelPaths(fields.slide.folder, fields.slide.folder, rows, known)
    if isinstance(found, str):
        with pytest.raises(ValueError, match=found):
            paths.cell_id(path, cell, box)
        return
    cell_id = paths.cell_id(path, cell, box)
    assert next(one.box for one in fields.cells() if one.id == cell_id) == found


def test_pages_of_a_file_are_cells_of_their_own(db: Database) -> None:
    now, sha256 = datetime(2026, 5, 4, tzinfo=UTC), "ab" * 32
    image = ScannedImage("five.tif", 9, 8, sha256, 30, 20, more_pages=((30, 20), (40, 20)))
    with db.write() as s:
        slide = slides.create(s, "/pages", "pages", now)
        (first,) = files.record_images(s, slide.id, [image], now)
        assert files.record_images(s, slide.id, [image], now) == [first], "the same again adds nothing"
        shown = cells.get_many(s, cells.ids(s, slide.id))
    assert [(cell.page, cell.width, cell.sha256, cell.path) for cell in shown] == [
        (0, 30, sha256, "five.tif"),
        (1, 30, sha256, "five.tif"),
        (2, 40, sha256, "five.tif"),
    ]
    assert [cell.content for cell in shown] == [content_of(sha256, page) for page in range(3)]
    with db.write() as s:
        files.mark_missing(s, slide.id, ["five.tif"])
        assert cells.ids(s, slide.id) == []
    assert verify(db).sound


def test_signed_fields_are_printed_from_the_frozen_result(fields: Fields) -> None:
    first, second, _ = fields.cells()
    comments.comment(fields.db, second.id, "two nuclei", ADA)
    before = report.report_data(fields.db, fields.slide, Settings(), datetime(2026, 5, 4, tzinfo=UTC))
    assert [cell.box for cell in before.cells] == [A, B, CUT]
    assert [comment.sha256 for comment in before.cell_comments] == [second.content]
    back = thaw(ReportData, json.loads(json.dumps(freeze(before))), read_picture=before.read_picture, read_maps=dict)
    assert back.cells == before.cells
    assert back.empty_fields == before.empty_fields
    assert [field.path for field in before.empty_fields] == ["f2.bmp"]
    older = {name: value for name, value in freeze(before).items() if name != "empty_fields"}
    assert thaw(ReportData, older, read_picture=before.read_picture, read_maps=dict).empty_fields == ()
    assert result_digest(back) == result_digest(before)
    moved = replace(before, cells=(replace(first, box=Box(21, 20, 24, 24)), *before.cells[1:]))
    assert result_digest(moved) != result_digest(before)
    assert result_digest(replace(before, empty_fields=())) != result_digest(before)
    assert before.read_picture(first).shape == (HEIGHT, WIDTH, 3), "the field"
