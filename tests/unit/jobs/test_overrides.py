"""An error in a Python override of a Qt method is raised and does not end the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHILD = """
import signal, sys
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import delete
from wbc_desktop.jobs.overrides import protect_overrides

app, dead = QApplication([]), QWidget()
delete(dead)
errors = {
    "divided": lambda: 1 / 0,
    "deleted": lambda: dead.width(),
    "interrupted": lambda: signal.default_int_handler(signal.SIGINT, None),
}

class Before(QLabel):
    def sizeHint(self):
        return errors[sys.argv[1]]()

protect_overrides()

class After(QLabel):
    def sizeHint(self):
        return errors[sys.argv[1]]()

for kind in (Before, After):
    try:
        kind().adjustSize()
    except BaseException as error:
        print(type(error).__name__)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "name"),
    [("divided", "ZeroDivisionError"), ("deleted", "RuntimeError"), ("interrupted", "KeyboardInterrupt")],
)
def test_error_in_an_override_is_raised(error: str, name: str, child_environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, error], env=child_environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == [name, name]
