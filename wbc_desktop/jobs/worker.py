"""The one worker of the window's loaders: answers requests in threads, the newest first, each key once at a time."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from wbc_desktop.jobs.mailbox import Mailbox
from wbc_desktop.services.changes import Cancel

log = logging.getLogger(__name__)

STACK_BYTES = 16 * 1024 * 1024
"""Numerical libraries need more than the 512 kB that macOS gives a thread that is not the first."""

MOST_WAITING = 2048
"""More than any screen shows; older requests are forgotten and asked for again when they are painted."""

Compute = Callable[[Any, Cancel], Any]
"""Called in a thread with a request and a function that is true once nobody waits for the answer."""


@dataclass(frozen=True, slots=True)
class _Answer:
    key: Hashable
    value: Any


class _Queue:
    """The requests that have not begun, the next one last, and the keys that run. Shared with the threads, so locked.

    ``generation`` counts the calls of :meth:`drop`: what began before the last one is unwanted.
    """

    def __init__(self, threads: int, most_waiting: int) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[Hashable, Any] = OrderedDict()
        self._running: set[Hashable] = set()
        self._threads = threads
        self._most_waiting = most_waiting
        self._busy = 0
        self.generation = 0

    def push(self, key: Hashable, request: Any, later: bool) -> bool:
        """Put a request in front, or with ``later`` behind all others; whether one more thread is wanted."""
        with self._lock:
            if key in self._running or (later and key in self._waiting):
                return False
            self._waiting[key] = request
            self._waiting.move_to_end(key, last=not later)
            while len(self._waiting) > self._most_waiting:
                self._waiting.popitem(last=False)
            if self._busy >= self._threads:
                return False
            self._busy += 1
            return True

    def pop(self) -> tuple[Hashable, Any, int] | None:
        """The next request and the generation; None tells the thread that it is no longer counted and must end."""
        with self._lock:
            if not self._waiting:
                self._busy -= 1
                return None
            key, request = self._waiting.popitem(last=True)
            self._running.add(key)
            return key, request, self.generation

    def end(self, key: Hashable, generation: int) -> None:
        """The request with this key, which began in ``generation``, was answered."""
        with self._lock:
            if generation == self.generation:
                self._running.discard(key)

    def keep(self, wanted: Callable[[Any], bool]) -> None:
        """Forget the waiting requests whose key is not wanted."""
        with self._lock:
            for key in [key for key in self._waiting if not wanted(key)]:
                del self._waiting[key]

    def drop(self) -> None:
        """Forget what waits; what runs is unwanted, and its key can be asked for again."""
        with self._lock:
            self.generation += 1
            self._waiting.clear()
            self._running.clear()

    def count(self) -> int:
        """How many requests have not begun."""
        with self._lock:
            return len(self._waiting)


class Worker(QObject):
    """Calls ``compute`` for each request in at most ``threads`` threads. Lives in the window's thread.

    Signals: ``answered(key, answer)``, in the order in which the answers come; the answer is None after a fault, which
    the log has. Requests that were dropped are not answered.
    """

    answered = Signal(object, object)

    def __init__(
        self, compute: Compute, parent: QObject | None = None, threads: int = 1, most_waiting: int = MOST_WAITING
    ) -> None:
        super().__init__(parent)
        self._compute = compute
        self._closed = False
        self._queue = _Queue(threads, most_waiting)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._pool.setStackSize(STACK_BYTES)
        self._mailbox: Mailbox[tuple[int, _Answer]] = Mailbox(self._receive)
        # Deleted without stop: the threads must not run on for long nor find anybody to talk to.
        queue, mailbox = self._queue, self._mailbox
        self.destroyed.connect(lambda: _abandon(queue, mailbox))

    def ask(self, key: Hashable, request: Any, later: bool = False) -> None:
        """Answer ``request`` next, or with ``later`` after all others. A key that runs already is not begun again."""
        if not self._closed and self._queue.push(key, request, later):
            queue, compute, mailbox = self._queue, self._compute, self._mailbox
            self._pool.start(lambda: _work(queue, compute, mailbox))

    def ask_only(self, key: Hashable, request: Any) -> None:
        """Answer ``request`` and nothing that was asked for before."""
        self.drop()
        self.ask(key, request)

    def keep_only(self, wanted: Callable[[Any], bool]) -> None:
        """Forget the requests that have not begun and whose key is not wanted."""
        self._queue.keep(wanted)

    def drop(self) -> None:
        """Forget every request; what runs is told so and not announced."""
        self._queue.drop()

    @property
    def waiting(self) -> int:
        """How many requests have not begun."""
        return self._queue.count()

    def stop(self) -> None:
        """Drop what waits, wait for what runs, and deliver nothing more."""
        self._closed = True
        self.drop()
        self._pool.waitForDone()
        self._mailbox.close()

    def _receive(self, message: tuple[int, _Answer]) -> None:
        generation, answer = message
        if generation == self._queue.generation:
            self.answered.emit(answer.key, answer.value)


def _abandon(queue: _Queue, mailbox: Mailbox[tuple[int, _Answer]]) -> None:
    queue.drop()
    mailbox.close()


def _work(queue: _Queue, compute: Compute, mailbox: Mailbox[tuple[int, _Answer]]) -> None:
    """In a thread: answer requests until none waits."""
    while (found := queue.pop()) is not None:
        key, request, generation = found
        value = None
        try:
            value = compute(request, lambda begun=generation: queue.generation != begun)  # type: ignore[misc]
        except Exception:
            log.exception("answering %s", key)
        queue.end(key, generation)
        mailbox.post((generation, _Answer(key, value)))
