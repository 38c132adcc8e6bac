"""``python -m benchmarks.window DATA FOLDER …``: a real window on the generated slide, measured from inside.

Prints one JSON object of values by clock and processor time. It runs in its own process to measure the memory.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from benchmarks.clocks import timed
from benchmarks.stand_in import StandIn
from benchmarks.watch import LoopWatch, PaintWatch, run_loop, until
from wbc_desktop import app
from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store.engine import open_database
from wbc_desktop.ui.shell.main_window import MainWindow
from wbc_desktop.ui.shell.screen import why_no_window

PATIENCE_S = 600.0
STEP_MS = 16
KEYS = (Qt.Key.Key_Space, Qt.Key.Key_L, Qt.Key.Key_N, Qt.Key.Key_X, Qt.Key.Key_U)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to scroll")
    parser.add_argument("--presses", type=int, default=100)
    parser.add_argument("--only-open", action="store_true")
    asked = parser.parse_args()
    with shown(DataDir(asked.data)) as window:
        found = measure(window, asked.folder, asked.seconds, asked.presses, asked.only_open)
    json.dump({**found, "platform": app.make_application().platformName()}, sys.stdout)


@contextmanager
def shown(data_dir: DataDir) -> Iterator[MainWindow]:
    """Show a window on the database; a stand-in takes the place of the network."""
    if os.environ.get("QT_QPA_PLATFORM") is None and why_no_window() is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = app.make_application()
    data_dir.create()
    db = open_database(data_dir.database_url)
    window = app.build(db, data_dir, None, application)
    keeping = app.start_housekeeping(window)
    try:
        window.work._engine = StandIn  # type: ignore[assignment]
        window.resize(1400, 900)
        window.show()
        run_loop(200)
        yield window
    finally:
        keeping.stop()
        app.dispose(window)
        db.close()


def measure(window: MainWindow, folder: Path, seconds: float, presses: int, only_open: bool) -> dict[str, object]:
    """Measure one window: times in ms, the first thumbnails in seconds, memory in MB."""
    watch = LoopWatch(window)
    watch.start()
    found: dict[str, object] = {"thumbnails": first_thumbnails(window, folder)}
    if only_open:
        watch.stop()
        return found
    scroll(window, seconds)
    rearrange(window)
    watch.stop()
    found["block"] = {"clock": largest(watch.clock), "processor": largest(watch.processor)}
    found["turns"] = len(watch.clock)
    window.context.tasks.stop()
    until(lambda: not window.work.running, PATIENCE_S)
    found["decision"] = decisions(window, presses)
    found["memory_mb"] = memory_mb()
    return found


def first_thumbnails(window: MainWindow, folder: Path) -> tuple[float, float]:
    """Return the seconds from opening the folder until thumbnails are painted: clock and processor time."""
    painted = PaintWatch(window.gallery.viewport())
    before: list[int] = []  # paint count of the gallery when each thumbnail arrived
    window.backend.thumbnails.ready.connect(lambda _sha256, _image, _side: before.append(painted.count))

    def open_folder() -> None:
        window.open_slide.open(folder)
        until(lambda: bool(before) and painted.count > before[0], PATIENCE_S)

    return timed(open_folder)


def scroll(window: MainWindow, seconds: float) -> None:
    """Scroll slowly and in jumps through the whole slide, as a person does."""
    bar, steps = window.gallery.verticalScrollBar(), iter(range(10**9))

    def step() -> None:
        number = next(steps)
        if number % 40 == 39:
            bar.setValue((bar.value() + bar.maximum() // 17) % max(1, bar.maximum()))
        else:
            bar.setValue(bar.value() + 60)

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(step)
    timer.start(STEP_MS)
    run_loop(round(seconds * 1000))
    timer.stop()


def rearrange(window: MainWindow) -> None:
    """Sort, group, filter, search and show all cells again."""
    cells = window.backend.cells

    def settled() -> bool:
        return not cells.loading

    for name in ("order_uncertainty", "groups", "only_unreviewed", "only_unreviewed", "groups", "order_name"):
        window.commands[name].trigger()
        run_loop(20)
        until(settled, PATIENCE_S)
        run_loop(100)
    window.pane.search_for("cell_0001")
    run_loop(300)
    until(settled, PATIENCE_S)
    window.commands["show_all"].trigger()
    window.commands["show_all"].trigger()
    run_loop(300)
    until(settled, PATIENCE_S)


def decisions(window: MainWindow, presses: int) -> dict[str, list[float]]:
    """Return the ms from a key press until its decision is committed and the next cell is painted in both views."""
    gallery, view = window.gallery, window.cell_view.picture
    tile, picture = PaintWatch(gallery.viewport()), PaintWatch(view)
    window.backend.cells.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    until(lambda: not window.backend.cells.loading, PATIENCE_S)
    window.backend.cells.set_filter()
    until(lambda: not window.backend.cells.loading, PATIENCE_S)
    gallery.setFocus()
    gallery.next_undecided()
    run_loop(500)
    found: dict[str, list[float]] = {"clock": [], "processor": []}
    for number in range(presses):
        marks, before = (tile.count, picture.count), gallery.current_id()

        shown = partial(_next_is_shown, window, tile, picture, marks, before)
        act = partial(_press, gallery, KEYS[number % len(KEYS)], shown)
        for values, seconds in zip(found.values(), timed(act, time.thread_time), strict=True):
            values.append(1000 * seconds)
        run_loop(40)
    return found


def _press(gallery: QWidget, key: Qt.Key, shown: Callable[[], bool]) -> None:
    QTest.keyClick(gallery, key)
    until(shown, 5.0)


def _next_is_shown(
    window: MainWindow, tile: PaintWatch, picture: PaintWatch, marks: tuple[int, int], before: int
) -> bool:
    painted = tile.count > marks[0] and picture.count > marks[1]
    return painted and window.gallery.current_id() != before


def largest(values: list[float], count: int = 1000) -> list[float]:
    """Return the ``count`` largest values, in ms: enough for the maximum and high percentiles."""
    return [1000 * value for value in sorted(values)[-count:]]


def memory_mb() -> float | None:
    """Return the largest amount of memory of this process, in MB; None if the system does not report it."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
