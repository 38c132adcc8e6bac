"""A real cluster of Dask for tests: a scheduler and workers, each a process on this computer."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCAL = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
SECONDS = 100.0


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until it has happened; fail after a long while."""
    until = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.02)


@contextmanager
def scheduler(folder: Path, environment: Mapping[str, str], *words: str) -> Iterator[str]:
    """Run a scheduler with its log in ``folder``, and yield its address."""
    log, pattern = folder / "scheduler.log", re.compile(r"Scheduler at: +(\S+)\s")
    with _running(log, folder, environment, "scheduler", "--port", "0", *LOCAL, *words):
        wait_for(lambda: pattern.search(log.read_text(encoding="utf-8")) is not None)
        yield pattern.findall(log.read_text(encoding="utf-8"))[0]


@contextmanager
def worker(
    address: str, folder: Path, environment: Mapping[str, str], host: str = "127.0.0.1"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker in ``folder``, which gives it its name. No process starts it again, so that it can be killed."""
    log = folder / "worker.log"
    alone = (*LOCAL, "--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--host", host, "--name", folder.name)
    with _running(log, folder, environment, "worker", address, *alone) as process:
        wait_for(lambda: "Registered to" in log.read_text(encoding="utf-8"))
        yield process


@contextmanager
def _running(log: Path, folder: Path, environment: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir(exist_ok=True)
    with log.open("wb") as output:
        command = [sys.executable, "-m", "dask", *words]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
