"""What the store counts by week: decisions with the shown prediction, Unidentified cells, announced slides; the CSV."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from unit.services.lessons import ADA, BO, CY, MAPS, NOW, Lessons, a_model, shares

from tests.unit.services.two_folders import shown, two, write_image
from wbc_desktop.domain.cells import ActKind, NewPreclassification, Slide
from wbc_desktop.domain.errors import StorageError, UsageError
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.trends import Trends, Week, WeekNumbers
from wbc_desktop.services import second_read
from wbc_desktop.services.merging import merge
from wbc_desktop.services.trends import COLUMNS, trends, write_csv
from wbc_desktop.store import classifications, foreign, models, preclassifications
from wbc_desktop.store.engine import Database

__all__ = ["two", "write_image"]

pytestmark = pytest.mark.both_databases
WEEK = timedelta(days=7)
FIRST, SECOND = Week(2026, 19), Week(2026, 20)


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


@pytest.fixture
def classify(db: Database) -> Callable[..., int]:
    """``classify(ids, code, at, model="m", unidentified=False)`` stores predictions and returns the model's number."""

    def store(ids: Sequence[int], code: str, at: datetime = NOW, model: str = "m", unidentified: bool = False) -> int:
        with db.write() as s:
            used = a_model(s, model, at)
            new = [NewPreclassification(i, code, 0.8, shares(code, 0.8), unidentified, MAPS) for i in ids]
            preclassifications.add_many(s, used.id, "cpu", new, at)
            return used.id

    return store


def agreed(found: Trends, model_id: int | None = None) -> dict[Week, dict[str, tuple[int, int]]]:
    """Return agreed and compared decisions by week and class."""
    return {
        week: {code: (share.count, share.n) for code, share in numbers.agreement.items()}
        for week, numbers in found.numbers(model_id).items()
        if numbers.agreement
    }


def only(found: Trends) -> WeekNumbers:
    """Return the numbers of the only week."""
    (numbers,) = found.numbers(None).values()
    return numbers


def test_latest_decision_on_a_cell_counts_in_its_week(db: Database, lessons: Lessons) -> None:
    a, b, c, d, e = lessons.slide("one", [("NEU", 0.8)] * 5)
    lessons.decide({a: "NEU", b: "NEU"}, kind=ActKind.CONFIRM)
    lessons.decide({c: "LYM", d: "NC", e: "UNI"})
    lessons.decide({b: "MON"}, BO, NOW + WEEK)
    assert agreed(trends(db)) == {FIRST: {"NEU": (1, 1), "LYM": (0, 1)}, SECOND: {"MON": (0, 1)}}


def test_decision_is_compared_with_the_prediction_that_was_shown(
    db: Database, lessons: Lessons, classify: Callable[..., int]
) -> None:
    a, b = lessons.slide("one", [("NEU", 0.8)] * 2)
    lessons.decide({a: "NEU"})
    other = classify([a, b], "LYM", NOW + WEEK, "other")
    lessons.decide({b: "LYM"}, at=NOW + WEEK)
    found = trends(db)
    assert agreed(found, 1) == {FIRST: {"NEU": (1, 1)}}
    assert agreed(found, other) == {SECOND: {"LYM": (1, 1)}}
    assert list(found.models.values()) == ["other", "m"]


def test_decision_before_any_prediction_is_not_compared(
    db: Database, lessons: Lessons, classify: Callable[..., int], two: tuple[Slide, Slide]
) -> None:
    slide, _ = two
    ids = [cell.id for cell in shown(db, slide).values()]
    lessons.slide_of.update(dict.fromkeys(ids, slide.id))
    lessons.decide({ids[0]: "NEU"})
    classify(ids, "NEU")
    assert agreed(trends(db)) == {}
    lessons.decide({ids[1]: "NEU"})
    assert agreed(trends(db)) == {FIRST: {"NEU": (1, 1)}}


def test_cell_that_the_model_left_unidentified_is_counted_apart(
    db: Database, lessons: Lessons, classify: Callable[..., int]
) -> None:
    a, b, c, _ = lessons.slide("one", [("NEU", 0.8)] * 4)
    classify([a, b], "LYM", model="unsure", unidentified=True)
    lessons.decide({a: "NEU", b: "LYM", c: "NEU"})
    found = only(trends(db))
    assert (found.left_open, {code: share.n for code, share in found.agreement.items()}) == (
        {"NEU": 1, "LYM": 1},
        {"NEU": 1},
    )
    assert found.unidentified is not None
    assert (found.unidentified.count, found.unidentified.n) == (2, 6)


def test_undone_decision_does_not_count_and_a_restored_one_keeps_its_week(db: Database, lessons: Lessons) -> None:
    (a,) = lessons.slide("one", [("NEU", 0.8)])
    first = lessons.decide({a: "NEU"})
    second = lessons.decide({a: "LYM"}, at=NOW + WEEK)
    lessons.undo(second, at=NOW + 2 * WEEK)
    assert agreed(trends(db)) == {FIRST: {"NEU": (1, 1)}}
    lessons.undo(first, at=NOW + 2 * WEEK)
    assert agreed(trends(db)) == {}


def test_second_read_is_not_counted(db: Database, lessons: Lessons) -> None:
    a, b = lessons.slide("one", [("NEU", 0.8)] * 2)
    lessons.decide({a: "NEU", b: "LYM"})
    with db.write() as s:
        foreign.record(s, lessons.slide_of[a], Foreignness(sha("m"), 60, 12.0, 11.0, 9.0, True), NOW)
    own = second_read.begin(db, lessons.slide_of[a], BO)
    copies = [cell.id for cell in shown(db, own).values()]
    lessons.slide_of.update(dict.fromkeys(copies, own.id))
    lessons.decide(dict.fromkeys(copies, "MON"), BO, NOW + WEEK)
    found = trends(db)
    assert agreed(found) == {FIRST: {"NEU": (1, 1), "LYM": (0, 1)}}
    numbers = found.numbers(None)
    assert list(numbers) == [FIRST]
    assert numbers[FIRST].unidentified is not None
    assert numbers[FIRST].unidentified.n == 2
    assert numbers[FIRST].announced is not None
    assert (numbers[FIRST].announced.count, numbers[FIRST].announced.n) == (1, 1)


def sha(model: str) -> str:
    return hashlib.sha256(model.encode()).hexdigest()


@pytest.mark.slow
def test_merged_copies_count_once_in_the_week_of_the_decision(
    db: Database, lessons: Lessons, classify: Callable[..., int], two: tuple[Slide, Slide]
) -> None:
    for slide in two:
        cells = {content: cell.id for content, cell in shown(db, slide).items()}
        lessons.slide_of.update(dict.fromkeys(cells.values(), slide.id))
        classify(list(cells.values()), "NEU")
        lessons.decide(dict.fromkeys(cells.values(), "NEU"), at=NOW)
    assert agreed(trends(db)) == {FIRST: {"NEU": (5, 5)}}, "the picture that is in both folders counts once"
    merge(db, two[0].id, two[1].id, ADA)
    found = trends(db)
    assert agreed(found) == {FIRST: {"NEU": (5, 5)}}
    assert only(found).unidentified is not None
    assert only(found).unidentified.n == 5  # type: ignore[union-attr]


def test_newest_judgement_of_each_slide_by_each_model_counts(
    db: Database, lessons: Lessons, classify: Callable[..., int]
) -> None:
    slides = [lessons.slide_of[lessons.slide(name, [("NEU", 0.8)])[0]] for name in ("one", "two", "three")]
    classify([], "NEU", model="n")

    def judge(slide: int, model: str, shift: float, cells: int, at: datetime) -> None:
        with db.write() as s:
            foreign.record(s, slide, Foreignness(sha(model), cells, shift, shift - 1, 9.0, shift > 10), at)

    judge(slides[0], "m", 18.0, 60, NOW)
    judge(slides[0], "m", 4.5, 80, NOW + WEEK)
    judge(slides[0], "n", 13.5, 80, NOW + WEEK)
    judge(slides[1], "m", 27.0, 60, NOW)
    judge(slides[2], "m", 27.0, 19, NOW)  # too few cells to say anything
    judge(slides[2], "gone", 27.0, 60, NOW)
    found = trends(db)
    rows = {
        (name, week): (numbers.announced.count, numbers.announced.n, numbers.shift)
        for number, name in found.models.items()
        for week, numbers in found.numbers(number).items()
        if numbers.announced is not None
    }
    assert rows == {("m", FIRST): (1, 1, 3.0), ("m", SECOND): (0, 1, 0.5), ("n", SECOND): (1, 1, 1.5)}


def test_changes_of_the_active_model_are_found(db: Database, lessons: Lessons, classify: Callable[..., int]) -> None:
    ids = lessons.slide("one", [("NEU", 0.8)])
    other = classify(ids, "LYM", NOW + 2 * WEEK, "other")
    with db.write() as s:
        models.activate(s, 1, None, NOW)
        models.activate(s, other, CY, NOW + WEEK)
        models.activate(s, 1, CY, NOW + 2 * WEEK, act=models.ROLL_BACK)
    noon = 19 / 24 / 7  # Monday, 12:00 UTC, is 19:00 here
    assert [name for _, name in trends(db).switches] == ["other", "m"]
    assert [place for place, _ in trends(db).switches] == pytest.approx([1 + noon, 2 + noon])


def test_weeks_are_those_of_the_zone(db: Database, lessons: Lessons) -> None:
    (a,) = lessons.slide("one", [("NEU", 0.8)])
    lessons.decide({a: "NEU"}, at=datetime(2026, 5, 10, 18, 0, tzinfo=UTC))
    assert list(agreed(trends(db))) == [SECOND]  # the tests run at UTC+7, where it is Monday
    assert list(agreed(trends(db, UTC))) == [FIRST]


def test_csv_has_a_row_for_each_number_and_is_no_formula(db: Database, lessons: Lessons, tmp_path: Path) -> None:
    ids = lessons.slide("one", [("NEU", 0.8)] * 4, model="=1+1")
    lessons.decide(dict(zip(ids, ["NEU", "NEU", "NEU", "LYM"], strict=True)))
    path = tmp_path / "over time.csv"
    assert write_csv(trends(db), path) == 4
    head, *rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert tuple(head) == COLUMNS
    start = ["2026-W19", "2026-05-04", "'=1+1"]
    assert rows[0] == [*start, "agreement", "", "3", "4", "0.750000", "0.194120", "0.993691"]
    assert [row[3:7] for row in rows[1:]] == [
        ["agreement", "NEU", "3", "3"],
        ["agreement", "LYM", "0", "1"],
        ["unidentified", "", "0", "4"],
    ]
    with pytest.raises(UsageError):
        write_csv(trends(db), tmp_path)
    with pytest.raises(StorageError):
        write_csv(trends(db), tmp_path / "none" / "over time.csv")


def test_database_without_work_has_no_weeks(db: Database) -> None:
    found = trends(db)
    assert (found.weeks, found.models, found.numbers(None)) == ((), {}, {})


def test_rows_are_read_in_parts(db: Database, lessons: Lessons, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbc_desktop.store.trends.ROWS", 3)
    ids = lessons.slide("one", [("NEU", 0.8)] * 8)
    act = lessons.decide(dict.fromkeys(ids, "NEU"))
    lessons.undo(act)
    with db.write() as s:
        redone = dict.fromkeys(ids, "NEU")
        classifications.record(s, lessons.slide_of[ids[0]], ActKind.REDO, redone, ADA, NOW + WEEK, target=act)
    assert agreed(trends(db)) == {FIRST: {"NEU": (8, 8)}}
