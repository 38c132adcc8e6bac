"""Stop a run: by a signal, or by a file that asks for it, which works on every system and from every process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

INTERRUPTED = 130
"""The exit status of a process that was stopped."""

PATIENCE_S = 30.0
"""A run that has not stopped by itself so long after it was asked to is ended. Its checkpoints are whole anyway."""

_POLL_S = 0.25


class StopRequest:
    """Whether the run shall stop; the training asks between its steps, writes a checkpoint and raises ``Stopped``."""

    def __init__(self) -> None:
        self._requested = threading.Event()

    def __call__(self) -> bool:
        """Return True once somebody asked to stop."""
        return self._requested.is_set()

    def request(self) -> None:
        """Ask the run to stop."""
        self._requested.set()

    def handle_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Ask the run to stop; at the second signal the process ends at once."""
        if self._requested.is_set():
            os._exit(INTERRUPTED)
        self._requested.set()


@contextmanager
def stoppable(request_file: Path) -> Iterator[StopRequest]:
    """Yield a :class:`StopRequest` that SIGTERM, SIGINT and ``request_file`` set during the block.

    Outside the main thread no signal is caught.
    """
    stop, ended = StopRequest(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(request_file, stop, ended), name="stop request", daemon=True)
    watcher.start()
    numbers = (signal.SIGINT, signal.SIGTERM)
    caught = numbers if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop.handle_signal) for number in caught}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        ended.set()
        watcher.join()


def _watch(request_file: Path, stop: StopRequest, ended: threading.Event) -> None:
    while not stop() and not ended.wait(_POLL_S):
        if request_file.exists():
            stop.request()
    if stop() and not ended.wait(PATIENCE_S):
        os._exit(INTERRUPTED)
