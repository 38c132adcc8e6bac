"""Naming the system libraries that Qt lacks, and what happens where they can or cannot be installed."""

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


def test_a_library_that_no_machine_has_is_missing(libraries: ModuleType) -> None:
    assert libraries.missing({"libnosuchthing.so.77": "libnosuchthing77"}) == ["libnosuchthing.so.77"]


def test_each_package_is_named_once(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"]
    monkeypatch.setattr(libraries, "missing", lambda wanted: absent)
    monkeypatch.setattr(libraries, "install", lambda names: False)
    libraries.ensure(screen=True)
    assert "sudo apt-get install libglib2.0-0 libxcb-cursor0\n" in capsys.readouterr().err


def test_where_nothing_may_be_installed_the_command_is_named_and_work_goes_on(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries, "missing", lambda wanted: ["libEGL.so.1"])
    monkeypatch.setattr(libraries, "apt_command", lambda: None)
    libraries.ensure(screen=True)
    said = capsys.readouterr().err
    assert "libEGL.so.1" in said
    assert "sudo apt-get install libegl1" in said


def test_what_could_be_installed_is_said(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [["libxcb-cursor.so.0"], []]
    asked: list[list[str]] = []
    monkeypatch.setattr(libraries, "missing", lambda wanted: answers.pop(0))
    monkeypatch.setattr(libraries, "install", lambda names: asked.append(names) or True)
    libraries.ensure(screen=True)
    assert asked == [["libxcb-cursor0"]]
    assert "Installed libxcb-cursor0." in capsys.readouterr().err


def test_nothing_is_said_where_nothing_lacks(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries, "missing", lambda wanted: [])
    libraries.ensure(screen=False)
    assert capsys.readouterr().err == ""


def test_a_failing_package_manager_is_no_fault(libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "apt_command", lambda: ["no-such-package-manager"])
    assert libraries.install(["libegl1"]) is False


def test_a_machine_without_apt_installs_nothing(libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries.shutil, "which", lambda name: None)
    assert libraries.apt_command() is None
