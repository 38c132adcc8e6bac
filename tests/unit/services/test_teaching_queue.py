"""The queue of cells to classify: only those that wait, of one model, and unlike those that are decided."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from unit.services.lessons import ADA, NOW, Lessons, features

from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.services.counting import change_counting
from wbc_desktop.services.teaching_queue import renewed, teaching_queue, waiting_slides
from wbc_desktop.store import foreign
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import CellRow


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


def test_only_waiting_cells_of_the_slides_are_in_the_queue(db: Database, lessons: Lessons) -> None:
    vectors = [features(n, n % 3) for n in range(6)]
    ids = lessons.slide("one", [("NEU", 0.5)] * 6, vectors)
    others = lessons.slide("two", [("LYM", 0.5)] * 6, vectors)
    lessons.decide({ids[0]: "NEU", ids[1]: "LYM", ids[2]: "UNI"})
    assert sorted(teaching_queue(db, [1])) == ids[2:]
    assert sorted(teaching_queue(db, [1, 2])) == sorted(ids[2:] + others)
    assert len(teaching_queue(db, [1, 2], 3)) == 3
    assert teaching_queue(db, []) == teaching_queue(db, [3]) == []


def test_cells_that_are_unlike_decided_ones_come_first(db: Database, lessons: Lessons) -> None:
    """The model is in doubt about all of them; only two are far from the decided cell."""
    vectors = [features(0, 0)] * 66 + [features(9, 9)] * 2
    ids = lessons.slide("one", [("NEU", 0.4)] * 68, vectors)
    lessons.decide({ids[0]: "NEU"})
    assert set(ids[66:]) <= set(teaching_queue(db, [1], 16))
    lessons.decide({ids[66]: "BLA", ids[1]: "NC"})  # a class that the model does not know
    assert ids[67] in teaching_queue(db, [1], 66)


def test_cell_that_the_model_is_sure_of_comes_last(db: Database, lessons: Lessons) -> None:
    ids = lessons.slide("one", [("NEU", 0.99), *[("NEU", 0.4)] * 64], [features(n % 8, n // 8) for n in range(65)])
    queue = teaching_queue(db, [1])
    assert len(queue) == 65
    assert ids[0] not in queue[:16]


def test_features_of_one_model_are_compared(db: Database, lessons: Lessons) -> None:
    lessons.slide("old", [("NEU", 0.5)], [features(1, 2, 3)], model="old")
    lessons.slide("without", [("NEU", 0.5)] * 9)
    (decided,) = lessons.slide("decided", [("NEU", 0.5)], [features(1, 2, 3)], model="old")
    lessons.decide({decided: "NEU"})
    ids = lessons.slide("new", [("NEU", 0.5)] * 2, [features(1, 2), features(5, 2)], model="new")
    assert sorted(teaching_queue(db, [1, 2, 3, 4])) == ids


def test_cut_cells_that_do_not_count_are_not_asked_for(db: Database, lessons: Lessons) -> None:
    ids = lessons.slide("one", [("NEU", 0.5)] * 2, [features(1, 2), features(5, 2)])
    with db.write() as s:
        s.execute(update(CellRow).where(CellRow.id == ids[0]).values(cut=True))
    assert sorted(teaching_queue(db, [1])) == ids
    change_counting(db, False, ADA)
    assert teaching_queue(db, [1]) == ids[1:]


def test_announced_slides_with_waiting_cells_come_first(db: Database, lessons: Lessons) -> None:
    one, two = lessons.slide("one", [("NEU", 0.5)] * 2), lessons.slide("two", [("NEU", 0.5)] * 3)
    done = lessons.slide("done", [("NEU", 0.5)])
    lessons.decide({one[0]: "NEU"})
    lessons.decide({done[0]: "NEU"})
    with db.write() as s:
        foreign.record(s, lessons.slide_of[one[0]], Foreignness("m", 60, 9.0, 8.0, 1.0, True), NOW)
    found = [(waiting.slide.name, waiting.cells, waiting.announced) for waiting in waiting_slides(db)]
    assert found == [("one", 1, True), ("two", len(two), False)]


def test_renewed_queue_keeps_what_a_person_sees() -> None:
    assert renewed([1, 2, 3, 4, 5], {1, 5}, 2, [4, 9, 3]) == [1, 2, 5, 4, 9]
    assert renewed([1, 2, 3], {1, 2}, 2, [7]) == [1, 2, 7]
    assert renewed([1, 2, 3], {1}, 99, [3, 2]) == [1, 3, 2]
