"""Missing system packages of Qt are named in one sentence, and installed only on request."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def libraries(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """installer/qt_libraries.py on Linux."""
    monkeypatch.syspath_prepend(str(repository / "installer"))
    module = importlib.import_module("qt_libraries")
    monkeypatch.setattr(module.platform, "system", lambda: "Linux")
    return module


@pytest.fixture
def commands(libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; nothing is installed."""
    run: list[list[str]] = []

    def record(command: list[str], **_: object) -> SimpleNamespace:
        run.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(libraries.subprocess, "run", record)
    monkeypatch.setattr(libraries.shutil, "which", lambda name: f"/usr/bin/{name}")
    return run


def test_unknown_library_is_absent(libraries: ModuleType) -> None:
    assert libraries.absent(["libnosuchthing.so.77"]) == ["libnosuchthing.so.77"]


def test_missing_packages_are_named_once_in_one_sentence_and_nothing_is_installed(
    libraries: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lacking = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"]
    monkeypatch.setattr(libraries, "absent", lambda wanted: lacking)
    libraries.name_missing(screen=True)
    message = capsys.readouterr().err
    assert "`sudo apt-get install libglib2.0-0 libxcb-cursor0`" in message
    assert message.count("\n") == 1
    assert commands == []


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


def test_packages_are_installed_on_request(
    libraries: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(libraries, "absent", lambda wanted: ["libEGL.so.1"])
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000, raising=False)
    assert libraries.set_up_system() == 0
    assert commands[-1] == ["sudo", "apt-get", "install", "--no-install-recommends", "libegl1"]
    assert "libegl1" in capsys.readouterr().out


def test_missing_packages_are_named_without_apt(
    libraries: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(libraries.shutil, "which", lambda name: None)
    assert libraries.install(["libegl1"]) == 2
    assert "libegl1" in capsys.readouterr().out
    assert commands == []
