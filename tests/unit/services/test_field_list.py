"""The list of fields with their cells, and deciding the kind of the pictures again."""

from __future__ import annotations

import pytest

from tests.unit.services.test_fields import ADA, Fields, bright_areas, fields
from wbc_desktop.domain.filters import CellFilter
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.inference import fields as inference
from wbc_desktop.services import region_acts
from wbc_desktop.services.field_list import fields_of
from wbc_desktop.services.fields import find_cells, set_kind
from wbc_desktop.store import cell_queries

__all__ = ["fields"]

pytestmark = pytest.mark.both_databases


def test_every_field_is_listed_with_its_cells(fields: Fields) -> None:
    found = fields_of(fields.db, fields.slide.id)
    ids = [cell.id for cell in fields.cells()]
    assert [(field.path, field.cells) for field in found.fields] == [
        ("f1.bmp", (ids[0], ids[1])),
        ("f2.bmp", ()),
        ("f3.bmp", (ids[2],)),
    ]
    assert (found.cells, [field.path for field in found.without]) == (3, ["f2.bmp"])
    empty = found.without[0]
    assert found.place(empty.file_id, 0) == 1
    assert found.place(empty.file_id, 1) is None
    region_acts.draw(fields.db, fields.slide.id, empty.id, Box(60, 60, 30, 30), ADA)
    assert not fields_of(fields.db, fields.slide.id).without


def test_single_cells_have_no_fields(fields: Fields) -> None:
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    found = fields_of(fields.db, fields.slide.id)
    assert (found.kind, found.fields) == (PictureKind.CELLS, ())


def test_kind_is_decided_again_only_on_request(fields: Fields, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "kind_of", lambda sample: PictureKind.FIELDS)
    fields.classify()
    set_kind(fields.db, fields.slide, PictureKind.CELLS, ADA)
    known = find_cells(fields.db, fields.slide, find=bright_areas)
    assert (known.pictures, known.decided) == (PictureKind.CELLS, False)
    again = find_cells(fields.db, fields.slide, find=bright_areas, again=True)
    assert (again.pictures, again.decided) == (PictureKind.FIELDS, True)
    assert len(fields.cells()) == 3


def test_cells_of_a_field_are_found_by_the_name_of_its_file(fields: Fields) -> None:
    with fields.db.read() as s:
        found = cell_queries.matching(s, fields.slide.id, CellFilter(name="F1"))
    assert found == {cell.id for cell in fields.cells() if cell.path == "f1.bmp"}
