"""Fields in the report: small pictures with numbered boxes, and the names of those without white cells."""

from __future__ import annotations

from typing import Any

import pytest
from integration.reports.drawing import drawn, pages
from pypdf import PdfReader
from unit.reports.samples import cell, field_picture, in_field, report

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.domain.regions import Box
from wbc_desktop.reports import fields, pictures
from wbc_desktop.reports.data import EmptyField, Picture

MIDDLE, EDGE = Box(150, 120, 60, 50), Box(360, 20, 40, 50)
CELLS = [
    in_field(1, "f1.jpg", 1, MIDDLE, "LYM"),
    in_field(2, "f1.jpg", 2, EDGE, "NEU"),
    in_field(3, "f2.tif", 1, MIDDLE, "EOS", page=2),
]
EMPTY = (EmptyField("f3.jpg", "0" * 64, 0), EmptyField("f4.tif", "1" * 64, 1))


def fields_report(cells: list[Cell] = CELLS, **other: Any) -> PdfReader:
    return drawn(report(cells, **{"read_picture": field_picture, "empty_fields": EMPTY, **other}))


def test_first_page_says_in_how_many_fields_the_cells_are() -> None:
    first = pages(fields_report(images=4))[0]
    assert "3 cells, of them 3 white cells in 4 fields" in first
    assert "copies" not in first


def test_gallery_names_field_page_and_cell() -> None:
    gallery = pages(fields_report())[1]
    for name in ("f1.jpg, cell 1", "f1.jpg, cell 2", "f2.tif, page 3, cell 1"):
        assert name in gallery


def test_fields_follow_the_gallery_with_numbered_boxes() -> None:
    reader = fields_report()
    last = pages(reader)[-1]
    assert last.startswith("Fields Each box has the number of its cell")
    for text in ("1 LYM", "2 NEU", "1 EOS", "f1.jpg", "f2.tif, page 3"):
        assert text in last
    assert {image.image.size for image in reader.pages[-1].images} == {(400, 300)}
    assert len(reader.pages[-1].images) == 2
    content = reader.pages[-1].get_contents()
    assert content is not None
    assert content.get_data().count(b"[2.2 1.4] 0 d") == 1, "only the box at the edge is dashed"


def test_fields_without_white_cells_are_named_at_the_end() -> None:
    last = pages(fields_report())[-1]
    assert "Fields without white cells (2) f3.jpg f4.tif, page 2" in last
    assert last.index("f2.tif") < last.index("Fields without white cells")


def test_slide_of_empty_fields_names_them() -> None:
    text = pages(fields_report([]))
    assert "0 cells, of them 0 white cells in 2 fields" in text[0]
    assert "Fields Fields without white cells (2) f3.jpg" in text[1]


def test_missing_field_leaves_a_frame_with_its_boxes() -> None:
    def read(shown: Cell) -> Picture:
        raise FileNotFoundError(shown.path)

    last = pages(fields_report(read_picture=read))[-1]
    assert last.count("file missing") == 2
    assert "1 LYM" in last


@pytest.mark.parametrize(
    ("limit", "sentence"), [(1, "1 more field with cells is"), (0, "2 more fields with cells are")]
)
def test_further_fields_are_counted_only(monkeypatch: pytest.MonkeyPatch, limit: int, sentence: str) -> None:
    for module in (fields, pictures):
        monkeypatch.setattr(module, "FIELDS_SHOWN", limit)
    reader = fields_report()
    assert f"{sentence} not shown here" in pages(reader)[-1]
    assert len(reader.pages[-1].images) == limit


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_many_fields_flow_over_pages_of_six(size: str) -> None:
    cells = [in_field(n, f"f{n:03d}.jpg", 1, MIDDLE, "NEU") for n in range(1, 14)]
    reader = fields_report(cells, page_size=size, empty_fields=())
    assert [len(page.images) for page in reader.pages] == [0, 26, 6, 6, 1], "first page, gallery, fields"


def test_touching_boxes_have_tags_beside_each_other() -> None:
    """A tag is drawn where it covers no other tag."""
    taken: list[Box] = []
    places = [(10.0, 50.0), (10.0, 20.0)]
    assert fields._free(iter(places), 24, taken) == (10, 50)
    assert fields._free(iter(places), 24, taken) == (10, 20)
    assert fields._free(iter(places), 24, taken) == (10, 50), "where no place is free, the first is taken"


def test_comment_names_the_cell_of_the_field() -> None:
    remark = CellComment("f1.jpg", CELLS[1].content, "two nuclei", "Ada", report([]).reported_at)
    assert "f1.jpg, cell 2, Neutrophil – Ada" in pages(fields_report(cell_comments=(remark,)))[0]


def test_pictures_of_single_cells_have_no_fields() -> None:
    text = " ".join(pages(drawn(report([cell(1)], images=2))))
    assert "Fields" not in text
    assert "field" not in text
