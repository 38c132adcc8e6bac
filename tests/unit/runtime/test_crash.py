"""Uncaught errors are written to a report, and a message says where."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wbc_desktop.runtime.crash import (
    FAULT_NAME,
    MOST_REPORTS,
    CrashReport,
    install_crash_reports,
    take_earlier_fault,
    write_crash_report,
)
from wbc_desktop.runtime.logs import set_up_logging
from wbc_desktop.runtime.paths import DataDir


@pytest.fixture
def told(data_dir: DataDir) -> Iterator[list[CrashReport]]:
    """The reports that the person sees while crash reports are installed."""
    shown: list[CrashReport] = []
    before = sys.excepthook, threading.excepthook
    undo = install_crash_reports(data_dir, shown.append)
    yield shown
    undo()
    assert (sys.excepthook, threading.excepthook) == before


def reports(data_dir: DataDir) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(data_dir.logs.glob("crash-*.txt"))]


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def meet(error: BaseException) -> None:
    """Let the error end a slot."""
    error = raised(error)
    sys.excepthook(type(error), error, error.__traceback__)


def test_an_uncaught_error_is_reported_without_its_message(data_dir: DataDir, told: list[CrashReport]) -> None:
    meet(LookupError("Siti \udcff"))
    (text,) = reports(data_dir)
    assert "LookupError\n" in text
    assert "Siti" not in text
    assert "in raised" in text
    assert "program: wbc-desktop" in text
    (report,) = told
    assert report.text == text
    assert str(report.file) in report.sentence
    assert "LookupError" in report.sentence


def test_the_same_error_again_is_only_counted(data_dir: DataDir, told: list[CrashReport]) -> None:
    set_up_logging(data_dir)
    for number in range(1000):
        meet(LookupError(str(number)))
    assert len(told) == len(reports(data_dir)) == 1
    lines = [line for line in (data_dir.logs / "wbc-desktop.log").read_text().splitlines() if "occurrence" in line]
    assert [line.partition("occurrence ")[2].split(":")[0] for line in lines] == ["10", "100", "1000"]


def test_different_errors_are_reported_up_to_a_limit(data_dir: DataDir, told: list[CrashReport]) -> None:
    for number in range(MOST_REPORTS + 5):
        meet(type(f"Error{number}", (Exception,), {})())
    assert len(told) == len(reports(data_dir)) == MOST_REPORTS


def test_old_reports_are_removed(data_dir: DataDir) -> None:
    for number in range(MOST_REPORTS + 5):
        newest = write_crash_report(data_dir, raised(LookupError(str(number))))
    assert len(reports(data_dir)) == MOST_REPORTS
    assert newest.file is not None
    assert newest.file.exists()


def test_the_report_ends_with_the_log(data_dir: DataDir) -> None:
    set_up_logging(data_dir)
    logging.getLogger("wbc_desktop.something").info("opened %s", "Siti")
    text = write_crash_report(data_dir, raised(LookupError("x"))).text
    assert "wbc_desktop.something: opened <text" in text.partition("The log before it:")[2]


def test_an_error_in_a_thread_is_reported(data_dir: DataDir, told: list[CrashReport]) -> None:
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
    report = write_crash_report(DataDir(tmp_path / "never made"), raised(LookupError("x")))
    assert "report could not be written" in report.sentence
    assert "LookupError" in report.text
    assert report.file is None


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
    assert (data_dir.logs / FAULT_NAME).read_text().startswith("# process")  # it did not end by ``stop``
    assert take_earlier_fault(data_dir) is None
    for how, reason in (("_sigsegv", "Segmentation fault"), ("_sigabrt", "Aborted")):
        faulted = run(f"faulthandler.{how}()")
        assert faulted.returncode not in (0, 1)
        report = take_earlier_fault(data_dir)
        assert report is not None
        assert report.earlier
        assert report.file is not None
        assert reason in report.text or sys.platform == "win32"
        assert "  <string>, line" in report.text or sys.platform == "win32"
        assert take_earlier_fault(data_dir) is None


def test_a_fault_is_reported_with_the_log_of_its_process(data_dir: DataDir) -> None:
    log = [
        f"2026-11-01 10:00:00,000 {process} MainThread INFO wbc_desktop.app: {text}"
        for process, text in ((7, "an older version named Siti"), (4711, "window of version 1"), (4711, "opened"))
    ]
    (data_dir.logs / "wbc-desktop.log").write_text("\n".join(log) + "\n")
    (data_dir.logs / FAULT_NAME).write_text(
        "# process 4711, started 2026-11-01T10:00:00Z, wbc-desktop 0.1.0\nFatal Python error: Aborted\n\n"
        'Current thread 0x01 (most recent call first):\n  File "/srv/siti/wbc_desktop/app.py", line 3 in run\n'
    )
    report = take_earlier_fault(data_dir)
    assert report is not None
    assert "Fatal Python error: Aborted" in report.text
    assert "  app.py, line 3 in run" in report.text
    assert "that process: process 4711" in report.text
    assert report.text.endswith(f"{log[1]}\n{log[2]}\n")
    assert "iti" not in report.text
    assert "#" not in report.text


def test_a_window_that_ends_leaves_no_file_of_faults(data_dir: DataDir) -> None:
    undo = install_crash_reports(data_dir)
    assert (data_dir.logs / FAULT_NAME).exists()
    undo()
    assert not (data_dir.logs / FAULT_NAME).exists()
    assert take_earlier_fault(data_dir) is None
