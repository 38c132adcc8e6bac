"""Panels side by side: the preferred one keeps its width while the others exceed their minimum."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.widgets.columns import Columns

LEAST = (200, 100, 150)


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    """Three panels of 300, 400 and 300 pixels; the middle one prefers 350 and needs 100."""
    made = Columns()
    qtbot.addWidget(made)
    for least in LEAST:
        panel = QWidget()
        panel.setMinimumWidth(least)
        made.addWidget(panel)
    made.setStretchFactor(1, 1)
    made.prefer(made.widget(1), 350)
    made.resize(1002, 100)
    made.setSizes([300, 400, 300])
    made.show()
    return made


def resize(columns: Columns, width: int, qtbot: QtBot) -> list[int]:
    columns.resize(width, 100)
    qtbot.wait(20)
    return columns.sizes()


def test_preferred_panel_gets_the_width_that_the_others_do_not_need(columns: Columns, qtbot: QtBot) -> None:
    assert resize(columns, 852, qtbot) == [300, 350, 200]
    assert resize(columns, 702, qtbot) == [200, 350, 150]


def test_preferred_panel_shrinks_if_the_others_cannot(columns: Columns, qtbot: QtBot) -> None:
    assert resize(columns, 552, qtbot) == [200, 200, 150]
    assert columns.minimumSizeHint().width() == sum(LEAST) + 2


def test_preferred_panel_gives_width_to_a_panel_whose_minimum_grows(columns: Columns, qtbot: QtBot) -> None:
    resize(columns, 702, qtbot)
    columns.widget(0).setMinimumWidth(260)
    qtbot.waitUntil(lambda: columns.sizes() == [260, 290, 150])


def test_moved_handle_stays(columns: Columns, qtbot: QtBot) -> None:
    columns.moveSplitter(700, 2)
    columns.moveSplitter(500, 1)
    moved = columns.sizes()
    assert moved[1] < 350
    columns.updateGeometry()
    qtbot.wait(20)
    assert columns.sizes() == moved


def test_width_of_a_hidden_panel_goes_to_the_others(columns: Columns, qtbot: QtBot) -> None:
    columns.widget(2).hide()
    qtbot.waitUntil(lambda: sum(columns.sizes()) == 1001)
    columns.widget(2).show()
    qtbot.waitUntil(lambda: columns.sizes()[2] >= LEAST[2])


def test_growing_panel_gets_its_share_of_a_large_window_until_a_handle_is_moved(columns: Columns, qtbot: QtBot) -> None:
    columns.grow(columns.widget(2), 300, 0.4)
    assert resize(columns, 1502, qtbot) == [300, 600, 600]
    assert resize(columns, 752, qtbot)[1] == 350, "the preferred panel comes first"
    assert resize(columns, 1002, qtbot)[2] == 400
    columns.moveSplitter(800, 2)
    moved = columns.sizes()
    columns.updateGeometry()
    qtbot.wait(20)
    assert columns.sizes() == moved


def test_restored_widths_count_as_moved(columns: Columns, qtbot: QtBot) -> None:
    columns.moveSplitter(800, 2)
    state, widths = columns.saveState(), columns.sizes()
    columns.moved = False
    columns.setSizes([300, 400, 300])
    columns.grow(columns.widget(2), 300, 0.4)
    assert columns.restoreState(state)
    qtbot.wait(20)
    assert (columns.moved, columns.sizes()) == (True, widths)
