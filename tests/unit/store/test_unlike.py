"""The number of unlike cells of a slide: the latest predictions of shown cells count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from wbc_desktop.domain.cells import ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.unlike import Unlikeness
from wbc_desktop.store import cells, copying, files, preclassifications, slides, unlike
from wbc_desktop.store.engine import Database


def prediction(cell_id: int, score: float | None) -> NewPreclassification:
    return NewPreclassification(cell_id, "NEU", 0.9, {"NEU": 0.9}, False, None, score)


@pytest.fixture
def three(db: Database, slide: Slide, image: Callable[..., ScannedImage], now: datetime) -> list[int]:
    with db.write() as s:
        return files.record_images(s, slide.id, [image("a.png"), image("b.png"), image("c.png")], now)


def test_latest_prediction_of_shown_cells_counts(
    db: Database, slide: Slide, three: list[int], make_model: Callable[[str], ModelVersion], now: datetime
) -> None:
    a, b, c = three
    model, other = make_model("m"), make_model("n")
    with db.write() as s:
        preclassifications.add_many(
            s, model.id, "cpu", [prediction(a, 1.5), prediction(b, 0.5), prediction(c, None)], now
        )
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(1, 2)
        assert [x.preclassification.unlike for x in cells.get_many(s, three) if x.preclassification] == [1.5, 0.5, None]
    with db.write() as s:
        preclassifications.add_many(
            s, other.id, "cpu", [prediction(a, 0.5), prediction(b, 1.0), prediction(c, 7.0)], now
        )
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(1, 3)
        assert [p.unlike for p in preclassifications.history(s, a)] == [1.5, 0.5]
    with db.write() as s:
        files.mark_missing(s, slide.id, ["c.png"])
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(0, 2)


def test_slide_without_predictions(db: Database, slide: Slide, three: list[int]) -> None:
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(0, 0)


def test_copied_cells_keep_their_score(
    db: Database, slide: Slide, three: list[int], make_model: Callable[[str], ModelVersion], now: datetime
) -> None:
    model = make_model("m")
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", [prediction(n, 2.0) for n in three], now)
        there = slides.create(s, "/data/two", "two", now)
        copying.copy_cells(s, cells.get_many(s, three), slide.id, there.id, lambda path: path, now)
    with db.read() as s:
        assert unlike.of_slide(s, there.id) == Unlikeness(3, 3)
