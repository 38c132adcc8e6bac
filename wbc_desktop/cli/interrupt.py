"""Ctrl+C and termination: the first asks the work to stop and keeps what is finished, a second one leaves at once."""

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

_NOTICE = b"\nStopping; what is finished is kept. Once more leaves at once.\n"


class Interrupt:
    """Whether the person has asked to stop; called by the services between two steps."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def __call__(self) -> bool:
        """True once a signal has come."""
        return self._asked.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` once a signal has come: between two stages that cannot be stopped themselves."""
        if self():
            raise Cancelled

    def ask(self) -> None:
        """What a signal does. Nothing here may take a lock: the signal may have come in the middle of anything."""
        if self._asked.is_set():
            os._exit(INTERRUPTED)
        self._asked.set()
        with suppress(OSError):
            os.write(2, _NOTICE)


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """While this lasts, SIGINT and SIGTERM ask the :class:`Interrupt` to stop (where signals can be caught)."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        interrupt.ask()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
