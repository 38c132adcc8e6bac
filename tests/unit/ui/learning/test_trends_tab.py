"""The tab "Over time": empty, with plots, as a table, with the keyboard, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot
from unit.services.lessons import ADA, NOW, Lessons
from unit.ui.fields import named

from tests.looks import without_room
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.trends import COLUMNS
from wbc_desktop.store import models
from wbc_desktop.ui.learning import trends_tab
from wbc_desktop.ui.learning.trend_plot import TrendPlot
from wbc_desktop.ui.learning.trends_tab import TrendsTab
from wbc_desktop.ui.widgets.labels import Label

WEEK = timedelta(days=7)


@pytest.fixture
def tab(qtbot: QtBot, context: SlideContext) -> Iterator[TrendsTab]:
    made = TrendsTab(context)
    qtbot.addWidget(made)
    made.resize(960, 540)
    yield made
    made.stop()


@pytest.fixture
def worked(context: SlideContext) -> Lessons:
    """Three weeks: in the second nothing happens, in the third another model is active."""
    lessons = Lessons(context.db)
    ids = lessons.slide("one", [("NEU", 0.8)] * 4)
    lessons.decide(dict(zip(ids, ["NEU", "NEU", "NEU", "LYM"], strict=True)))
    later = lessons.slide("two", [("LYM", 0.8)] * 2, model="better <b>one</b>")
    with context.db.write() as s:
        models.activate(s, 1, None, NOW)
        models.activate(s, 2, ADA, NOW + 2 * WEEK)
    lessons.decide(dict.fromkeys(later, "LYM"), at=NOW + 2 * WEEK)
    return lessons


def show(qtbot: QtBot, tab: TrendsTab) -> None:
    tab.show()
    qtbot.waitUntil(lambda: bool(tab.plots), timeout=60_000)


def texts(tab: TrendsTab) -> str:
    return "\n".join(label.text() for label in tab.findChildren(Label) if label.isVisible())


def choice(tab: TrendsTab, name: str) -> QComboBox:
    (found,) = [box for box in tab.findChildren(QComboBox) if box.accessibleName() == name]
    return found


def push(tab: TrendsTab, text: str) -> QPushButton:
    (found,) = [button for button in tab.findChildren(QPushButton) if button.text().replace("&", "") == text]
    return found


def test_tab_says_that_there_is_nothing_yet_and_what_comes(qtbot: QtBot, tab: TrendsTab) -> None:
    tab.show()
    qtbot.waitUntil(lambda: "Nothing yet" in texts(tab))
    assert "week by week" in texts(tab)
    assert not push(tab, "Save as CSV…").isVisible()


def test_plots_show_the_last_week_and_the_change_of_the_model(qtbot: QtBot, tab: TrendsTab, worked: Lessons) -> None:
    show(qtbot, tab)
    assert list(tab.plots) == [
        "All classes",
        "NEU Neutrophil",
        "LYM Lymphocyte",
        "Unidentified cells",
        "Slides that look different",
        "Median shift (1: limit)",
    ]
    assert "Week 2026-W21 (from 2026-05-18)" in texts(tab)
    assert "The active model changed: 1 better <b>one</b>" in texts(tab)
    assert tab.plots["LYM Lymphocyte"].accessibleDescription() == (
        "Week 2026-W21 (from 2026-05-18): 100.0 %, 2 of 2, 95 % interval 15.8–100.0 %"
    )
    assert tab.plots["NEU Neutrophil"].words().endswith(": nothing in this week")
    assert named(tab)


def test_arrow_keys_and_mouse_choose_the_week_in_all_plots(qtbot: QtBot, tab: TrendsTab, worked: Lessons) -> None:
    show(qtbot, tab)
    first, other = tab.plots["All classes"], tab.plots["Unidentified cells"]
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert (first.week, other.week) == (1, 1)
    qtbot.keyClick(first, Qt.Key.Key_Home)
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert "Week 2026-W19" in texts(tab)
    assert "75.0 %, 3 of 4" in first.accessibleDescription()
    assert "0.0 %, 0 of 6" in other.accessibleDescription()
    qtbot.mouseMove(other, QPoint(other.width() // 2, other.height() // 2))
    assert (first.week, other.week) == (1, 1)
    qtbot.mouseMove(other, QPoint(other.width() - 2, other.height() // 2))
    assert first.week == 2


def test_model_class_and_weeks_are_chosen(qtbot: QtBot, tab: TrendsTab, worked: Lessons) -> None:
    show(qtbot, tab)
    model = choice(tab, "Model")
    assert [model.itemText(n) for n in range(model.count())] == ["All models", "better <b>one</b>", "m"]
    model.setCurrentIndex(2)
    assert "NEU Neutrophil" in tab.plots
    choice(tab, "Class").setCurrentIndex(2)
    assert list(tab.plots)[:2] == ["LYM Lymphocyte", "Unidentified cells"]
    model.setCurrentIndex(1)
    assert choice(tab, "Class").currentText() == "LYM Lymphocyte"
    assert "Week 2026-W21" in texts(tab)


def test_table_has_the_same_numbers_newest_first(qtbot: QtBot, tab: TrendsTab, worked: Lessons) -> None:
    show(qtbot, tab)
    push(tab, "As a table").click()
    (table,) = tab.findChildren(QTableView)
    assert table.isVisible()
    rows = table.model()
    cells = [[rows.index(row, column).data() for column in range(rows.columnCount())] for row in range(rows.rowCount())]
    assert cells[0] == ["2026-W21", "2026-05-18", "Agreement", "All classes", "100.0 %", "15.8–100.0", "2 of 2"]
    assert cells[-1] == ["2026-W19", "2026-05-04", "Unidentified cells", "", "0.0 %", "0.0–45.9", "0 of 6"]
    push(tab, "As a table").click()
    assert not table.isVisible()


def test_csv_is_written_and_the_message_is_in_the_tab(
    qtbot: QtBot, tab: TrendsTab, worked: Lessons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "weeks.csv"
    monkeypatch.setattr(trends_tab, "ask_where", lambda *_: path)
    show(qtbot, tab)
    push(tab, "Save as CSV…").click()
    qtbot.waitUntil(lambda: f"Written: {path}" in texts(tab))
    assert path.read_text(encoding="utf-8").startswith(",".join(COLUMNS))
    monkeypatch.setattr(trends_tab, "ask_where", lambda *_: tmp_path / "gone" / "weeks.csv")
    push(tab, "Save as CSV…").click()
    qtbot.waitUntil(lambda: "its folder does not exist" in texts(tab))


def test_change_is_read_again_while_the_tab_is_shown(
    qtbot: QtBot, tab: TrendsTab, worked: Lessons, context: SlideContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trends_tab, "REREAD_MS", 10)
    show(qtbot, tab)
    (cell,) = worked.slide("three", [("EOS", 0.8)])
    worked.decide({cell: "EOS"})
    context.announce(Changes(worked.slide_of[cell], (cell,)))
    qtbot.waitUntil(lambda: "EOS Eosinophil" in tab.plots)


def test_tab_says_why_nothing_was_read_and_reads_again_when_it_is_shown(
    qtbot: QtBot, tab: TrendsTab, worked: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_db: object) -> None:
        raise StorageError("The disk is gone: plug it in again.")

    with monkeypatch.context() as broken:
        broken.setattr(trends_tab, "trends", fail)
        tab.show()
        qtbot.waitUntil(lambda: "The disk is gone" in texts(tab))
    tab.hide()
    show(qtbot, tab)
    assert "The disk is gone" not in texts(tab)


@pytest.mark.slow
@pytest.mark.parametrize("width", [520, 960])
def test_nothing_is_cut(qtbot: QtBot, tab: TrendsTab, worked: Lessons, width: int) -> None:
    tab.resize(width, 420)
    show(qtbot, tab)
    assert without_room(tab) == []
    push(tab, "As a table").click()
    assert without_room(tab) == []


def test_plot_is_painted_in_the_colour_of_the_class(qtbot: QtBot, tab: TrendsTab, worked: Lessons) -> None:
    show(qtbot, tab)
    plot = tab.plots["LYM Lymphocyte"]
    assert isinstance(plot, TrendPlot)
    image = plot.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, 24)}
    assert QColor(cell_class("LYM").colour).name() in colours


def test_plots_are_painted_while_the_model_never_changed(qtbot: QtBot, tab: TrendsTab, context: SlideContext) -> None:
    lessons = Lessons(context.db)
    ids = lessons.slide("one", [("NEU", 0.8)] * 4)
    lessons.decide(dict.fromkeys(ids, "NEU"))
    with qtbot.captureExceptions() as faults:
        show(qtbot, tab)
        for plot in tab.plots.values():
            assert not plot.grab().isNull()
    assert faults == []
