"""Ctrl+C and termination: the first signal stops the work and keeps finished results, the second one exits at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from wbc_desktop.domain.errors import Cancelled

INTERRUPTED = 130
"""The exit status of a command that was interrupted."""

_NOTICE = b"\nStopping; finished results are kept. Press Ctrl+C again to exit at once.\n"


class Interrupt:
    """Whether the person has interrupted the command; the services call it between steps."""

    def __init__(self) -> None:
        self._requested = threading.Event()

    def __call__(self) -> bool:
        """Return True after a signal."""
        return self._requested.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` after a signal; for use between stages that cannot be cancelled."""
        if self():
            raise Cancelled

    def request_stop(self) -> None:
        """Handle a signal. This must not take a lock, because the signal may arrive at any moment."""
        if self._requested.is_set():
            os._exit(INTERRUPTED)
        self._requested.set()
        with suppress(OSError):
            os.write(2, _NOTICE)


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """Yield an :class:`Interrupt` that SIGINT and SIGTERM set; outside the main thread no signal is caught."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        interrupt.request_stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
