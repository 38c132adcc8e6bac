"""Fixtures: child processes that work on a database, until they are killed or at the same time as another."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

WORKER = Path(__file__).parent / "worker.py"


def begin(repository: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start worker.py."""
    return subprocess.Popen(
        [sys.executable, WORKER, *arguments],
        cwd=repository,
        env={"PYTHONPATH": str(repository), "PATH": "", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "wbc.sqlite3"


@pytest.fixture
def start(url: str, repository: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``start(what, *arguments)`` starts the work ``what`` of worker.py on the test's database in a process."""
    started: list[subprocess.Popen[str]] = []

    def make(what: str, *arguments: str) -> subprocess.Popen[str]:
        started.append(begin(repository, url, what, *arguments))
        return started[-1]

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


class Benches:
    """Two processes that serve all tests, because starting one takes longer than most of them."""

    def __init__(self, repository: Path) -> None:
        self.children = [begin(repository) for _ in range(2)]

    def begin(self, number: int, url: str, what: str, *arguments: str) -> None:
        """Let a process begin the work ``what`` of worker.py on the database at ``url``."""
        self._say(number, json.dumps([url, what, *arguments]))

    def together(self, url: str, what: str, *arguments: Sequence[str]) -> list[list[str]]:
        """Let both begin at the same time, each with its arguments; return the lines that each prints."""
        for number in range(2):
            self.begin(number, url, what, *arguments[number])
        for number in range(2):
            assert self.line(number) == "ready"
        for number in range(2):
            self._say(number, "go")
        return [self.rest(number) for number in range(2)]

    def line(self, number: int) -> str:
        """Return the next line that the process prints."""
        stdout = self.children[number].stdout
        assert stdout is not None
        found = stdout.readline()
        assert found, "the process has ended"
        return found.removesuffix("\n")

    def rest(self, number: int) -> list[str]:
        """Return the lines that the process prints until the end of its work."""
        return list(iter(lambda: self.line(number), "end"))

    def _say(self, number: int, line: str) -> None:
        stdin = self.children[number].stdin
        assert stdin is not None
        stdin.write(f"{line}\n")
        stdin.flush()


@pytest.fixture(scope="module")
def benches(repository: Path) -> Iterator[Benches]:
    made = Benches(repository)
    yield made
    for child in made.children:
        child.communicate()
