"""Keeps Python's own housekeeping from stopping the window: its garbage, and how long threads wait.

Python collects garbage in whatever thread makes an object at that moment, and all threads stand still meanwhile. A full
collection looks at every object of the program: a tenth of a second, in the middle of scrolling. It may also delete a
QObject in a thread that is not its own.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

TURN_S = 0.0005
"""A thread that computes lets another one in after so long; Python's own is ten times that, and often."""
LOOK_MS = 50
YOUNG = 1000
"""So many new objects, and the young ones are looked at."""
FULL_EVERY_S = 30.0
"""Between two looks at all objects, while nothing runs; the start's own are never looked at."""
FULL_AT_LATEST_S = 600.0
"""The same while something runs."""
MANY_MODULES = 50
"""So many more were imported since, as at the start's end or with the network's library: what they made stays too, and
going through all of it once would stop the window for a tenth of a second."""


class Housekeeping(QObject):
    """Collects garbage in the window's thread alone. ``busy`` says whether jobs run, with many objects of theirs.

    Made once a process, when the window has been built: what there is by then stays to the end and is not looked at
    any more. :meth:`stop` gives Python back the ways it had: a program that starts without collections has none while
    its window is taken down either, when Qt goes through lists of widgets of which some are garbage.
    """

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._turn = sys.getswitchinterval()
        self._full = time.monotonic()
        self._modules = 0
        self._collected = gc.isenabled()
        gc.disable()
        gc.freeze()
        sys.setswitchinterval(TURN_S)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect what is due."""
        young, middle, _ = gc.get_count()
        waited = time.monotonic() - self._full
        if waited >= (FULL_AT_LATEST_S if self._busy() else FULL_EVERY_S):
            if len(sys.modules) >= self._modules + MANY_MODULES:
                gc.freeze()
                self._modules = len(sys.modules)
            else:
                gc.collect()
            self._full = time.monotonic()
        elif young >= YOUNG:
            # What a job holds on to lives as long as the job: going through it again and again would find nothing.
            gc.collect(1 if middle >= 10 and not self._busy() else 0)

    def stop(self) -> None:
        """Let Python collect by itself again, if it did; harmless twice."""
        if self._timer.isActive():
            self._timer.stop()
            sys.setswitchinterval(self._turn)
            if self._collected:
                gc.enable()
