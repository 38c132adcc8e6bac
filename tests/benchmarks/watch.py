"""Watches the event loop of the window's thread, and waits in it as the program does."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

TICK_MS = 2


class LoopWatch(QObject):
    """Ticks every few milliseconds; the time between two ticks is how long the loop was blocked.

    ``clock``: seconds by the clock, other programs included; ``processor``: processor time of this thread alone.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock: list[float] = []
        self.processor: list[float] = []
        self._last: tuple[float, float] | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Start to measure."""
        self._last = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Stop to measure."""
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last is not None:
            self.clock.append(max(0.0, now[0] - self._last[0] - TICK_MS / 1000))
            self.processor.append(now[1] - self._last[1])
        self._last = now


class PaintWatch(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def run_loop(milliseconds: int) -> None:
    """Run the event loop for this time."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Run the event loop until ``holds()`` is true; return False when it is not after ``seconds``."""
    if holds():
        return True
    loop, end = QEventLoop(), time.monotonic() + seconds
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if holds() or time.monotonic() > end else None)
    timer.start(1)
    loop.exec()
    timer.stop()
    return holds()
