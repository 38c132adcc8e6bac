"""Missing system packages of Qt are named in one sentence."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def libraries(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """installer/qt_libraries.py on Linux."""
    monkeypatch.syspath_prepend(str(repository / "installer"))
    module = importlib.import_module("qt_libraries")
    monkeypatch.setattr(module.platform, "system", lambda: "Linux")
    return module


def test_unknown_library_is_absent(libraries: ModuleType) -> None:
    assert libraries.absent(["libnosuchthing.so.77"]) == ["libnosuchthing.so.77"]


def test_missing_packages_are_named_once_in_one_sentence(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"]
    monkeypatch.setattr(libraries, "absent", lambda wanted: lacking)
    libraries.name_missing(screen=True)
    message = capsys.readouterr().err
    assert "`sudo apt-get install libglib2.0-0 libxcb-cursor0`" in message
    assert message.count("\n") == 1


def test_offscreen_needs_no_screen_packages(libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "absent", list)
    assert "libxcb-cursor0" in libraries.missing_packages(screen=True)
    assert "libxcb-cursor0" not in libraries.missing_packages(screen=False)


def test_no_message_if_nothing_is_missing(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries, "absent", lambda wanted: [])
    libraries.name_missing(screen=False)
    assert capsys.readouterr().err == ""
