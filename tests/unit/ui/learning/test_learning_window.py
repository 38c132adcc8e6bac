"""The window of learning: tabs that are made when they are first shown, keys that close it, its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.learning.learning_window import LearningTab, LearningWindow
from wbc_desktop.ui.shell.placement import Placement


class Made(LearningTab):
    """A tab that notes when it is stopped."""

    stopped = False

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def main(qtbot: QtBot) -> QWidget:
    """The main window, which owns the other one."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def window(main: QWidget) -> LearningWindow:
    made = LearningWindow(main)
    for name in ("one", "two"):
        made.add_tab(name, name.title(), Made)
    return made


def test_tab_is_made_when_it_is_first_shown(window: LearningWindow) -> None:
    assert window.tab("one") is None
    window.open()
    assert window.tab("one") is not None
    assert window.tab("two") is None
    window.open("two")
    second = window.tab("two")
    window.open("one")
    window.open("two")
    assert (window.current, window.tab("two")) == ("two", second)


def test_unknown_tab_keeps_the_one_in_front(window: LearningWindow) -> None:
    window.open("of another version")
    assert window.current == "one"


def test_only_made_tabs_are_stopped(window: LearningWindow) -> None:
    window.open("two")
    window.stop()
    tab = window.tab("two")
    assert isinstance(tab, Made)
    assert tab.stopped
    assert window.tab("one") is None


@pytest.mark.parametrize(
    ("key", "with_"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)],
)
def test_keys_close_the_window(qtbot: QtBot, window: LearningWindow, key: Qt.Key, with_: Qt.KeyboardModifier) -> None:
    with qtbot.waitActive(window):
        window.open()
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, key, with_)
    assert not window.isVisible()


def test_size_and_tab_are_remembered(qtbot: QtBot, tmp_path: Path, window: LearningWindow) -> None:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    window.open("two")
    window.resize(640, 400)
    Placement(data_dir).save_learning(window, window.current)
    again = QWidget()
    qtbot.addWidget(again)
    assert Placement(data_dir).restore_learning(again) == "two"
    assert again.size() == window.size()
