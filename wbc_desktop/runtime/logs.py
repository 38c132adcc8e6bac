"""The log: rotating files in the data directory, and stderr."""

from __future__ import annotations

import copy
import logging
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import open_text

LOG_NAME = "wbc-desktop.log"
_BYTES = 2_000_000
_KEPT = 3
_OURS = "wbc_desktop handler"


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


def set_up_logging(data_dir: DataDir | None, verbose: bool = False) -> None:
    """Log to stderr (warnings; everything when ``verbose``) and, with a data directory, to a file there.

    A second call replaces the earlier set-up. If the log file cannot be written, a warning is logged.
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
        screen.setFormatter((logging.Formatter if verbose else _WithoutTraceback)("%(levelname)s: %(message)s"))
        _add(root, screen)
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
        file.setFormatter(
            logging.Formatter("%(asctime)s %(process)d %(threadName)s %(levelname)s %(name)s: %(message)s")
        )
        _add(root, file)


def _add(root: logging.Logger, handler: logging.Handler) -> None:
    handler.name = _OURS
    root.addHandler(handler)
