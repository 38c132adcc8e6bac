"""The command line as a process: its imports, interrupts, and output to closed or limited terminals."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.cli.parser import COMMANDS

SlideFolder = Callable[..., Path]

HEAVY = ("torch", "torchvision", "PySide6", "sqlalchemy", "numpy", "cv2", "PIL", "scipy", "reportlab", "tqdm")


@pytest.fixture
def environment(child_environment: dict[str, str], data_dir_path: Path) -> dict[str, str]:
    """Return the environment of a child process with its own data directory."""
    return {**child_environment, "WBC_DATA_DIR": str(data_dir_path)}


def call(*words: str, env: dict[str, str], python: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "wbc_desktop", *words],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_imports_no_slow_module(command: str | None, environment: dict[str, str]) -> None:
    words = [command] if command else []
    done = call(*words, "--help", env=environment, python=("-X", "importtime"))
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "argparse" in imported, "importtime was not read"
    assert not imported & set(HEAVY)


def test_the_installed_script_is_the_same_program(environment: dict[str, str]) -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="wbc-desktop")
    assert script.value == "wbc_desktop.cli.main:main"
    done = call("--version", env=environment)
    assert re.fullmatch(r"wbc-desktop \S.*\n", done.stdout)


def stored(database: Path) -> int:
    """Return the number of committed preclassifications; 0 if there is no table."""
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM preclassifications").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process among others")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_interrupt_keeps_finished_cells_and_the_next_run_continues(
    number: str, slide_folder: SlideFolder, tiny_model: Path, environment: dict[str, str], data_dir_path: Path
) -> None:
    total = 200  # the model is fast, and the signal must arrive before the end
    folder = slide_folder(total)
    words = ["classify", str(folder), "--model", str(tiny_model), "--device", "cpu", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "wbc_desktop", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        until = time.monotonic() + 120
        while not stored(data_dir_path / "wbc.sqlite3") and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(getattr(signal, number))
        out, err = process.communicate(timeout=100)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130, err
    assert out == ""
    assert "Interrupted; finished results are kept." in err
    assert "Traceback" not in err
    kept = stored(data_dir_path / "wbc.sqlite3")
    assert 0 < kept < total
    if number != "SIGINT":
        return  # the rest is the same
    rest = call(*words, env=environment)
    assert rest.returncode == 0
    result = json.loads(rest.stdout)
    assert (result["unchanged"], result["classified"]) == (kept, total - kept)


def test_closed_output_ends_without_a_traceback(
    tmp_path: Path, environment: dict[str, str], data_dir_path: Path
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "wbc_desktop", "demo", str(tmp_path / "d"), "--count", "1"],
            env=environment,
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_names_in_any_script_are_printed_on_an_ascii_terminal(
    tmp_path: Path, environment: dict[str, str], data_dir_path: Path
) -> None:
    ascii_only = {**environment, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = call("demo", str(tmp_path / "血液"), "--count", "1", env=ascii_only)
    assert done.returncode == 0, done.stderr
    done = call("export", str(tmp_path / "нет"), "--csv", str(tmp_path / "x.csv"), env=ascii_only)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_doctor_creates_no_file(tmp_path: Path, environment: dict[str, str], data_dir_path: Path) -> None:
    done = call("doctor", "--json", "--device", "cpu", env=environment)
    found = json.loads(done.stdout)
    assert done.returncode == (0 if found["healthy"] else 1)
    assert found["healthy"] is (not found["findings"])
    assert found["versions"]["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert found["versions"]["torch"]
    assert found["device"] == {"device": "cpu", "reason": "The CPU was asked for."}
    assert found["database"]["health"] == "not made yet"
    assert found["data_dir"]["free_bytes"] > 0
    assert found["qt"]["ok"] is True
    assert not data_dir_path.exists()


def test_doctor_finds_a_damaged_database(environment: dict[str, str], data_dir_path: Path) -> None:
    data_dir_path.mkdir()
    database = data_dir_path / "wbc.sqlite3"
    database.write_bytes(b"no database at all, but long enough to be one" * 100)
    before = database.read_bytes()
    done = call("doctor", "--json", "--device", "cpu", env=environment)
    assert done.returncode == 1
    assert str(database) in done.stderr
    assert any(str(database) in finding for finding in json.loads(done.stdout)["findings"])
    assert database.read_bytes() == before
