"""The left pane of the window."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from wbc_desktop.item_models.slides import SlideListModel
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.shell.slide_panel import LOW, SlidePanel
from wbc_desktop.ui.slides.slide_list import LEAST_ROWS, ROW_HEIGHT


def test_filters_are_offered_only_while_a_slide_is_open(qtbot: QtBot, db: Database) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    model = SlideListModel(db, window)
    panel = SlidePanel(model, Commands(window, window.menuBar()), window)
    with db.write() as s:
        slide = slides.create(s, "/slides/1", "One", datetime(2026, 5, 4, tzinfo=UTC))
    shown = []
    for opened in (None, slide, None):
        panel.mark(opened)
        shown.append(not panel.filters.isHidden())
    model.stop()
    assert shown == [False, True, False]


def test_slides_take_less_room_in_a_low_window(qtbot: QtBot, db: Database) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    model = SlideListModel(db, window)
    panel = SlidePanel(model, Commands(window, window.menuBar()), window)
    window.show()
    above = []
    for height in (LOW - 1, LOW):
        panel.resize(300, height)
        above.append((panel.slides.list.minimumHeight(), panel.title.isHidden()))
    model.stop()
    assert above == [(ROW_HEIGHT, True), (LEAST_ROWS * ROW_HEIGHT, False)]
