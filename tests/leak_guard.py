"""A pytest plugin: a test that leaves a thread, a timer, a window or a child process alive fails."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

PATIENCE_S = float(os.environ.get("WBC_LEAK_PATIENCE_S", "3"))

# Threads and processes that are never ended, by the start of their name or a part of their command line.
LASTING_THREADS = ("pytest_timeout", "TMonitor", "tqdm", "QThread", "Dummy-", "asyncio_", "pydevd")
LASTING_PROCESSES = ("resource_tracker", "forkserver", "compile_worker", "triton")
# The decoder of special files serves the program as long as it runs.
LASTING_PROCESSES += ("training.core.reading.helper",)

PASSED = pytest.StashKey[bool]()


def pytest_collection_finish() -> None:
    """Freeze the objects of imported modules, so that later collections are ten times faster."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Record whether the test passed; after a failure, the traceback keeps objects alive, which is no leak."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Collect the garbage of a Qt test in this thread after the test, as the program does, and not during an event.

    Otherwise a garbage widget may be deleted while Qt iterates over all widgets, or by a worker. The remaining objects
    are frozen, so that no thread of a later test collects them; what a deleted window held is garbage before that.
    """
    if not uses_qt(getattr(item, "fixturenames", ())):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        deliver_deletions()
        gc.collect()  # all generations: the test may have collected while its window was alive
        gc.freeze()
        gc.enable()


def uses_qt(fixtures: Iterable[str]) -> bool:
    """Return whether these fixtures include Qt's application."""
    return not {"qtbot", "qapp"}.isdisjoint(fixtures)


@pytest.fixture(autouse=True)
def leak_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare what is alive before and after the test (fixtures created after this one are torn down by then)."""
    allowed = request.node.get_closest_marker("may_leak")
    before = living(request)
    yield
    if allowed or not request.node.stash.get(PASSED, False):
        return
    left = living(request) - before
    if left:  # collecting takes time, so only now
        left = wait_for_cleanup(request, before)
    if left:
        pytest.fail("left alive by this test:\n" + "\n".join(sorted(text for _, text in left)), pytrace=False)


def wait_for_cleanup(request: pytest.FixtureRequest, before: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Collect garbage and deliver deferred deletions for up to PATIENCE_S; return what is still alive."""
    until = time.monotonic() + PATIENCE_S
    generation = 1  # objects of a test are young; a full collection takes half a second
    while True:
        deliver_deletions()
        gc.collect(generation)
        left = living(request) - before
        if not left or time.monotonic() > until:
            return left
        if generation == 2:
            time.sleep(0.05)
        generation = 2


def living(request: pytest.FixtureRequest) -> set[tuple[int, str]]:
    """Return (identity, description) of threads, child processes and, in a Qt test, windows, timers and Qt threads."""
    found = {(t.ident or 0, f"thread {t.name}") for t in threading.enumerate() if is_ours(t)}
    found |= child_processes()
    if "PySide6.QtCore" in sys.modules and uses_qt(request.fixturenames):
        found |= living_in_qt()
    return found


def is_ours(thread: threading.Thread) -> bool:
    """Return whether the program or a test started a thread (threads of Qt are dummies here)."""
    if thread is threading.main_thread() or isinstance(thread, threading._DummyThread):
        return False
    return thread.is_alive() and not thread.name.startswith(LASTING_THREADS)


def child_processes() -> set[tuple[int, str]]:
    """Return the child processes, including those that ended and were not waited for."""
    found: set[tuple[int, str]] = set()
    lists = [*Path("/proc/self/task").glob("*/children")]  # on Linux, this avoids reading all processes
    if lists and not any(read_if_there(path) for path in lists):
        return found
    for child in psutil.Process(os.getpid()).children(recursive=True):
        try:
            line = " ".join(child.cmdline()) or child.name()
        except psutil.Error:
            continue
        if not any(part in line for part in LASTING_PROCESSES):
            found.add((child.pid, f"process {line}"))
    return found


def read_if_there(path: Path) -> str:
    """Return the text of a file of /proc; "" if its thread has just ended."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def living_in_qt() -> set[tuple[int, str]]:
    """Return top-level widgets, running timers, running Qt threads that Python knows, and work in Qt's pool."""
    from PySide6.QtCore import QCoreApplication, QThread, QThreadPool, QTimer
    from shiboken6 import isValid

    if QCoreApplication.instance() is None:
        return set()
    found: set[tuple[int, str]] = set()
    here = QThread.currentThread()
    kinds = {kind: issubclass(kind, QTimer) for base in (QTimer, QThread) for kind in (base, *subclasses(base))}
    for thing in [o for o in gc.get_objects() if type(o) in kinds]:
        name = thing.objectName() or type(thing).__qualname__ if isValid(thing) else ""
        if name and kinds[type(thing)] and thing.isActive():
            found.add((id(thing), f"timer {name} of {thing.parent()!r}"))
        elif name and not kinds[type(thing)] and thing is not here and thing.isRunning():
            found.add((id(thing), f"Qt thread {name}"))
    if QThreadPool.globalInstance().activeThreadCount():
        found.add((0, "work in Qt's global thread pool"))
    return found | top_level_widgets()


def subclasses(kind: type) -> Iterator[type]:
    """Yield all classes derived from this one."""
    for derived in kind.__subclasses__():
        yield derived
        yield from subclasses(derived)


def top_level_widgets() -> set[tuple[int, str]]:
    """Return all existing windows, dialogs and parentless widgets, shown or not."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    if not isinstance(QApplication.instance(), QApplication):
        return set()
    return {(getCppPointer(w)[0], f"widget {w!r}") for w in QApplication.topLevelWidgets()}


def deliver_deletions() -> None:
    """Deliver pending ``deleteLater`` calls, as the event loop would."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
