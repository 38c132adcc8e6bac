"""Starting: a failure is one sentence and exit code 2, and SIGTERM closes the window."""

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

from wbc_desktop.runtime.instance import window_lock
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.ui.shell.screen import why_no_window

if TYPE_CHECKING:
    from conftest import Session

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(child_environment: dict[str, str], data_dir_path: Path) -> Run:
    """Return a function that runs ``wbc-desktop`` without a command in another process."""

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
    """Return the one sentence on stderr, without Qt's warning about the platform of the tests."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display can be missing only on Linux")
def test_start_without_a_display_says_what_to_do_instead(run: Run) -> None:
    done = run(DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert "no display" in sentence_of(done)
    assert "classify" in done.stderr


def test_second_window_on_the_same_data_is_refused(run: Run, data_dir_path: Path) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    with window_lock(data_dir):
        assert "already open" in sentence_of(run())


def test_damaged_database_is_refused_and_unchanged(run: Run, data_dir_path: Path) -> None:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    noise = bytes(range(256)) * 64
    data_dir.database_file.write_bytes(noise)
    assert str(data_dir.database_file) in sentence_of(run())
    assert data_dir.database_file.read_bytes() == noise


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_closes_the_window_cleanly(child_environment: dict[str, str], data_dir_path: Path) -> None:
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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is used only on Linux")
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
def test_reason_why_no_window_can_be_shown(environ: dict[str, str], part: str | None) -> None:
    reason = why_no_window(environ)
    if part is None:
        assert reason is None
    else:
        assert reason is not None
        assert any(word in reason for word in part.split("|"))


def test_choices_are_restored_after_a_restart(start: Callable[..., Session], data_dir_path: Path) -> None:
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
    assert again.window.backend.cells.order == "uncertainty"
    assert again.window.pane.size_chosen() == 200
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_only_the_user_can_read_the_files_of_the_program(
    start: Callable[..., Session], slide_folder: Callable[..., Path], data_dir_path: Path
) -> None:
    """A slide is opened, classified and reviewed with a umask that allows everything to everybody."""
    before = os.umask(0)
    try:
        session = start(slide_folder(3))
        session.wait_until_classified(3)
        session.window.commands["confirm"].trigger()
        session.wait_for_cell(session.cells[0].id, lambda cell: cell.label is not None)
        files = [data_dir_path, *data_dir_path.rglob("*")]
        session.close()
    finally:
        os.umask(before)
    files += data_dir_path.rglob("*")
    assert {path.name for path in files} >= {
        "wbc.sqlite3",
        "wbc.sqlite3-wal",
        "window.lock",
        "window.ini",
        "thumbnails",
    }
    existing = [path for path in files if path.exists()]
    assert [path for path in existing if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
