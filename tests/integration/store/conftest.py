"""Fixtures: child processes that work on a database until they are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

WORKER = Path(__file__).parent / "worker.py"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "wbc.sqlite3"


@pytest.fixture
def start(file: Path, repository: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``start(what, *arguments)`` starts the work ``what`` of worker.py on the test's database in a process."""
    started: list[subprocess.Popen[str]] = []

    def make(what: str, *arguments: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, WORKER, str(file), what, *arguments],
            cwd=repository,
            env={"PYTHONPATH": str(repository), "PATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(child)
        return child

    yield make
    for child in started:
        child.kill()
        child.communicate()
