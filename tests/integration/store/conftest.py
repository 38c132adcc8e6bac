"""Fixtures: child processes that work on a database until they are killed."""

from __future__ import annotations

import shutil
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


@pytest.fixture
def run_on_full_disk(tmp_path: Path, repository: Path) -> Callable[[str], list[str]]:
    """``run_on_full_disk(script)`` runs Python code with a file system of one megabyte, and returns its lines.

    The code gets the folder as its argument. The file system is mounted for its process only.
    """
    unshare, mount = shutil.which("unshare"), shutil.which("mount")
    if not unshare or not mount:
        pytest.skip("needs unshare and mount, to make a small file system")
    inside = f'{mount} -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"'
    command = [unshare, "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh", str(tmp_path)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system does not let a program mount a file system of its own")

    def run(script: str) -> list[str]:
        done = subprocess.run(
            [*command, sys.executable, "-c", script, str(tmp_path)],
            cwd=repository,
            env={"PYTHONPATH": f"{repository}:{repository / 'tests'}", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return run
