"""Two benches on one slide of fields: a cell that one of them removed or split is not decided on at the other."""

from __future__ import annotations

import pytest

from tests.unit.services.fields_folder import ADA, Fields
from tests.unit.services.test_fields import FOUND, fields
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import region_acts, review
from wbc_desktop.services.differentials import slide_differential
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
