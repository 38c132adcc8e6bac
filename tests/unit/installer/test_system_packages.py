"""Missing system packages are installed only on request, and in CI without a question."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def packages(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """installer/system_packages.py on a Linux machine that lacks a library of Qt and PostgreSQL."""
    monkeypatch.syspath_prepend(str(repository / "installer"))
    module = importlib.import_module("system_packages")
    monkeypatch.setattr(module.platform, "system", lambda: "Linux")
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(module.qt_libraries, "missing_packages", lambda screen: ["libegl1"])
    monkeypatch.setattr(module, "server_programs", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    return module


@pytest.fixture
def commands(packages: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; nothing is installed."""
    run: list[list[str]] = []

    def record(command: list[str], **_: object) -> SimpleNamespace:
        run.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(packages.subprocess, "run", record)
    return run


def test_packages_are_installed_on_request(
    packages: ModuleType, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert packages.set_up_system() == 0
    assert commands[-1] == ["sudo", "apt-get", "install", "--no-install-recommends", "libegl1", "postgresql"]
    assert "libegl1 postgresql" in capsys.readouterr().out


def test_no_question_in_ci(packages: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert packages.set_up_system() == 0
    assert [command[:5] for command in commands] == [["sudo", "-n", "apt-get", "-qq", "-y"]] * 2


def test_installed_packages_are_not_installed_again(
    packages: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.qt_libraries, "missing_packages", lambda screen: [])
    monkeypatch.setattr(packages, "server_programs", lambda: Path("/usr/lib/postgresql/15/bin"))
    assert packages.set_up_system() == 0
    assert commands == []


@pytest.mark.parametrize("missing", ["apt-get", "sudo"])
def test_packages_are_named_if_they_cannot_be_installed(
    packages: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    missing: str,
) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda name: None if name == missing else f"/usr/bin/{name}")
    assert packages.set_up_system() == 2
    assert "libegl1 postgresql" in capsys.readouterr().out
    assert commands == []


def test_newest_server_is_found(packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    programs = importlib.import_module("server_programs")
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    assert programs.server_programs() is None
    for version, names in (("9.6", programs.NEEDED), ("15", programs.NEEDED), ("17", ["psql"])):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch()
    assert programs.server_programs() == tmp_path / "15" / "bin"
