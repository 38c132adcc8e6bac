"""The log goes to stderr and to a file of limited size."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from wbc_desktop.runtime import logs
from wbc_desktop.runtime.logs import set_up_logging
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.paths import DataDir

log = logging.getLogger("wbc_desktop.something")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    for handler in list(logging.getLogger().handlers):
        if handler.name == "wbc_desktop handler":
            logging.getLogger().removeHandler(handler)
            handler.close()
    logging.getLogger("wbc_desktop").setLevel(logging.NOTSET)


def test_file_gets_more_than_the_screen(data_dir: DataDir, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(data_dir)
    log.debug("a detail")
    log.info("opened 血 %s", Plain("\udcff"))
    log.warning("beware")
    logging.getLogger("some.library").info("chatter")
    written = (data_dir.logs / logs.LOG_NAME).read_text(encoding="utf-8")
    assert "opened 血 \\udcff" in written
    assert "beware" in written
    assert "a detail" not in written
    assert "chatter" not in written
    assert capsys.readouterr().err == "WARNING: beware\n"


def test_tracebacks_are_for_the_file(data_dir: DataDir, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(data_dir)
    log.error("it failed", exc_info=LookupError("why"))
    written = (data_dir.logs / logs.LOG_NAME).read_text()
    assert "Traceback" in written
    assert "LookupError" in written
    assert capsys.readouterr().err == "ERROR: it failed\n"


def test_only_a_command_shows_values_on_stderr(data_dir: DataDir, capsys: pytest.CaptureFixture[str]) -> None:
    for window in (False, True):
        set_up_logging(data_dir, window=window)
        log.warning("the folder %s cannot be read: %s", "Siti Rahayu", OSError("Siti Rahayu"))
        assert ("Siti" in capsys.readouterr().err) is not window
        assert "Siti" not in (data_dir.logs / logs.LOG_NAME).read_text()
        assert "the folder <text" in (data_dir.logs / logs.LOG_NAME).read_text()


def test_of_a_library_only_the_place_is_written(data_dir: DataDir) -> None:
    set_up_logging(data_dir)
    logging.getLogger("some.library").warning("Siti Rahayu", extra={"patient": "Siti"})
    assert "a message from tests/unit/runtime/test_logs.py:" in (data_dir.logs / logs.LOG_NAME).read_text()
    assert "Siti" not in (data_dir.logs / logs.LOG_NAME).read_text()


def test_a_text_in_the_place_of_a_number_is_written() -> None:
    record = logging.LogRecord(log.name, logging.INFO, __file__, 1, "%d cells of %s", ("Siti", 3), None)
    assert "%d cells of %s ('<text" in logs.NamelessFormatter().format(record)


def test_the_newest_lines_are_kept_for_a_report(data_dir: DataDir) -> None:
    set_up_logging(data_dir)
    for number in range(500):
        log.info("line %d of %s", number, "Siti")
    lines = logs.recent_lines()
    assert len(lines) == 200
    assert "line 499 of <text" in lines[-1]


def test_verbose_shows_everything(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(None, verbose=True)
    log.debug("a detail")
    assert "a detail" in capsys.readouterr().err


def test_setting_up_again_does_not_double(data_dir: DataDir, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        set_up_logging(data_dir)
    log.warning("once")
    assert capsys.readouterr().err.count("once") == 1
    assert (data_dir.logs / logs.LOG_NAME).read_text().count("once") == 1


def test_the_file_is_bounded(data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_BYTES", 2000)
    set_up_logging(data_dir)
    for _ in range(300):
        log.info("x" * 100)
    sizes = [file.stat().st_size for file in data_dir.logs.iterdir()]
    assert len(sizes) == 4
    assert max(sizes) <= 2000


def test_a_log_that_cannot_be_written_costs_a_warning_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(DataDir(tmp_path / "never made"))
    log.warning("still heard")
    heard = capsys.readouterr().err
    assert "no log file is kept" in heard
    assert "still heard" in heard


def test_a_program_without_stderr(data_dir: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    set_up_logging(data_dir)
    log.warning("written")
    assert "written" in (data_dir.logs / logs.LOG_NAME).read_text()
