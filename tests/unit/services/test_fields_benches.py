"""Cells of fields that were removed or split meanwhile, at another bench or since an export, are not decided on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.services.fields_folder import ADA, A, Fields, field
from tests.unit.services.test_fields import FOUND, fields
from wbc_desktop.domain.regions import Box
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import labels as module
from wbc_desktop.services import region_acts, review
from wbc_desktop.services.differentials import slide_differential
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.region_acts import RegionRefused, halves
from wbc_desktop.services.trail import verify

__all__ = ["fields"]

BO = Identity("Bo")


def test_class_for_a_cell_that_was_split_meanwhile_does_not_count_it_again(fields: Fields) -> None:
    fields.classify()
    db, slide = fields.db, fields.slide.id
    pair, single, _ = fields.cells()
    assert pair.box is not None
    seen = {pair.id: pair.class_to_confirm}
    region_acts.split(db, slide, pair.id, halves(pair.box), ADA)
    done = review.reclassify(db, slide, [pair.id, single.id], "EOS", BO)
    assert (done.cells, done.differing) == ((single.id,), (pair.id,))
    assert review.reclassify(db, slide, [pair.id], "EOS", BO).act is None, "nothing is recorded"
    assert review.confirm(db, slide, [pair.id], BO, seen).cells == ()
    assert slide_differential(db, slide).total == len(FOUND) + 1
    review.undo(db, slide, ADA)
    review.undo(db, slide, ADA)
    assert (fields.cells()[0].id, fields.cells()[0].label) == (pair.id, None)
    assert verify(db).sound


def test_cell_that_was_removed_meanwhile_is_neither_split_nor_removed_again(fields: Fields) -> None:
    db, slide = fields.db, fields.slide.id
    pair, single, _ = fields.cells()
    assert pair.box is not None
    region_acts.remove(db, slide, [pair.id], ADA)
    with pytest.raises(RegionRefused, match="no longer shows"):
        region_acts.split(db, slide, pair.id, halves(pair.box), BO)
    with pytest.raises(RegionRefused, match="no longer shows"):
        region_acts.remove(db, slide, [pair.id], BO)
    assert region_acts.remove(db, slide, [pair.id, single.id], BO).cells == (single.id,)
    review.undo(db, slide, BO)
    review.undo(db, slide, ADA)
    assert fields.boxes() == FOUND


def test_prediction_of_a_cell_that_the_slide_no_longer_shows_is_not_confirmed(fields: Fields) -> None:
    fields.classify()
    db, slide = fields.db, fields.slide.id
    cell = fields.cells()[0]
    seen = {cell.id: cell.class_to_confirm}
    (fields.folder / cell.path).unlink()
    fields.find()
    done = review.confirm(db, slide, [cell.id], BO, seen)
    assert (done.cells, done.differing) == ((), (cell.id,))


def test_label_of_a_pair_that_was_split_since_the_export_is_given_to_neither_half(
    fields: Fields, tmp_path: Path
) -> None:
    db, slide = fields.db, fields.slide.id
    pair = fields.cells()[1]
    assert pair.box is not None
    review.reclassify(db, slide, [pair.id], "NC", ADA)
    export_csv(db, fields.slide, tmp_path / "before.csv")
    left, right = halves(pair.box)
    wider = Box(left.left, left.top, left.width + 1, left.height)
    region_acts.split(db, slide, pair.id, [wider, Box(right.left + 1, right.top, right.width - 1, right.height)], ADA)
    found = import_labels(db, fields.folder, tmp_path / "before.csv", BO)
    assert (found.imported, [reason for *_, reason in found.failed]) == (
        0,
        [f"several cells of this picture match the box “{pair.box}”"],
    )
    review.undo(db, slide, ADA)
    assert import_labels(db, fields.folder, tmp_path / "before.csv", BO).unchanged == 1


def test_label_of_a_page_is_not_given_to_the_cell_at_the_same_place_of_another_page(
    fields: Fields, tmp_path: Path
) -> None:
    pages = [Image.open(io.BytesIO(field({A: "NEU"}, shade))) for shade in (30, 31)]
    pages[0].save(fields.folder / "stack.tif", save_all=True, append_images=pages[1:])
    fields.find()
    first, second = (cell for cell in fields.cells() if cell.path == "stack.tif")
    assert (first.page, second.page, first.box) == (0, 1, second.box)
    table = tmp_path / "labels.csv"
    table.write_text(f"path,label,cell,box\nstack.tif,EOS,{second.number},{second.box}\n", encoding="utf-8")
    assert import_labels(fields.db, fields.folder, table, ADA).imported == 1
    assert [cell.label for cell in fields.cells() if cell.path == "stack.tif"] == [None, "EOS"]
    table.write_text(f"path,label,box\nstack.tif,EOS,{second.box}\n", encoding="utf-8")
    assert "several cells" in import_labels(fields.db, fields.folder, table, ADA).failed[0][2]


def test_label_of_a_cell_that_was_split_while_the_table_was_read_is_refused(
    fields: Fields, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, slide = fields.db, fields.slide.id
    pair = fields.cells()[0]
    assert pair.box is not None
    agreed, boxes = module._agreed, halves(pair.box)

    def slowly(*args: object) -> object:
        region_acts.split(db, slide, pair.id, boxes, BO)
        return agreed(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_agreed", slowly)
    table = tmp_path / "labels.csv"
    table.write_text("path,label,cell\nf1.bmp,NC,1\nf1.bmp,EOS,2\n", encoding="utf-8")
    found = import_labels(db, fields.folder, table, ADA)
    assert (found.imported, found.unchanged, [row for row, *_ in found.failed]) == (1, 0, [2])
    assert [cell.label for cell in fields.cells()] == ["EOS", None, None, None]
