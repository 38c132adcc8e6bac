"""Uncaught errors are written to a report, and a message says where."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wbc_desktop.runtime.crash import FAULT_NAME, install_crash_reports, write_crash_report
from wbc_desktop.runtime.paths import DataDir


@pytest.fixture
def told(data_dir: DataDir) -> Iterator[list[str]]:
    """The messages to the person while crash reports are installed."""
    sentences: list[str] = []
    before = sys.excepthook, threading.excepthook
    undo = install_crash_reports(data_dir, sentences.append)
    yield sentences
    undo()
    assert (sys.excepthook, threading.excepthook) == before


def reports(data_dir: DataDir) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(data_dir.logs.glob("crash-*.txt"))]


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_an_uncaught_error_is_reported(data_dir: DataDir, told: list[str]) -> None:
    error = raised(LookupError("ä \udcff"))
    sys.excepthook(LookupError, error, error.__traceback__)
    (report,) = reports(data_dir)
    assert "LookupError: ä \\udcff" in report
    assert "in raised" in report
    assert "program: wbc-desktop" in report
    (sentence,) = told
    assert str(next(data_dir.logs.glob("crash-*.txt"))) in sentence
    assert "LookupError" in sentence


def test_an_error_in_a_thread_is_reported(data_dir: DataDir, told: list[str]) -> None:
    def fail() -> None:
        raise LookupError("in a thread")

    thread = threading.Thread(target=fail, name="worker 7")
    thread.start()
    thread.join()
    assert len(told) == 1
    assert "worker 7" in reports(data_dir)[0]


def test_two_errors_are_two_reports(data_dir: DataDir) -> None:
    for n in range(2):
        write_crash_report(data_dir, raised(LookupError(str(n))))
    assert len(reports(data_dir)) == 2


def test_interruption_is_not_a_crash(data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: passed_on.append(kind))
    undo = install_crash_reports(data_dir, pytest.fail)
    error = raised(KeyboardInterrupt())
    sys.excepthook(KeyboardInterrupt, error, None)
    undo()
    assert passed_on == [KeyboardInterrupt]
    assert reports(data_dir) == []


def test_failed_report_is_mentioned(tmp_path: Path) -> None:
    sentence = write_crash_report(DataDir(tmp_path / "never made"), raised(LookupError("x")))
    assert "report could not be written" in sentence


@pytest.mark.slow
def test_a_real_process_that_fails_and_one_that_faults(data_dir: DataDir, repository: Path) -> None:
    def run(last: str) -> subprocess.CompletedProcess[str]:
        script = (
            "import faulthandler, pathlib, sys\n"
            "from wbc_desktop.runtime.crash import install_crash_reports\n"
            "from wbc_desktop.runtime.paths import DataDir\n"
            f"install_crash_reports(DataDir(pathlib.Path(sys.argv[1])))\n{last}\n"
        )
        command = [sys.executable, "-c", script, str(data_dir.root)]
        return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)

    failed = run("1 / 0")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "A report is in" in failed.stderr
    assert "ZeroDivisionError" in reports(data_dir)[0]
    faulted = run("faulthandler._sigsegv()")
    assert faulted.returncode not in (0, 1)
    assert "Segmentation fault" in (data_dir.logs / FAULT_NAME).read_text() or sys.platform == "win32"
