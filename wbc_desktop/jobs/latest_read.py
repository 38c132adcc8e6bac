"""Reads the store off the window's thread, one read at a time; while one runs, only the newest request is kept."""

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

REST = 3.0
"""After a read the next one waits this many times as long as the read took: a growing slide never fills a core."""

MOST_REST = 3.0
"""Seconds."""

LATER_MS = 150
"""What a decision changes beside the cells themselves is read so much later: first the next cell is shown."""

AT_LATEST_S = 2.0
"""Seconds that decisions in quick succession can put a read off: it is for when the hands rest."""

_TURN = threading.Lock()
"""Whatever is read for the window is read one after another: each thread more that computes makes the window wait
longer for Python's lock, and together they are done no sooner."""


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any
    sentence: str | None
    seconds: float


class LatestRead(QObject):
    """``done(result)`` or ``failed(sentence)`` answer the newest :meth:`ask`; an older answer on its way is dropped."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: Callable[[], Any] | None = None
        self._asked = 0.0
        self._running = False
        self._closed = False
        self._worker = Worker(_run, self)
        self._worker.answered.connect(self._receive)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._start)

    def ask(self, read: Callable[[], Any], after_ms: int = 0) -> None:
        """Run ``read`` in a thread as soon as may be, yet not before ``after_ms``; it replaces one that has not begun.

        Asking again within ``after_ms`` puts it off, by AT_LATEST_S at most. The answer of a read that runs already is
        still delivered: a view that is asked to follow something quick is always a little behind, never starved.
        """
        if self._closed:
            return
        now = time.monotonic()
        if self._waiting is None:
            self._asked = now
        self._waiting = read
        if self._running:
            return
        if after_ms and now - self._asked < AT_LATEST_S:
            self._rest.start(max(self._rest.remainingTime(), after_ms))
        elif not self._rest.isActive():
            self._start()

    def drop(self) -> None:
        """Forget what waits, what runs and the rest to take: something else is looked at now."""
        self._waiting = None
        self._running = False
        self._worker.drop()
        self._rest.stop()

    @property
    def busy(self) -> bool:
        """Whether an answer is to come."""
        return self._waiting is not None or self._running

    def stop(self) -> None:
        """Wait for what runs and deliver nothing more."""
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
        self._rest.start(round(1000 * min(MOST_REST, REST * answer.seconds)))
        if answer.sentence is None:
            self.done.emit(answer.result)
        else:
            self.failed.emit(answer.sentence)


def _run(read: Callable[[], Any], _cancel: Cancel) -> _Answer:
    with _TURN:
        began = time.perf_counter()
        try:
            result, sentence = read(), None
        except WbcError as error:
            result, sentence = None, str(error)
        except Exception:
            log.exception("reading the store")
            result, sentence = (
                None,
                tr("The cells could not be read because of a fault in the program; the log says more."),
            )
    return _Answer(result, sentence, time.perf_counter() - began)
