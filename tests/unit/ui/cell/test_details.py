"""The history of a cell in the cell view."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wbc_desktop.domain.cells import ScannedImage
from wbc_desktop.store import classifications, files, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.details import Event, load_details

TEN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def test_merged_decision_is_in_the_history_with_its_own_time_and_reviewer(db: Database) -> None:
    merged_at = TEN + timedelta(hours=2)
    with db.write() as s:
        slide = slides.create(s, "/data/one", "one", TEN)
        (cell_id,) = files.record_images(s, slide.id, [ScannedImage("0.png", 9, 8, "a" * 64, 30, 20)], TEN)
        classifications.record_merged(s, slide.id, {("Ada", TEN): {cell_id: "NEU"}}, merged_at, "merged")
    (event,) = load_details(db, cell_id).history
    assert event == Event(TEN, "Decided as Neutrophil in a merged folder", "Ada")
