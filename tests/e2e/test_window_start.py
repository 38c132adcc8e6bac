"""Starting: what keeps the window from opening is one sentence and exit code 2, and a polite kill closes it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wbc_desktop import app
from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.ui.shell.screen import why_no_window

if TYPE_CHECKING:
    from conftest import Session

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(child_environment: dict[str, str], data_dir_path: Path) -> Run:
    """Run ``wbc-desktop`` without a command, in a process of its own."""

    def go(**environ: str | None) -> subprocess.CompletedProcess[str]:
        merged = {**child_environment, "WBC_DATA_DIR": str(data_dir_path), **environ}
        return subprocess.run(
            [sys.executable, "-m", "wbc_desktop"],
            env={name: value for name, value in merged.items() if value is not None},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return go


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    """What it said, without what Qt says about the platform of the tests."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert len(said) == 1, done.stderr
    return said[0]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a display may be missing")
def test_without_a_display_it_says_what_to_do_instead(run: Run) -> None:
    done = run(DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert "no display" in sentence_of(done)
    assert "classify" in done.stderr


def test_a_second_window_on_the_same_data_says_so(run: Run, data_dir_path: Path) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    with window_lock(data_dir):
        assert "already open" in sentence_of(run())


def test_a_damaged_database_says_so_and_is_left_alone(run: Run, data_dir_path: Path) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    noise = bytes(range(256)) * 64
    data_dir.database_file.write_bytes(noise)
    assert str(data_dir.database_file) in sentence_of(run())
    assert data_dir.database_file.read_bytes() == noise


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no polite kill")
def test_a_polite_kill_closes_the_window_cleanly(child_environment: dict[str, str], data_dir_path: Path) -> None:
    script = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from wbc_desktop import app\n"
        "from wbc_desktop.runtime.paths import resolve_data_dir\n"
        "application = app.make_application()\n"
        "QTimer.singleShot(1, lambda: print('up', flush=True))\n"
        "d = resolve_data_dir(None)\n"
        "sys.exit(app.run(None, d, d.database_url, None))\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**child_environment, "WBC_DATA_DIR": str(data_dir_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "up\n"
    child.send_signal(signal.SIGTERM)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130, errors
    assert "Traceback" not in errors


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is asked there only")
@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({}, "no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, None),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "WAYLAND_DISPLAY": "wayland-0"}, None),
        ({"WAYLAND_DISPLAY": "wayland-0"}, None),
        ({"DISPLAY": ":64999"}, "does not answer|missing"),
    ],
)
def test_whether_a_window_can_be_shown(environ: dict[str, str], part: str | None) -> None:
    said = why_no_window(environ)
    if part is None:
        assert said is None
    else:
        assert said is not None
        assert any(word in said for word in part.split("|"))


def test_a_crash_is_said_in_the_window(start: Callable[..., Session]) -> None:
    session = start()
    tell = app.crash_reporter(session.window)  # held for as long as messages are to arrive, as the program holds it
    tell("A fault was met; a report is in the logs.")
    session.wait_for_message("A fault was met")
    assert session.window.banner.kind() == "error"
    session.close()


def test_what_was_chosen_is_there_after_a_restart(start: Callable[..., Session], data_dir_path: Path) -> None:
    session = start()
    session.window.commands["advance"].trigger()
    session.window.commands["theme_dark"].trigger()
    session.window.commands["order_uncertainty"].trigger()
    session.window.pane.set_size(200)
    session.close()
    assert Settings.load(DataDir(data_dir_path)).theme == "dark"
    again = start()
    assert not again.window.commands["advance"].isChecked()
    assert again.window.commands["theme_dark"].isChecked()
    assert again.window.desk.cells.order == "uncertainty"
    assert again.window.pane.size_chosen() == 200
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_nobody_else_can_read_what_the_program_keeps(
    start: Callable[..., Session], slide_folder: Callable[..., Path], data_dir_path: Path
) -> None:
    """A slide is opened, classified and reviewed with a umask that allows everything to everybody."""
    before = os.umask(0)
    try:
        session = start(slide_folder(3))
        session.wait_until_classified(3)
        session.window.commands["confirm"].trigger()
        session.wait_for_cell(session.cells[0].id, lambda cell: cell.label is not None)
        kept = [data_dir_path, *data_dir_path.rglob("*")]
        session.close()
    finally:
        os.umask(before)
    kept += data_dir_path.rglob("*")
    assert {path.name for path in kept} >= {"wbc.sqlite3", "wbc.sqlite3-wal", "window.lock", "window.ini", "thumbnails"}
    there = [path for path in kept if path.exists()]
    assert [path for path in there if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
