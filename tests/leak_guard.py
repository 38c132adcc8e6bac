"""A plugin for pytest: a test that leaves a thread, a timer, a window or a child process alive has failed."""

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

# Threads and processes that a library keeps for the life of the process, by the start of their name or a part of
# their command line.
LASTING_THREADS = ("pytest_timeout", "TMonitor", "tqdm", "QThread", "Dummy-", "asyncio_", "pydevd")
LASTING_PROCESSES = ("resource_tracker", "forkserver", "compile_worker", "triton")

PASSED = pytest.StashKey[bool]()


def pytest_collection_finish() -> None:
    """What was imported to collect the tests stays; with it set aside, looking through the rest is ten times faster."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Remember whether the test itself passed: after a failure the traceback keeps things alive, which is no leak."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """As in the program, what a test of Qt leaves is collected in this thread, and not in the midst of an event.

    Else a widget that is garbage, as after a failure, is deleted while Qt walks over all widgets, or by a worker.
    """
    if not uses_qt(getattr(item, "fixturenames", ())):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)
        gc.enable()


def uses_qt(fixtures: Iterable[str]) -> bool:
    """Whether these fixtures are of a test with Qt's application."""
    return not {"qtbot", "qapp"}.isdisjoint(fixtures)


@pytest.fixture(autouse=True)
def leak_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compares what lives before and after the test (fixtures made after this one are torn down by then)."""
    allowed = request.node.get_closest_marker("may_leak")
    before = living(request)
    yield
    if allowed or not request.node.stash.get(PASSED, False):
        return
    left = living(request) - before
    if left:  # collecting costs time, so only now
        left = wait_for_cleanup(request, before)
    if left:
        pytest.fail("left alive by this test:\n" + "\n".join(sorted(text for _, text in left)), pytrace=False)


def wait_for_cleanup(request: pytest.FixtureRequest, before: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Collect garbage, deliver deferred deletions and wait a little; what is left alive then."""
    until = time.monotonic() + PATIENCE_S
    generation = 1  # what a test leaves is young; looking through everything takes half a second
    while True:
        gc.collect(generation)
        deliver_deletions()
        left = living(request) - before
        if not left or time.monotonic() > until:
            return left
        if generation == 2:
            time.sleep(0.05)
        generation = 2


def living(request: pytest.FixtureRequest) -> set[tuple[int, str]]:
    """(identity, description) of the threads, child processes and, in a test of Qt, windows, timers and Qt threads."""
    found = {(t.ident or 0, f"thread {t.name}") for t in threading.enumerate() if is_ours(t)}
    found |= child_processes()
    if "PySide6.QtCore" in sys.modules and uses_qt(request.fixturenames):
        found |= living_in_qt()
    return found


def is_ours(thread: threading.Thread) -> bool:
    """Whether a thread was started by the program or a test (threads that Qt started look like dummies here)."""
    if thread is threading.main_thread() or isinstance(thread, threading._DummyThread):
        return False
    return thread.is_alive() and not thread.name.startswith(LASTING_THREADS)


def child_processes() -> set[tuple[int, str]]:
    """Children of this process that run (one that has ended but was not waited for counts too)."""
    found: set[tuple[int, str]] = set()
    lists = [*Path("/proc/self/task").glob("*/children")]  # on Linux they can be had without looking at all processes
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
    """The text of a file of /proc; nothing when its thread has just ended."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def living_in_qt() -> set[tuple[int, str]]:
    """Top-level widgets, running timers and running Qt threads that Python knows, and work in Qt's own pool."""
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
    """All classes that are derived from this one."""
    for derived in kind.__subclasses__():
        yield derived
        yield from subclasses(derived)


def top_level_widgets() -> set[tuple[int, str]]:
    """Windows, dialogs and parentless widgets that exist, shown or not."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    if not isinstance(QApplication.instance(), QApplication):
        return set()
    return {(getCppPointer(w)[0], f"widget {w!r}") for w in QApplication.topLevelWidgets()}


def deliver_deletions() -> None:
    """Let ``deleteLater`` take effect, as the event loop would."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
