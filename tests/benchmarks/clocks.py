"""Measures a call by the clock and by processor time."""

from __future__ import annotations

import time
from collections.abc import Callable

Processor = Callable[[], float]


def timed(act: Callable[[], object], processor: Processor = time.process_time) -> tuple[float, float]:
    """Call ``act`` and return its seconds by the clock and by ``processor`` time."""
    begin, worked = time.perf_counter(), processor()
    act()
    return time.perf_counter() - begin, processor() - worked
