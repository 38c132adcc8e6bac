"""The window's geometry is saved in a file that only the user's account may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.shell.placement import FILE, Placement
from wbc_desktop.ui.widgets.columns import Columns


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_the_file_of_the_window_is_private(qtbot: QtBot, tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "data")
    before = os.umask(0)
    try:
        data_dir.create()
        placement = Placement(data_dir)
        placement.save_last_slide(7)
        placement._ini.sync()
    finally:
        os.umask(before)
    assert Placement(data_dir).last_slide() == 7
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data_dir.root.iterdir() if path.is_file()}
    assert modes == {FILE: 0o600}


def test_widths_of_columns_are_saved_only_if_a_person_chose_them(qtbot: QtBot, tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    window = QMainWindow()
    qtbot.addWidget(window)

    def started() -> tuple[Placement, Columns]:
        placement, columns = Placement(data_dir), Columns()
        qtbot.addWidget(columns)
        columns.addWidget(QWidget())
        columns.addWidget(QWidget())
        columns.resize(400, 100)
        columns.show()
        placement.restore(window, columns)
        return placement, columns

    placement, columns = started()
    placement.save(window, columns)
    placement, columns = started()
    assert not columns.moved
    columns.moveSplitter(100, 1)
    placement.save(window, columns)
    _placement, again = started()
    assert (again.moved, again.sizes()) == (True, columns.sizes())
