"""Messages from worker threads to the window's thread, safe in any order of deletion."""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")


SLICE_S = 0.008
"""Most seconds of messages per turn of the event loop, so that timers and painting do not wait."""


class _Wakeup(QObject):
    """Calls ``answer`` in the thread that made it when any thread wakes it."""

    _woken = Signal()

    def __init__(self, answer: Callable[[], None]) -> None:
        super().__init__()
        self._answer = answer
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._on_woken)

    def wake(self) -> None:
        self._woken.emit()

    def wake_next_turn(self) -> None:
        """Wake again after the other events of this turn. In its own thread only."""
        self._next_turn.start(0)

    @Slot()
    def _on_woken(self) -> None:
        self._answer()


class Mailbox(Generic[T]):
    """Created in the window's thread. ``post`` from any thread calls ``handler`` there, in order.

    Workers hold this plain object and never a QObject, so that no QObject can be deleted from a wrong thread, and a
    message for something that is gone is dropped. Messages that come faster than they are handled are handled for a
    moment a turn of the event loop, and a handler that opens a dialog does not keep the next message waiting.

    ``handler`` is a method of the owner, which is held weakly: a cycle of references would leave the owner to the
    garbage collector, and that may run in a worker thread.
    """

    def __init__(self, handler: Callable[[T], None]) -> None:
        self._handler = weakref.WeakMethod(handler)
        self._messages: deque[T] = deque()
        self._lock = threading.Lock()
        self._wakeup: _Wakeup | None = _Wakeup(self._deliver_some)

    def post(self, message: T) -> None:
        """Deliver ``message`` from any thread. It is dropped once the mailbox is closed."""
        with self._lock:
            if self._wakeup is not None:
                self._messages.append(message)
                if len(self._messages) == 1:  # otherwise it is awake already
                    self._wakeup.wake()

    def close(self) -> None:
        """Stop delivering for good. In the window's thread only."""
        with self._lock:
            self._wakeup = None
            self._messages.clear()

    def deliver_now(self) -> None:
        """Deliver all waiting messages without the event loop. In the window's thread only."""
        while self._messages:
            self._deliver_one()

    def _deliver_some(self) -> None:
        end = time.monotonic() + SLICE_S
        while self._deliver_one() and time.monotonic() < end:
            pass

    def _deliver_one(self) -> bool:
        """Deliver one message; return whether more wait. They are delivered even if this handler opens a dialog."""
        with self._lock:
            if not self._messages:
                return False
            message, wakeup = self._messages.popleft(), self._wakeup
            more = bool(self._messages)
            if more and wakeup is not None:
                wakeup.wake_next_turn()
        handler = self._handler()
        if handler is not None:
            handler(message)
        return more
