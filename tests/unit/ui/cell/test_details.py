"""The history of a cell in the cell view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.services.classifying import AdaptingEngine, Work
from tests.unit.services.conftest import work
from tests.unit.services.test_fields import ADA, A, B, Fields, fields
from training.core.foreign import ENOUGH
from wbc_desktop.domain.cells import ScannedImage
from wbc_desktop.domain.regions import Box
from wbc_desktop.services import region_acts, review
from wbc_desktop.services.counting import change_counting
from wbc_desktop.store import cells, classifications, files, regions, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.cell_words import class_sentence
from wbc_desktop.ui.cell.details import Event, load_details

__all__ = ["fields", "work"]

TEN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def test_merged_decision_is_in_the_history_with_its_own_time_and_reviewer(db: Database) -> None:
    merged_at = TEN + timedelta(hours=2)
    with db.write() as s:
        slide = slides.create(s, "/data/one", "one", TEN)
        (cell_id,) = files.record_images(s, slide.id, [ScannedImage("0.png", 9, 8, "a" * 64, 30, 20)], TEN)
        classifications.record_merged(s, slide.id, {("Ada", TEN): {cell_id: "NEU"}}, merged_at, "merged")
    (event,) = load_details(db, cell_id).history
    assert event == Event(TEN, "Decided as Neutrophil in a merged folder", "Ada")


def test_region_drawn_in_a_merged_folder_is_told_in_words(fields: Fields) -> None:
    with fields.db.write() as s:
        page = regions.picture_of(s, cells.get(s, fields.page("f2.bmp")))
        (proposed,) = regions.add(s, fields.slide.id, [regions.NewRegion(page, B)], "find", TEN)
        classifications.record_merged(s, fields.slide.id, {("Bo", TEN): {proposed: None}}, TEN, "merged")
    assert ("f2.bmp", B) in fields.boxes()
    assert load_details(fields.db, proposed).history == (Event(TEN, "Drawn in a merged folder", "Bo"),)


def texts(made: Fields, cell_id: int) -> list[str]:
    """Return the history of a cell, the oldest event first."""
    return [event.what for event in reversed(load_details(made.db, cell_id).history)]


def test_acts_on_boxes_are_told_in_words(fields: Fields) -> None:
    db, slide = fields.db, fields.slide.id
    first = fields.cells()[0].id
    review.reclassify(db, slide, [first], "EOS", ADA)
    region_acts.remove(db, slide, [first], ADA)
    review.undo(db, slide, ADA)
    review.redo(db, slide, ADA)
    assert texts(fields, first) == ["Decided as Eosinophil", "Removed: no cell", "Undone: removed", "Redone: removed"]
    (drawn,) = region_acts.draw(db, slide, fields.page("f2.bmp"), Box(60, 60, 30, 30), ADA).cells
    review.undo(db, slide, ADA)
    review.redo(db, slide, ADA)
    assert texts(fields, drawn) == ["Drawn", "Undone: drawn", "Redone: drawn"]
    pair = next(cell.id for cell in fields.cells() if cell.box == B)
    halved = region_acts.split(db, slide, pair, region_acts.halves(B), ADA).cells
    assert texts(fields, pair) == ["Split into several cells"]
    assert texts(fields, halved[1]) == ["Drawn in the split of a box"]


@pytest.mark.parametrize(("cut_cells", "words"), [(True, "to be confirmed"), (False, "not counted")])
def test_cut_cell_is_to_be_confirmed_only_if_it_counts(fields: Fields, cut_cells: bool, words: str) -> None:
    fields.classify()
    change_counting(fields.db, cut_cells, ADA)
    first, _, cut = fields.cells()
    sentences = [
        class_sentence(now.cell, now.cut_cells) for now in (load_details(fields.db, c.id) for c in (first, cut))
    ]
    assert sentences == ["Neutrophil, to be confirmed", f"Monocyte, {words}"]
    review.confirm(fields.db, fields.slide.id, [cut.id], ADA)
    now = load_details(fields.db, cut.id)
    assert class_sentence(now.cell, now.cut_cells) == "Monocyte, confirmed by Ada"


def test_neighbours_and_proposed_regions_are_those_of_the_field(fields: Fields) -> None:
    first, second, cut = fields.cells()
    details = load_details(fields.db, first.id)
    assert [cell.box for cell in details.neighbours] == [A, B]
    assert [cell.id for cell in load_details(fields.db, cut.id).neighbours] == [cut.id]
    empty = load_details(fields.db, fields.page("f2.bmp"), whole_field=True)
    assert (empty.neighbours, empty.in_field) == ((), True)
    assert second.id in [cell.id for cell in details.neighbours]


@pytest.mark.slow
def test_adapted_predictions_are_told_in_words(work: Callable[..., Work]) -> None:
    now = work(ENOUGH)
    with now.db.read() as s:
        first, *_, last = cells.ids(s, now.slide.id)
        kept = Path(cells.get(s, last).path).name
    now(AdaptingEngine(kept=frozenset({kept})))
    plain, adapted = (
        "Preclassified Neutrophil, 75.0 %",
        "Preclassified Lymphocyte, 75.0 %; adapted to the stain of the slide",
    )
    assert [event.what for event in load_details(now.db, first).history] == [adapted, plain]
    assert [event.what for event in load_details(now.db, last).history] == [plain, plain]
