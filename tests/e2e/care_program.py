"""The real program as a child process of a test of its care: it does what a reviewer does, and meets errors.

``work``: names the patient wherever a window takes a text, fails in a slot, in threads and in tasks, and presses
*Restart* in the dialog that comes. ``look``: tells what the window shows after its start, and closes it. What it saw
goes to stdout as one JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtWidgets import QApplication

from wbc_desktop import app
from wbc_desktop.domain.errors import FolderError
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.jobs.runner import JobContext
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.services.comments import comment
from wbc_desktop.services.slide_fields import change_fields
from wbc_desktop.ui.shell.crash_dialog import CrashDialog
from wbc_desktop.ui.shell.main_window import MainWindow

NAME = "Siti Rahayu"
POLL_MS = 20
QUIET = 25
"""So many looks without a dialog mean that none comes."""

Waits = Iterator[Callable[[], bool]]


def window() -> MainWindow | None:
    """Return the window, once it is shown."""
    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
    return next(shown, None)


def crash_dialog() -> CrashDialog | None:
    """Return the dialog of a crash, if it is shown."""
    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible())
    return next(shown, None)


def ready(count: int) -> bool:
    """Return whether the slide is open and its cells are classified."""
    shown = window()
    if shown is None or shown.slide is None or shown.work.running or shown.backend.cells.loading:
        return False
    cells = [shown.backend.cells.cell(row) for row in range(shown.backend.cells.rowCount())]
    return len(cells) == count and all(cell is not None and cell.preclassification for cell in cells)


def fail_with_name(_context: JobContext | None = None) -> None:
    """Fail as a library does that names what it was given."""
    raise LookupError(f"no such thing: {NAME}")


def refuse_with_name(_context: JobContext) -> None:
    """Refuse as a service does."""
    raise FolderError(f"The folder of {NAME} cannot be read.")


def work(count: int) -> Waits:
    """Review, fail, and restart; yields what to wait for."""
    yield lambda: ready(count)
    shown = window()
    assert shown is not None
    assert shown.slide is not None
    backend, identity = shown.backend, shown.backend.preferences.identity
    first = backend.cells.cell(0)
    assert first is not None
    fields = SlideFields(sample=f"sample of {NAME}", patient=NAME)
    change_fields(backend.db, shown.slide.id, fields, identity)
    comment(backend.db, first.id, f"{NAME} has fever", identity)
    spot = Spot(shown.slide.id, first.id, first.sha256)
    backend.drafts.set_text(spot, f"{NAME} has a dr")
    Path(shown.slide.folder, first.path).rename(Path(shown.slide.folder, f"{NAME} elsewhere.png"))
    shown.open_slide.open(Path(shown.slide.folder) / f"{NAME} is nowhere")
    for job in (fail_with_name, refuse_with_name):
        backend.runner.start(job, f"looking for {NAME}")
    yield lambda: not backend.runner.jobs
    for _ in range(3):  # three times the same
        QTimer.singleShot(0, shown, fail_with_name)
    QThreadPool.globalInstance().start(lambda: int(NAME))
    yield lambda: (found := crash_dialog()) is not None and found.content().count("event: unexpected error") == 2
    dialog = crash_dialog()
    assert dialog is not None
    print(json.dumps({"report": dialog.content(), "slide": shown.slide.id}), flush=True)
    dialog.restart.click()


def look() -> Waits:
    """Tell the dialog of the start and the draft, and close the window."""
    yield lambda: window() is not None
    shown = window()
    assert shown is not None
    yield lambda: shown.slide is not None
    looks = 0

    def settled() -> bool:
        nonlocal looks
        looks += 1
        return crash_dialog() is not None or looks > QUIET

    yield settled
    dialog = crash_dialog()
    assert shown.slide is not None
    spots = shown.backend.drafts.on_slide(shown.slide.id)
    told = {
        "dialog": None if dialog is None else dialog.windowTitle(),
        "report": None if dialog is None else dialog.content(),
        "slide": shown.slide.id,
        "drafts": [shown.backend.drafts.text(spot) for spot in spots],
    }
    print(json.dumps(told), flush=True)
    if dialog is not None:
        dialog.go_on.click()
    yield lambda: crash_dialog() is None
    shown.close()


def main() -> int:
    """Run the program, with the reviewer's acts in a timer."""
    mode, folder, model, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    app.make_application()
    steps = work(count) if mode == "work" else look()
    waiting = [next(steps)]
    timer = QTimer()

    def go_on() -> None:
        if waiting[0]():
            timer.stop()  # a step may open a dialog
            try:
                waiting[0] = next(steps)
            except StopIteration:
                return
            timer.start(POLL_MS)

    timer.timeout.connect(go_on)
    timer.start(POLL_MS)
    data_dir = resolve_data_dir(None)
    return app.run(folder or None, data_dir, data_dir.database_url, model)


if __name__ == "__main__":
    sys.exit(main())
