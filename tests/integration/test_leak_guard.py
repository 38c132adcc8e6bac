"""The leak guard fails a test that leaves something alive, and passes a test that cleans up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAD = """
import gc, subprocess, sys, threading, time, weakref
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

class Sleeper(QThread):
    def run(self):
        time.sleep(8)

kept = []
"""

CARELESS = {
    "thread": "threading.Thread(target=time.sleep, args=(8,), name='careless').start()",
    "process": "kept.append(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(8)']))",
    "widget": "kept.append(QWidget())",
    "timer": "kept.append(QTimer()); kept[-1].start(1000)",
    "Qt thread": "kept.append(Sleeper()); kept[-1].start()",
}

TIDY = """
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    widget.timer = QTimer(widget)
    widget.timer.start(1000)
    thread = threading.Thread(target=time.sleep, args=(0.1,))
    thread.start()
"""

HOLDING = """
    widget = QWidget()
    widget.windowTitleChanged.connect(lambda title: widget)
    widget.itself = widget
    kept.append(weakref.ref(widget))
    gc.collect()
    widget.deleteLater()
"""


def run_guarded(bodies: list[str], folder: Path, repository: Path, environment: dict[str, str]) -> str:
    """Return the output of pytest for tests with these bodies, with the leak guard only."""
    test = folder / "test_guarded.py"
    tests = [f"def test_{number}(qtbot):\n    {body.strip()}\n" for number, body in enumerate(bodies)]
    test.write_text("\n".join([HEAD, *tests]), encoding="utf-8")
    options = ["-p", "leak_guard", "-p", "no:cacheprovider", "-o", "qt_api=pyside6", "--rootdir", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(test)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(repository / "tests"), "WBC_LEAK_PATIENCE_S": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_leaks_are_named_and_a_clean_test_passes(
    tmp_path: Path, repository: Path, child_environment: dict[str, str]
) -> None:
    output = run_guarded([*CARELESS.values(), TIDY], tmp_path, repository, child_environment)
    for kind in CARELESS:
        assert f"left alive by this test:\n{kind} " in output
    assert f"{len(CARELESS) + 1} passed, {len(CARELESS)} errors" in output


def test_next_test_begins_without_the_deleted_window(
    tmp_path: Path, repository: Path, child_environment: dict[str, str]
) -> None:
    assert "2 passed" in run_guarded([HOLDING, "assert kept[0]() is None"], tmp_path, repository, child_environment)
