"""The set-up: what it installs and when, and `run` with and without a display. These tests install nothing."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def develop(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """installer/develop.py for a project in ``tmp_path`` whose environment exists but is not set up."""
    monkeypatch.syspath_prepend(str(repository / "installer"))
    module = importlib.import_module("develop")
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMP": venv / "stamp.json",
        "DEMO": tmp_path / "demo",
    }.items():
        monkeypatch.setattr(module, name, value)
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    module.tool("python").parent.mkdir(parents=True)
    module.tool("python").touch()
    monkeypatch.setattr(module.qt_libraries, "name_missing", lambda screen: None)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    return module


Calls = list[tuple[list[str], dict[str, str]]]


@pytest.fixture
def calls(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The calls with their environments; each call succeeds."""
    made: Calls = []

    def call(*command: object, env: dict[str, str] | None = None) -> int:
        made.append(([str(part) for part in command], env or {}))
        return 0

    monkeypatch.setattr(develop, "call", call)
    return made


def installs(calls: Calls) -> list[str]:
    """Return the last argument of each pip install."""
    return [command[-1] for command, _ in calls if "install" in command]


def test_a_second_set_up_starts_no_process(develop: ModuleType, calls: Calls) -> None:
    develop.set_up([])
    assert installs(calls) == ["."]
    calls.clear()
    develop.set_up([])
    assert calls == []


def test_changed_pyproject_installs_again_with_the_developer_tools(develop: ModuleType, calls: Calls) -> None:
    develop.set_up(["dev"])
    (develop.ROOT / "pyproject.toml").write_text("[project]\nname = 'other'\n", encoding="utf-8")
    develop.set_up([])
    assert installs(calls) == [".[dev]", ".[dev]"]
    calls.clear()
    develop.set_up(["dev"])
    assert calls == []


def test_running_after_testing_installs_nothing(develop: ModuleType, calls: Calls) -> None:
    develop.set_up(["dev"])
    calls.clear()
    develop.set_up([])
    assert calls == []


@pytest.mark.parametrize("stamp", ["", "[]", '{"extras": 3}', '{"pyproject": "x", "extras": []}'])
def test_invalid_stamp_is_ignored(develop: ModuleType, calls: Calls, stamp: str) -> None:
    develop.STAMP.write_text(stamp, encoding="utf-8")
    develop.set_up([])
    assert installs(calls) == ["."]


@pytest.mark.parametrize(("extras", "size"), [([], "a gigabyte"), (["training"], "torch"), (["dev"], "torch")])
def test_set_up_says_how_much_it_installs(
    develop: ModuleType, calls: Calls, capsys: pytest.CaptureFixture[str], extras: list[str], size: str
) -> None:
    develop.set_up(extras)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Installing")]
    assert size in line
    assert ("torch" in line) == bool(extras)


def test_training_is_installed_when_it_is_asked_for(develop: ModuleType, calls: Calls) -> None:
    develop.set_up([])
    assert develop.train([]) == 0
    assert installs(calls) == [".", ".[training]"]
    assert calls[-1][0][1:] == ["--help"]
    develop.train(["leakage", "--help"])
    assert installs(calls) == [".", ".[training]"]
    assert calls[-1][0][1:] == ["leakage", "--help"]


def test_a_failed_installation_leaves_no_stamp(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(develop, "call", lambda *command, env=None: 1 if "install" in command else 0)
    with pytest.raises(develop.SetUpError, match="could not be installed"):
        develop.set_up([])
    assert not develop.STAMP.exists()


def test_environment_of_a_moved_folder_is_set_up_again(develop: ModuleType, calls: Calls) -> None:
    """The environment in a moved or copied folder still refers to the old path."""
    develop.set_up([])
    stamp = json.loads(develop.STAMP.read_text(encoding="utf-8"))
    develop.STAMP.write_text(json.dumps({**stamp, "root": "elsewhere"}), encoding="utf-8")
    calls.clear()
    develop.set_up([])
    assert installs(calls) == ["."]


def test_run_without_a_display_classifies_and_writes_the_report(
    develop: ModuleType, calls: Calls, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(develop.platform, "system", lambda: "Linux")
    develop.set_up([])
    develop.DEMO.mkdir()
    calls.clear()
    assert develop.run() == 0
    assert [command[1] for command, _ in calls] == ["demo", "classify"]
    assert all(env["WBC_DATA_DIR"] == str(develop.DEMO / "data") for _, env in calls)
    assert str(develop.DEMO / "report.pdf") in calls[1][0]
    assert str(develop.DEMO / "report.pdf") in capsys.readouterr().out


def test_run_with_a_display_opens_the_window(
    develop: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    develop.set_up([])
    develop.DEMO.mkdir()
    calls.clear()
    assert develop.run() == 0
    assert [command[1] for command, _ in calls] == ["demo", str(develop.DEMO / "slide")]


@pytest.mark.parametrize("status", [2, -6])  # the program reports an error; Qt aborts
def test_run_falls_back_when_no_window_can_be_shown(
    develop: ModuleType, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("DISPLAY", ":no-such-display")
    monkeypatch.setattr(develop, "set_up", lambda extras: None)
    made: list[str] = []

    def call(*command: object, env: dict[str, str] | None = None) -> int:
        made.append(str(command[1]))
        return status if str(command[1]) == str(develop.DEMO / "slide") else 0

    monkeypatch.setattr(develop, "call", call)
    develop.DEMO.mkdir()
    assert develop.run() == 0
    assert made[-1] == "classify"


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_display_on_linux(
    develop: ModuleType, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], seen: bool
) -> None:
    monkeypatch.setattr(develop.platform, "system", lambda: "Linux")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert develop.has_display() is seen


def test_tests_run_offscreen_with_the_arguments_given(develop: ModuleType, calls: Calls) -> None:
    develop.test(["-k", "store"])
    command, environment = calls[-1]
    assert command[1:3] == ["-m", "pytest"]
    assert command[-2:] == ["-k", "store"], "last, so that -n 0 takes precedence"
    assert "--numprocesses=logical" in command
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert environment["OMP_NUM_THREADS"] == "1"


def test_quick_runs_the_house_rules_and_the_unit_tests_that_are_not_slow(develop: ModuleType, calls: Calls) -> None:
    develop.quick(["-x"])
    command, _ = calls[-1]
    assert command[-5:] == ["-m", "not slow", "tests/test_house.py", "tests/unit", "-x"]


def test_bench_passes_its_arguments_on(develop: ModuleType, calls: Calls) -> None:
    develop.bench(["--json", "--cells", "60"])
    command, environment = calls[-1]
    assert command[1:] == ["-m", "benchmarks", "--json", "--cells", "60"]
    assert str(develop.ROOT / "tests") in environment["PYTHONPATH"]


@pytest.mark.parametrize("job", ["test", "quick", "bench", "check", "lint"])
def test_developer_jobs_install_no_system_packages(
    develop: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    monkeypatch.setattr(develop.system_packages, "install", lambda packages: pytest.fail(f"installs {packages}"))
    monkeypatch.setattr(develop.sys, "argv", ["develop.py", job])
    assert develop.main() == 0
    assert not [command for command, _ in calls if "apt-get" in command]


def test_failed_environment_names_the_package(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(develop, "call", lambda *command, env=None: 1)
    monkeypatch.setattr(develop.system_packages, "install", lambda packages: pytest.fail(f"installs {packages}"))
    with pytest.raises(develop.SetUpError, match=r"sudo apt-get install python3\.\d+-venv"):
        develop.set_up([])


def test_every_check_runs_even_when_one_fails(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(develop, "set_up", lambda extras: None)
    made: list[str] = []

    def call(*command: object, env: dict[str, str] | None = None) -> int:
        made.append(Path(str(command[0])).stem)
        return 1 if "mypy" in str(command[0]) else 0

    monkeypatch.setattr(develop, "call", call)
    assert develop.check(list(develop.CHECKS)) == 1
    assert made == ["ruff", "ruff", "mypy", "lint-imports"]


def test_unknown_arguments_are_refused(develop: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(develop.sys, "argv", ["develop.py", "run", "--nonsense"])
    with pytest.raises(SystemExit) as stopped:
        develop.main()
    assert stopped.value.code == 2
    assert calls == []
