"""The main window appears exactly where the start frame was, so that nothing jumps on the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.shell.placement import Placement
from wbc_desktop.ui.shell.start_frame import StartFrame

PLACE = QRect(40, 60, 500, 400)


def frame(qtbot: QtBot, tmp_path: Path) -> StartFrame:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    made = StartFrame(Placement(data_dir), "light")
    qtbot.addWidget(made)
    made.show()
    made.setGeometry(PLACE)  # as a window manager does, or a person
    return made


def test_window_gets_the_place_of_a_frame_that_was_moved(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    frame(qtbot, tmp_path).give_place(window)
    window.show()
    assert window.geometry() == PLACE
    assert not window.isMaximized()


def test_window_is_maximized_if_the_frame_was(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    moved = frame(qtbot, tmp_path)
    moved.showMaximized()
    moved.give_place(window)
    window.show()
    assert window.isMaximized()
    window.showNormal()
    assert window.geometry() == PLACE
