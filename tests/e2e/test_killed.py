"""A killed process loses no decision: the window runs in a child process that kills itself (SIGKILL)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wbc_desktop.domain.cells import ReviewState

if TYPE_CHECKING:
    from conftest import Session

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

COUNT = 4

# Runs the program's own start and event loop. A timer acts as the reviewer: when the slide is classified, it presses
# a key, and the process dies in the same turn of the event loop, before anything else can be written.
CHILD = """
import json, os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from wbc_desktop import app
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.ui.shell.main_window import MainWindow

folder, model, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
application = app.make_application()

def die():
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)

def press_when_ready():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    if not windows or windows[0].work.running:
        return
    window = windows[0]
    cells = [window.backend.cells.cell(row) for row in range(window.backend.cells.rowCount())]
    if len(cells) != count or any(c is None or c.preclassification is None for c in cells):
        return
    timer.stop()
    other = next(c for c in STANDARD_CLASSES if c.code != cells[1].predicted)
    window.activateWindow()
    window.gallery.select(cells[1].id)
    print(json.dumps({"cell": cells[1].id, "label": other.code}))
    QTest.keyClick(window.gallery, other.key)
    die()

timer = QTimer()
timer.timeout.connect(press_when_ready)
timer.start(20)
data_dir = resolve_data_dir(None)
app.run(folder, data_dir, data_dir.database_url, model)
"""


def test_decision_by_key_survives_a_kill(
    start: Callable[..., Session],
    slide_folder: Callable[..., Path],
    tiny_model: Path,
    data_dir_path: Path,
    child_environment: dict[str, str],
) -> None:
    folder = slide_folder(COUNT)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(tiny_model), str(COUNT)],
        env={**child_environment, "WBC_DATA_DIR": str(data_dir_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    pressed = json.loads(done.stdout)

    session = start(folder)
    session.wait_until_classified(COUNT)
    cell = session.wait_for_cell(pressed["cell"], lambda cell: cell.classification is not None)
    assert cell.current == pressed["label"]
    assert cell.state is ReviewState.RECLASSIFIED
    assert session.db.health() == "ok"
    others = [other for other in session.cells if other.id != cell.id]
    assert {other.state for other in others} == {ReviewState.UNREVIEWED}
    session.close()
