"""The queue of cells to classify: only those that wait, of one model, and unlike those that are decided."""

from __future__ import annotations

import pytest
from unit.services.lessons import Lessons, features

from wbc_desktop.services.teaching_queue import teaching_queue
from wbc_desktop.store.engine import Database


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
