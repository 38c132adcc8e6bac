"""The window's geometry is saved in a file that only the user's account may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.ui.shell.placement import FILE, Placement


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
