"""The log: rotating files in the data directory, and stderr.

The files hold no data of patients (:mod:`wbc_desktop.runtime.nameless`). On stderr a command tells its own reader
everything; the window does not, because desktops keep the output of programs in a log of the system.
"""

from __future__ import annotations

import copy
import logging
import sys
from collections import deque
from collections.abc import Mapping
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler

from wbc_desktop.runtime.nameless import code_file, shown, traceback_text
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import open_text

LOG_NAME = "wbc-desktop.log"
_BYTES = 2_000_000
_KEPT = 3
_OURS = "wbc_desktop handler"
_RECENT = 200
_LAYOUT = "%(asctime)s %(process)d %(threadName)s %(levelname)s %(name)s: %(message)s"

_recent: deque[str] = deque(maxlen=_RECENT)


class NamelessFormatter(logging.Formatter):
    """Formats records without data of patients.

    The messages of our own modules are constants (a house test checks that), and their arguments go through
    :func:`shown`. Of a message of a library only the place in its code is written.
    """

    def __init__(self, layout: str = _LAYOUT, with_traceback: bool = True) -> None:
        super().__init__(layout)
        self._with_traceback = with_traceback

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.msg, plain.args = _message(record), ()
        plain.exc_info = plain.exc_text = plain.stack_info = None
        text = super().format(plain)
        error = record.exc_info[1] if record.exc_info else None
        return f"{text}\n{traceback_text(error).rstrip()}" if error is not None and self._with_traceback else text


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] != "wbc_desktop":
        return f"a message from {code_file(record.pathname)}:{record.lineno}"
    if not record.args:
        return str(record.msg)
    values = record.args
    kept = {k: shown(v) for k, v in values.items()} if isinstance(values, Mapping) else tuple(map(shown, values))
    try:
        return str(record.msg) % kept
    except (TypeError, ValueError):  # a token in the place of a number
        return f"{record.msg} {kept}"


class _Recent(logging.Handler):
    """Keeps the newest lines for a crash report."""

    def emit(self, record: logging.LogRecord) -> None:
        _recent.append(self.format(record))


def recent_lines() -> list[str]:
    """Return the newest lines of the log of this process, the oldest first; a traceback belongs to its line."""
    return list(_recent)


class _WithoutTraceback(logging.Formatter):
    """Formats messages for the screen; tracebacks are written to the file only."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.exc_info = plain.exc_text = plain.stack_info = None
        return super().format(plain)


class _PrivateFile(RotatingFileHandler):
    """A rotating log file; only this account may read it and its older parts."""

    def _open(self) -> TextIOWrapper:
        return open_text(self.baseFilename, "a", errors=self.errors or "strict")


def set_up_logging(data_dir: DataDir | None, verbose: bool = False, window: bool = False) -> None:
    """Log to stderr (warnings; everything when ``verbose``) and, with a data directory, to a file there.

    ``window``: stderr gets no data of patients either. A second call replaces the earlier set-up. If the log file
    cannot be written, a warning is logged.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.name == _OURS:
            root.removeHandler(handler)
            handler.close()
    logging.getLogger("wbc_desktop").setLevel(logging.DEBUG if verbose else logging.INFO)
    if sys.stderr is not None:  # a windowed program on Windows has none
        screen = logging.StreamHandler()
        screen.setLevel(logging.DEBUG if verbose else logging.WARNING)
        layout = "%(levelname)s: %(message)s"
        if window:
            screen.setFormatter(NamelessFormatter(layout, with_traceback=verbose))
        else:
            screen.setFormatter((logging.Formatter if verbose else _WithoutTraceback)(layout))
        _add(root, screen)
    recent = _Recent(logging.INFO)
    recent.setFormatter(NamelessFormatter())
    _add(root, recent)
    if data_dir is not None:
        try:
            file = _PrivateFile(
                data_dir.logs / LOG_NAME,
                maxBytes=_BYTES,
                backupCount=_KEPT,
                encoding="utf-8",
                errors="backslashreplace",
            )
        except OSError as error:
            logging.getLogger(__name__).warning("no log file is kept: %s", error)
            return
        file.setFormatter(NamelessFormatter())
        _add(root, file)


def _add(root: logging.Logger, handler: logging.Handler) -> None:
    handler.name = _OURS
    root.addHandler(handler)
