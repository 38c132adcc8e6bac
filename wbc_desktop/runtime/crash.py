"""Crash reports: an uncaught error, or the fault of an earlier process, becomes one file without data of patients."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.logs import LOG_NAME, recent_lines
from wbc_desktop.runtime.nameless import code_file, code_place, traceback_text
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import open_text
from wbc_desktop.runtime.version import version

FAULT_NAME = "faults.log"
MOST_REPORTS = 20
"""Reports that are kept, and different errors that one process reports; further ones are only in the log."""

_LONGEST_FAULT = 256 * 1024
_LONGEST_TAIL = 64 * 1024
_TAIL_LINES = 200
_OWN_LINE = "# "
"""So begin the lines of ``faults.log`` that this program writes; faulthandler writes the others."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrashReport:
    """``sentence`` tells a person what happened, and ``text`` is the report; ``file`` is None if it was not written.

    ``earlier``: an earlier process ended by a fault; else an error occurred in this one.
    """

    sentence: str
    text: str
    file: Path | None = None
    earlier: bool = False


Tell = Callable[[CrashReport], None]


def install_crash_reports(data_dir: DataDir, tell: Tell | None = None) -> Callable[[], None]:
    """Report uncaught errors of any thread from now on; crashes outside Python go to ``faults.log``.

    ``tell`` gets the first report of each error (by default its sentence is written to stderr); it is called in the
    thread that failed. The same error again is only counted in the log. Returns a function that restores the previous
    state.
    """
    before, thread_before = sys.excepthook, threading.excepthook
    seen = _Seen()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):  # Ctrl+C and exit are no crashes
            before(kind, error, trace)
        elif seen.is_new(error):
            (tell or _to_stderr)(write_crash_report(data_dir, error))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = hook, thread_hook
    stop_faults = _watch_faults(data_dir)

    def undo() -> None:
        sys.excepthook, threading.excepthook = before, thread_before
        stop_faults()

    return undo


def write_crash_report(data_dir: DataDir, error: BaseException) -> CrashReport:
    """Write a report about ``error`` into the logs folder, and return it."""
    _log.info("unexpected error: %s", error, exc_info=error)
    name = type(error).__name__
    text = _report(
        {"event": "unexpected error", "thread": threading.current_thread().name}, traceback_text(error), recent_lines()
    )
    file = _write(data_dir, text)
    if file is None:
        sentence = tr(
            "An unexpected error occurred ({name}). All decisions are saved. The report could not be written.",
            name=name,
        )
    else:
        sentence = tr(
            "An unexpected error occurred ({name}). All decisions are saved. A report is in {file}.",
            name=name,
            file=file,
        )
    return CrashReport(sentence, text, file)


def take_earlier_fault(data_dir: DataDir) -> CrashReport | None:
    """Return a report about the fault by which an earlier window ended; None if there is none. It is told only once.

    Call it before :func:`install_crash_reports`, which begins the file anew.
    """
    file = data_dir.logs / FAULT_NAME
    try:
        with file.open("rb") as opened:
            lines = opened.read(_LONGEST_FAULT).decode("utf-8", "replace").splitlines()
        file.unlink()
    except OSError:
        return None
    fault = [line for line in lines if not line.startswith(_OWN_LINE)]
    if not any(line.strip() for line in fault):
        return None  # the process was killed, or the computer was switched off
    own = [line.removeprefix(_OWN_LINE) for line in lines if line.startswith(_OWN_LINE)]
    head = {"event": "an earlier process ended by a fault", "that process": "; ".join(own) or "unknown"}
    frames = "\n".join(re.sub(r'File "([^"]*)"', lambda found: code_file(found[1]), line) for line in fault)
    text = _report(head, frames + "\n", _lines_of(data_dir, own))
    written = _write(data_dir, text)
    _log.warning("an earlier process ended by a fault")
    sentence = tr("WBC Desktop ended unexpectedly the last time. All decisions are saved.")
    return CrashReport(sentence, text, written, earlier=True)


class _Seen:
    """Counts the errors of this process by class and place in the code."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def is_new(self, error: BaseException) -> bool:
        """Count the error, and return whether it is to be reported. The log tells the 10th, 100th … of the same."""
        place = code_place(error)
        with self._lock:
            self._counts[place] += 1
            count, kinds = self._counts[place], len(self._counts)
        if count == 1 and kinds <= MOST_REPORTS:
            return True
        if re.fullmatch("10*", str(count)):
            _log.error("unexpected error, occurrence %d: %s", count, error)
        return False


def _report(head: dict[str, str], what: str, log: Sequence[str]) -> str:
    lines = {
        "program": f"wbc-desktop {version()}",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        **head,
        "python": sys.version.replace("\n", " "),
        "platform": platform.platform(),
    }
    parts = [f"{name}: {value}\n" for name, value in lines.items()]
    return "".join([*parts, "\n", what, "\nThe log before it:\n", *(f"{line}\n" for line in log)])


def _write(data_dir: DataDir, text: str) -> Path | None:
    """Write a report into the logs folder and remove the oldest ones; None if that fails."""
    file = data_dir.logs / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    try:
        with open_text(file, "w", errors="backslashreplace") as report:
            report.write(text)
    except OSError as error:
        _log.warning("the crash report could not be written: %s", error)
        return None
    with suppress(OSError):
        for old in sorted(data_dir.logs.glob("crash-*.txt"))[:-MOST_REPORTS]:
            old.unlink()
    return file


def _lines_of(data_dir: DataDir, own: Sequence[str]) -> list[str]:
    """Return the newest lines of the log from the first one of the process that ``own`` names.

    Earlier lines may be those of a version whose log held names.
    """
    process = re.match(r"process (\d+)", own[0]) if own else None
    if process is None:
        return []
    try:
        with (data_dir.logs / LOG_NAME).open("rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - _LONGEST_TAIL))
            lines = log.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    first = next((n for n, line in enumerate(lines) if line.split(" ")[2:3] == [process[1]]), len(lines))
    return lines[first:][-_TAIL_LINES:]


def _watch_faults(data_dir: DataDir) -> Callable[[], None]:
    """Let faulthandler write into ``faults.log``, which a process that ends without a fault removes."""
    path = data_dir.logs / FAULT_NAME
    try:
        file = open_text(path, "w")
    except OSError as error:
        _log.warning("crashes outside Python will not be recorded: %s", error)
        return lambda: None
    started = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    file.write(f"{_OWN_LINE}process {os.getpid()}, started {started}, wbc-desktop {version()}\n")
    file.flush()
    faulthandler.enable(file)

    def stop() -> None:
        faulthandler.disable()
        file.close()
        with suppress(OSError):
            path.unlink()

    return stop


def _to_stderr(report: CrashReport) -> None:
    if sys.stderr is not None:
        with suppress(OSError):
            print(report.sentence, file=sys.stderr)
