"""Keep Python's housekeeping from blocking the window: garbage collection and the switching of threads.

Python collects garbage in whatever thread makes an object at that moment, and all threads stand still meanwhile. A full
collection looks at every object of the program: a tenth of a second, in the middle of scrolling. It may also delete a
QObject in a thread that is not its own.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

SWITCH_INTERVAL_S = 0.0005
"""Switch interval of threads in seconds; Python's default is ten times as long."""
INTERVAL_MS = 50
YOUNG = 1000
"""New objects after which the youngest generation is collected."""
FULL_EVERY_S = 30.0
"""Between two full collections while nothing runs; objects made at start are never examined."""
FULL_EVERY_S_WHILE_BUSY = 600.0
"""The same while a job runs."""
MANY_MODULES = 50
"""Modules imported since the last freeze, for instance with the network's library: their objects are frozen, too, as
examining all of them would block the window for 0.1 s."""


def collect_deleted() -> None:
    """Delete what ``deleteLater`` was called for, and free all that it held, such as the network of a closed window."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.collect()


class Housekeeping(QObject):
    """Collects garbage in the window's thread only. ``busy`` returns whether jobs run.

    Made when the window has been built: what there is by then is not looked at any more while the window exists.
    :meth:`stop` gives Python back the ways it had: a program that starts without collections has none while its window
    is taken down either, when Qt goes through lists of widgets of which some are garbage. Before the next window is
    built, call :func:`collect_deleted`.
    """

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._switch_interval = sys.getswitchinterval()
        self._full = time.monotonic()
        self._modules = 0
        self._collected = gc.isenabled()
        gc.disable()
        gc.freeze()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def collect_due(self) -> None:
        """Collect the generations that are due."""
        young, middle, _ = gc.get_count()
        waited = time.monotonic() - self._full
        if waited >= (FULL_EVERY_S_WHILE_BUSY if self._busy() else FULL_EVERY_S):
            if len(sys.modules) >= self._modules + MANY_MODULES:
                gc.freeze()
                self._modules = len(sys.modules)
            else:
                gc.collect()
            self._full = time.monotonic()
        elif young >= YOUNG:
            # The objects of a job live as long as the job, so repeated collections would find nothing.
            gc.collect(1 if middle >= 10 and not self._busy() else 0)

    def stop(self) -> None:
        """Restore Python's automatic collection. May be called twice."""
        if self._timer.isActive():
            self._timer.stop()
            sys.setswitchinterval(self._switch_interval)
            if self._collected:
                gc.enable()
