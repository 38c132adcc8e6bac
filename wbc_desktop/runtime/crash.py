"""The crash report: an uncaught error is written into the logs folder, and a message says where."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from types import TracebackType

from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import open_text

FAULT_NAME = "faults.log"

_log = logging.getLogger(__name__)


def install_crash_reports(data_dir: DataDir, tell: Callable[[str], None] | None = None) -> Callable[[], None]:
    """Report uncaught errors of any thread from now on; crashes outside Python go to ``faults.log``.

    ``tell`` gets one sentence (by default it is written to stderr); it is called in the thread that failed.
    Returns a function that restores the previous state.
    """
    before, thread_before = sys.excepthook, threading.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):  # Ctrl+C and exit are no crashes
            before(kind, error, trace)
            return
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


def write_crash_report(data_dir: DataDir, error: BaseException) -> str:
    """Write a report about ``error`` into the logs folder. Returns the sentence that says where it is."""
    now = datetime.now(UTC)
    file = data_dir.logs / f"crash-{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    try:
        with open_text(file, "w", errors="backslashreplace") as report:
            report.write(_report(error, now))
    except OSError:
        _log.info("crash that could not be reported: %r", error)
        return tr(
            "An unexpected error occurred ({name}). All decisions are saved. The report could not be written.",
            name=type(error).__name__,
        )
    _log.info("crash: %r, report in %s", error, file)
    return tr(
        "An unexpected error occurred ({name}). All decisions are saved. A report is in {file}.",
        name=type(error).__name__,
        file=file,
    )


def _report(error: BaseException, now: datetime) -> str:
    head = {
        "time": now.isoformat(timespec="seconds"),
        "program": f"wbc-desktop {_version()}",
        "python": sys.version.replace("\n", " "),
        "platform": platform.platform(),
        "thread": threading.current_thread().name,
    }
    return "".join([*(f"{name}: {value}\n" for name, value in head.items()), "\n", *traceback.format_exception(error)])


def _version() -> str:
    try:
        return metadata.version("wbc-desktop")
    except metadata.PackageNotFoundError:
        return "from source"


def _watch_faults(data_dir: DataDir) -> Callable[[], None]:
    try:
        file = open_text(data_dir.logs / FAULT_NAME, "a")
    except OSError as error:
        _log.warning("crashes outside Python will not be recorded: %s", error)
        return lambda: None
    faulthandler.enable(file)

    def stop() -> None:
        faulthandler.disable()
        file.close()

    return stop


def _to_stderr(sentence: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):
            print(sentence, file=sys.stderr)
