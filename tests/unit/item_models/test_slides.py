"""The list of slides: recent first, each with its progress; it follows changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.item_models.slides import SlideListModel, SlideProgress, SlideState
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.counting import change_counting
from wbc_desktop.store import cells, slides
from wbc_desktop.store.engine import Database
from wbc_desktop.store.tables import CellRow


@pytest.fixture
def database(db: Database) -> Database:
    """Return a new database per test, because the list shows every slide of a database."""
    return db


@pytest.fixture
def slide_list(qtbot: QtBot, database: Database, qtlog: Any) -> Iterator[SlideListModel]:
    model = SlideListModel(database)
    checker = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    model.stop()
    checker.deleteLater()
    assert [record.message for record in qtlog.records if "FAIL" in record.message] == []


def lines(model: SlideListModel) -> list[str]:
    return [model.data(model.index(row)).splitlines()[1] for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("progress", "state", "text"),
    [
        (SlideProgress(0, 0), SlideState.NEW, "0 cells, new"),
        (SlideProgress(1, 0), SlideState.NEW, "1 cell, new"),
        (SlideProgress(1234, 5), SlideState.IN_REVIEW, "1,234 cells, 5 reviewed"),
        (SlideProgress(5, 5), SlideState.REVIEWED, "5 cells, reviewed"),
    ],
)
def test_progress_as_text(progress: SlideProgress, state: SlideState, text: str) -> None:
    assert progress.state is state
    assert str(progress) == text


def test_recent_slides_are_first_and_are_counted(
    qtbot: QtBot, slide_list: SlideListModel, make_bench: Callable[[], Any]
) -> None:
    assert slide_list.rowCount() == 0
    first, second = make_bench(), make_bench()
    ids = first.add("a.png", "b.png").cells
    slide_list.refresh(Changes(second.slide.id, slides=True))
    qtbot.waitUntil(lambda: slide_list.rowCount() == 1)  # a folder without images is not listed
    slide_list.refresh(second.add("x.png"))
    qtbot.waitUntil(lambda: slide_list.rowCount() == 2)
    assert slide_list.slide(0) == second.slide
    assert slide_list.data(slide_list.index(1), SlideListModel.SlideRole) == first.slide
    assert slide_list.data(slide_list.index(1), Qt.ItemDataRole.ToolTipRole) == first.slide.folder
    assert slide_list.slide(2) is None
    qtbot.waitUntil(lambda: lines(slide_list) == ["1 cell, new", "2 cells, new"])
    slide_list.refresh(first.classify({ids[0]: "NEU"}))
    qtbot.waitUntil(lambda: lines(slide_list) == ["1 cell, new", "2 cells, 1 reviewed"])
    assert slide_list.data(slide_list.index(1), SlideListModel.ProgressRole) == SlideProgress(2, 1)


def test_slides_are_counted_again_by_another_rule(
    qtbot: QtBot, slide_list: SlideListModel, make_bench: Callable[[], Any]
) -> None:
    slide_list.recount()  # no slide is counted yet
    bench = make_bench()
    bench.add("a.png", "b.png")
    with bench.db.write() as s:
        s.execute(update(CellRow).values(cut=CellRow.id == cells.ids(s, bench.slide.id)[0]))
    slide_list.refresh(Changes(bench.slide.id, slides=True))
    qtbot.waitUntil(lambda: slide_list.rowCount() == 1 and lines(slide_list) == ["2 cells, new"])
    change_counting(bench.db, False, Identity("Ada"))
    slide_list.recount()
    qtbot.waitUntil(lambda: lines(slide_list) == ["1 cell, new"])


def test_slide_that_is_opened_again_moves_to_the_top(
    qtbot: QtBot, slide_list: SlideListModel, make_bench: Callable[[], Any]
) -> None:
    first, second = make_bench(), make_bench()
    for one in (first, second):
        one.add("a.png")
    slide_list.refresh(Changes(second.slide.id, slides=True))
    qtbot.waitUntil(lambda: slide_list.rowCount() == 2)
    assert slide_list.row_of(first.slide.id) == 1
    with first.db.write() as s:
        slides.touch(s, first.slide.id, first.now + timedelta(hours=1))
        slides.move(s, first.slide.id, "/elsewhere/renamed", "renamed")
    slide_list.refresh(Changes(first.slide.id, slides=True))
    qtbot.waitUntil(lambda: slide_list.row_of(first.slide.id) == 0)
    assert str(slide_list.data(slide_list.index(0))).startswith("renamed\n")


def test_read_error_is_reported(
    qtbot: QtBot, slide_list: SlideListModel, make_bench: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from wbc_desktop.domain.errors import StorageError

    def fail(*_: object) -> None:
        raise StorageError("The database is busy.")

    monkeypatch.setattr(slides, "with_cells", fail)
    with qtbot.waitSignal(slide_list.failed) as failed:
        slide_list.refresh(Changes(1, slides=True))
    assert failed.args == ["The database is busy."]
    monkeypatch.undo()
    bench = make_bench()
    bench.add("a.png")
    slide_list.refresh(Changes(bench.slide.id, slides=True))
    qtbot.waitUntil(lambda: slide_list.rowCount() == 1)
