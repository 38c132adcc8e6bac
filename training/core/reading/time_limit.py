"""Limit the time of a helper process: its processor time, because a busy machine must not refuse good pictures."""

from __future__ import annotations

import subprocess
import threading
import time
from types import TracebackType

import psutil

_PATIENCE = 10
"""So many times longer a step may take by the clock: other programs may keep the processor or the disk busy."""
_LOOK_SECONDS = 0.25


class TimeLimit:
    """While it is entered, a process is killed when a step takes more than ``seconds`` of its processor time.

    A process that only waits is killed after ``_PATIENCE`` times as long by the clock. ``passed``: it was killed.
    """

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.passed = False
        self._process, self._seconds = process, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="decoder time limit", daemon=True)
        self._since = self._now()

    def __enter__(self) -> TimeLimit:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def restart(self) -> None:
        """Begin the next step."""
        self._since = self._now()

    def _now(self) -> tuple[float, float]:
        try:
            times = psutil.Process(self._process.pid).cpu_times()
        except psutil.Error:  # it ended by itself
            return 0.0, time.monotonic()
        return times.user + times.system, time.monotonic()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            worked, took = (now - then for now, then in zip(self._now(), self._since, strict=True))
            if worked > self._seconds or took > _PATIENCE * self._seconds:
                self.passed = True
                self._process.kill()
                return
