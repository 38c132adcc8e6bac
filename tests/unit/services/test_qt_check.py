"""Try Qt in a child process: the result here, and the error if the child process fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wbc_desktop.services import qt_check
from wbc_desktop.services.qt_check import LIBRARIES, QtState, check_qt, has_display


@pytest.mark.slow
def test_qt_loads_where_the_window_is_tested() -> None:
    state = check_qt()
    assert state.error == ""
    assert not set(state.missing) & set(LIBRARIES)
    assert "PySide6.QtWidgets" not in qt_check.__dict__


@pytest.mark.slow
def test_libraries_are_checked_on_linux_only() -> None:
    assert check_qt("win32").missing == {}


@pytest.mark.slow
def test_missing_libraries_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_check, "LIBRARIES", {"libnosuch.so.9": "libnosuch9", "libc.so.6": "libc6"})
    monkeypatch.setattr(qt_check, "SCREEN_LIBRARIES", {"libnosuchtoo.so.9": "libnosuch9"})
    state = check_qt("linux")
    assert state.missing == {"libnosuch.so.9": "libnosuch9", "libnosuchtoo.so.9": "libnosuch9"}
    assert state.packages == ["libnosuch9"]


@pytest.mark.parametrize(
    ("trial", "message"),
    [
        ("import os; os.abort()", "ended with -"),
        ("print('no json')", "ended with 0"),
        ("raise SystemExit('it broke')", "it broke"),
        ("import time; time.sleep(60)", "could not be tried"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows gives other statuses for a process that died")
def test_failing_child_process_gives_an_error(monkeypatch: pytest.MonkeyPatch, trial: str, message: str) -> None:
    monkeypatch.setattr(qt_check, "module_command", lambda _module: [sys.executable, "-c", trial])
    assert message in check_qt(timeout=3).error


def test_missing_interpreter_gives_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert "could not be tried" in check_qt().error


def test_display_is_found_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_display("linux")
    assert has_display("darwin")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display("linux")


def test_list_contains_the_libraries_that_qt_needs() -> None:
    """Qt's own files need each library of the list; uses the linker's tool and Qt's window-system plugins."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the list is for Linux only")
    import importlib.util

    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    files = [home / "Qt/plugins/platforms/libqxcb.so", home / "Qt/lib/libQt6Widgets.so.6"]
    assert all(file.exists() for file in files), "Qt's files have moved: change this test"
    try:
        listed = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        pytest.skip("there is no ldd here")
    for library in {**LIBRARIES, **qt_check.SCREEN_LIBRARIES}:
        assert library in listed, library


def test_packages_are_listed_once() -> None:
    assert QtState("", {"a": "x", "b": "y", "c": "x"}, True).packages == ["x", "y"]
