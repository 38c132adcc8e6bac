"""The program of a bundle: which module runs, and what other programs inherit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture
def program(installer: Callable[[str], ModuleType]) -> ModuleType:
    return installer("frozen.program")


def test_module_runs_as_with_python(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wbc-desktop", "-m", "wbc_desktop.services.qt_trial", '["libnosuch.so.9"]'])
    assert program.main() == 0
    assert '"missing": ["libnosuch.so.9"]' in capsys.readouterr().out


def test_other_modules_do_not_run(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wbc-desktop", "-m", "http.server"])
    assert program.main() == 2
    assert "wbc-desktop" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "said"), [("wbc-desktop", "wbc-desktop"), ("wbc-train", "wbc-train")])
def test_name_of_the_file_decides(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    monkeypatch.setattr(sys, "argv", [name, "--version"])
    monkeypatch.setattr(sys, "executable", f"/usr/lib/wbc-desktop/{name}")
    try:
        status = program.main()
    except SystemExit as left:  # argparse leaves wbc-train this way
        status = left.code
    assert status in (None, 0)
    assert capsys.readouterr().out.startswith(said)


def test_modules_are_those_of_the_child_processes(program: ModuleType) -> None:
    from training.core.reading import isolated
    from wbc_desktop.services import qt_check, training_process

    assert set(program.MODULES) == {isolated._MODULE, qt_check._TRIAL, training_process.training_command()[-1]}


def test_other_programs_get_the_library_path_of_before(program: ModuleType) -> None:
    environment = {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/mine", "HOME": "/h"}
    program.restore_library_path(environment)
    assert environment == {"LD_LIBRARY_PATH": "/mine", "HOME": "/h"}
    environment = {"LD_LIBRARY_PATH": "/bundle"}
    program.restore_library_path(environment)
    assert environment == {}
