"""Exit statuses, output on stdout and stderr, and the end of a command after errors and interrupts."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from wbc_desktop.cli import main as cli
from wbc_desktop.cli.interrupt import Interrupt, interruptible
from wbc_desktop.cli.main import main
from wbc_desktop.cli.output import one_line, print_json, progress_bar
from wbc_desktop.cli.place import Place, place_of
from wbc_desktop.domain.errors import Cancelled, FolderError

pytestmark = pytest.mark.usefixtures("data_dir_path")


def make_doctor_raise(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make ``doctor`` raise ``error``."""

    def run(_args: argparse.Namespace, place: Place, _interrupt: Interrupt) -> int:
        place.data_dir.create()
        place.start_log()
        raise error

    monkeypatch.setitem(cli._COMMANDS, "doctor", run)


def test_expected_error_prints_its_sentence_with_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_doctor_raise(monkeypatch, FolderError("The folder “a\nb” is not there."))
    assert main(["doctor"]) == 2
    assert capsys.readouterr() == ("", "The folder “a b” is not there.\n")


def test_unexpected_error_is_logged_and_printed_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data_dir_path: Path
) -> None:
    make_doctor_raise(monkeypatch, ZeroDivisionError("by nothing"))
    assert main(["doctor"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    assert err.count("\n") == 1
    (report,) = (data_dir_path / "logs").glob("crash-*.txt")
    assert str(report) in err
    assert "Traceback" in report.read_text(encoding="utf-8")
    log = (data_dir_path / "logs" / "wbc-desktop.log").read_text(encoding="utf-8")
    assert "unexpected error: ZeroDivisionError (by …) at tests/unit/cli/test_main.py:" in log


def test_error_without_a_log_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "place_of", lambda _args: 1 // 0)
    assert main(["doctor"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Cancelled()])
def test_interrupted_command_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    make_doctor_raise(monkeypatch, error)
    assert main(["doctor"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "kept" in err


def test_memory_error_prints_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    make_doctor_raise(monkeypatch, MemoryError())
    assert main(["doctor"]) == 2
    assert "not enough memory" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_requests_stop_and_old_handler_is_restored(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with interruptible() as interrupt:
        assert not interrupt()
        interrupt.check()
        signal.raise_signal(number)
        assert interrupt()
        with pytest.raises(Cancelled):
            interrupt.check()
    assert signal.getsignal(number) is before


def test_second_signal_exits_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    interrupt = Interrupt()
    interrupt.request_stop()
    assert left == []
    interrupt.request_stop()
    assert left == [130]


def test_outside_the_main_thread_no_signal_is_caught() -> None:
    seen: list[bool] = []

    def work() -> None:
        with interruptible() as interrupt:
            seen.append(interrupt())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_the_database_comes_from_the_option_the_environment_or_the_data_directory(
    monkeypatch: pytest.MonkeyPatch, data_dir_path: Path
) -> None:
    nothing = argparse.Namespace()
    monkeypatch.delenv("WBC_DATABASE_URL", raising=False)
    assert place_of(nothing).database_url == f"sqlite:///{data_dir_path / 'wbc.sqlite3'}"
    assert place_of(argparse.Namespace(data_dir="/elsewhere")).data_dir.root == Path("/elsewhere")
    monkeypatch.setenv("WBC_DATABASE_URL", "sqlite:///env.sqlite3")
    assert place_of(nothing).database_url == "sqlite:///env.sqlite3"
    assert place_of(argparse.Namespace(database="sqlite:///o.sqlite3")).database_url == "sqlite:///o.sqlite3"


def test_json_is_one_object_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"path": "zähler \udcff 血", "n": 1})
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"path": "zähler \udcff 血", "n": 1}


def test_progress_bar_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, shown in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_bar("Counting", "cells") as tell:
            tell(1, None)
            tell(3, 4)
        assert ("Counting" in stream.getvalue()) is shown


def test_one_line_removes_line_breaks() -> None:
    assert one_line("a\nb\r\nc") == "a b c"


def fake_app(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Install an app that only records its calls, and return the calls."""
    calls: list[tuple[object, ...]] = []

    def run(*arguments: object) -> int:
        calls.append(arguments)
        return 7

    module = ModuleType("wbc_desktop.app")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "wbc_desktop.app", module)
    return calls


def test_call_without_a_command_opens_the_window(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data_dir_path: Path
) -> None:
    calls = fake_app(monkeypatch)
    assert main([]) == 7
    assert main([str(tmp_path), "--model", "m", "--database", "sqlite:///d"]) == 7
    (folder, data_dir, url, model), other = calls
    assert (folder, model) == (None, None)
    assert data_dir.root == data_dir_path  # type: ignore[attr-defined]
    assert url == f"sqlite:///{data_dir_path / 'wbc.sqlite3'}"
    assert (other[0], other[2], other[3]) == (str(tmp_path), "sqlite:///d", "m")


def test_folder_named_like_a_command_is_opened_by_its_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = fake_app(monkeypatch)
    (tmp_path / "classify").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["./classify"]) == 7
    assert main(["--", "classify"]) == 7
    assert [call[0] for call in calls] == ["./classify", "classify"]


def test_file_instead_of_a_folder_is_refused_before_the_window(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = fake_app(monkeypatch)
    (tmp_path / "cell.png").write_bytes(b"x")
    assert main([str(tmp_path / "cell.png")]) == 2
    assert "is a file" in capsys.readouterr().err
    assert calls == []


def test_window_that_cannot_be_loaded_gives_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "wbc_desktop.app", None)
    assert main([]) == 2
    assert "doctor" in capsys.readouterr().err
