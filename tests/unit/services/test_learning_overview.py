"""What the window shows of the corrections: slips with their cells, exclusions without decisions, a blind reader."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from unit.services.lessons import ADA, BO, CY, NOW, Lessons

from wbc_desktop.domain.learning import LeftOut, LeftOutKind, SecondLook
from wbc_desktop.services import second_read
from wbc_desktop.services.learning_overview import overview
from wbc_desktop.services.leaving_out import forget_looks, leave_out, look_again
from wbc_desktop.services.trail import verify
from wbc_desktop.store.engine import Database


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


@pytest.fixture
def copy(lessons: Lessons) -> list[int]:
    """Two cells of which Ada said something else in another slide than Bo later here."""
    pictures = ["a", "b"]
    first = lessons.slide("first", [("NEU", 0.6)] * 2, contents=pictures)
    ids = lessons.slide("copy", [("NEU", 0.6)] * 2, contents=pictures)
    lessons.decide(dict.fromkeys(first, "MON"), ADA, NOW)
    lessons.decide(dict.fromkeys(ids, "LYM"), BO, NOW + timedelta(hours=1))
    return ids


def test_slips_are_read_with_their_cells_and_folders(db: Database, lessons: Lessons, copy: list[int]) -> None:
    shown = overview(db, "", "Ada")
    assert sorted(shown.cells) == copy
    cell, folder = shown.cells[copy[0]]
    assert (cell.label, folder) == ("LYM", Path("/data/copy"))
    assert shown.slides[lessons.slide_of[copy[0]]] == "copy"
    assert shown.reviewers == ("Bo",)
    assert shown.hidden == 0


def test_second_reader_does_not_see_the_slips_of_the_slide(db: Database, lessons: Lessons, copy: list[int]) -> None:
    second_read.begin(db, lessons.slide_of[copy[0]], CY)
    assert (overview(db, "", "Cy").hidden, overview(db, "", "Cy").cells) == (2, {})
    assert overview(db, "", "Ada").hidden == 0


def test_exclusion_of_nobody_is_shown(db: Database, copy: list[int]) -> None:
    nobody = LeftOut(LeftOutKind.REVIEWER, "Dee", "left the laboratory")
    bo = LeftOut(LeftOutKind.REVIEWER, "Bo", "was being trained")
    for what in (nobody, bo):
        leave_out(db, what, ADA)
    shown = overview(db, "", "Ada")
    assert shown.left_out == {nobody: 0, bo: 2}
    assert shown.reviewers == ("Ada", "Bo", "Dee")


def test_second_look_that_is_taken_back_waits_again(db: Database, copy: list[int]) -> None:
    look_again(db, [SecondLook(copy[0], "LYM", False), SecondLook(copy[1], "LYM", True)], ADA)
    shown = overview(db, "", "Ada")
    assert shown.looked == (copy[0],)
    assert shown.left_out == {LeftOut(LeftOutKind.LOOK): 1}
    assert [lesson.cell_id for lesson in shown.found.lessons] == [copy[1]]
    forget_looks(db, copy, BO)
    shown = overview(db, "", "Ada")
    assert (shown.looked, shown.left_out) == ((), {})
    assert sorted(slip.decision.cell_id for slip in shown.found.slips) == copy
    forget_looks(db, [], BO)
    assert verify(db).sound
