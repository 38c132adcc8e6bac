"""Read the store off the window's thread, one read at a time; while one runs, only the newest request is kept."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.worker import Worker
from wbc_desktop.services.changes import Cancel

log = logging.getLogger(__name__)

PAUSE_FACTOR = 3.0
"""The pause after a read is this many times its duration, so that a growing slide never occupies a core."""

LONGEST_PAUSE_S = 3.0
"""Seconds."""

DELAY_MS = 150
"""Delay of reads that follow a decision, so that the next cell is shown first."""

LONGEST_DELAY_S = 2.0
"""Most seconds by which quick decisions can delay a read."""

_ONE_READ = threading.Lock()
"""Reads for the window run one after another: every further computing thread makes the window wait longer for Python's
lock, and parallel reads finish no sooner."""


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any
    sentence: str | None
    error: WbcError | None
    seconds: float


class LatestRead(QObject):
    """Answers the newest request.

    Signals: ``done(result)`` or ``failed(sentence)``: the answer to the newest :meth:`ask`.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: WbcError | None = None
        """Why the read failed, where the reason is an error meant for a person; set before ``failed`` is emitted."""
        self._waiting: Callable[[], Any] | None = None
        self._asked = 0.0
        self._running = False
        self._closed = False
        self._worker = Worker(_run, self)
        self._worker.answered.connect(self._receive)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._start)

    def ask(self, read: Callable[[], Any], after_ms: int = 0) -> None:
        """Run ``read`` in a thread, not before ``after_ms``. It replaces a request that has not begun.

        Asking again within ``after_ms`` delays it, by at most LONGEST_DELAY_S. The answer of a running read is still
        delivered, so that a view that follows quick changes is never starved.
        """
        if self._closed:
            return
        now = time.monotonic()
        if self._waiting is None:
            self._asked = now
        self._waiting = read
        if self._running:
            return
        if after_ms and now - self._asked < LONGEST_DELAY_S:
            self._pause.start(max(self._pause.remainingTime(), after_ms))
        elif not self._pause.isActive():
            self._start()

    def drop(self) -> None:
        """Drop the waiting and the running request and the pause."""
        self._waiting = None
        self._running = False
        self._worker.drop()
        self._pause.stop()

    @property
    def busy(self) -> bool:
        """Whether an answer is pending."""
        return self._waiting is not None or self._running

    def stop(self) -> None:
        """Wait for the running read and deliver nothing more."""
        self._closed = True
        self.drop()
        self._worker.stop()

    def _start(self) -> None:
        read, self._waiting = self._waiting, None
        if read is None:
            return
        self._running = True
        self._worker.ask(read, read)

    def _receive(self, _read: object, answer: _Answer) -> None:
        self._running = False
        self._pause.start(round(1000 * min(LONGEST_PAUSE_S, PAUSE_FACTOR * answer.seconds)))
        if answer.sentence is None:
            self.done.emit(answer.result)
        else:
            self.error = answer.error
            self.failed.emit(answer.sentence)


def _run(read: Callable[[], Any], _cancel: Cancel) -> _Answer:
    result, sentence, refused = None, None, None
    with _ONE_READ:
        began = time.perf_counter()
        try:
            result = read()
        except WbcError as error:
            sentence, refused = str(error), error
        except Exception:
            log.exception("reading the store")
            sentence = tr("The cells could not be read because of a fault in the program; the log says more.")
    return _Answer(result, sentence, refused, time.perf_counter() - began)
