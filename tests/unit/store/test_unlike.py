"""How many cells of a slide are unlike what the model knows: the last word counts, of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from wbc_desktop.domain.cells import ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.unlike import Unlikeness
from wbc_desktop.store import cells, copying, files, preclassifications, slides, unlike
from wbc_desktop.store.engine import Database


def word(cell_id: int, score: float | None) -> NewPreclassification:
    return NewPreclassification(cell_id, "NEU", 0.9, {"NEU": 0.9}, False, None, score)


@pytest.fixture
def three(db: Database, slide: Slide, image: Callable[..., ScannedImage], now: datetime) -> list[int]:
    with db.write() as s:
        return files.record_images(s, slide.id, [image("a.png"), image("b.png"), image("c.png")], now)


def test_the_last_word_on_each_shown_cell_counts(
    db: Database, slide: Slide, three: list[int], make_model: Callable[[str], ModelVersion], now: datetime
) -> None:
    a, b, c = three
    model, other = make_model("m"), make_model("n")
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", [word(a, 1.5), word(b, 0.5), word(c, None)], now)
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(1, 2)
        assert [x.preclassification.unlike for x in cells.get_many(s, three) if x.preclassification] == [1.5, 0.5, None]
    with db.write() as s:
        preclassifications.add_many(s, other.id, "cpu", [word(a, 0.5), word(b, 1.0), word(c, 7.0)], now)
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(1, 3)
        assert [p.unlike for p in preclassifications.history(s, a)] == [1.5, 0.5]
    with db.write() as s:
        files.mark_missing(s, slide.id, ["c.png"])
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(0, 2)


def test_a_slide_without_a_word_has_nothing_to_count(db: Database, slide: Slide, three: list[int]) -> None:
    with db.read() as s:
        assert unlike.of_slide(s, slide.id) == Unlikeness(0, 0)


def test_cells_taken_to_another_slide_keep_their_score(
    db: Database, slide: Slide, three: list[int], make_model: Callable[[str], ModelVersion], now: datetime
) -> None:
    model = make_model("m")
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", [word(n, 2.0) for n in three], now)
        there = slides.create(s, "/data/two", "two", now)
        copying.copy_cells(s, cells.get_many(s, three), slide.id, there.id, lambda path: path, now)
    with db.read() as s:
        assert unlike.of_slide(s, there.id) == Unlikeness(3, 3)
