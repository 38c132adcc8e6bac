"""The processor time of another process is limited; the clock counts only for one that waits."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from training.core.reading import time_limit
from training.core.reading.time_limit import TimeLimit

WORK = """
import sys, time

def work():
    began = time.process_time()
    while time.process_time() < began + 0.2:
        pass

"""


@contextmanager
def running(program: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program that writes a line when it begins."""
    command = [sys.executable, "-c", WORK + "print(flush=True)\n" + program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_PATIENCE", 10_000)


def test_process_that_works_too_long_is_killed(endless_patience: None) -> None:
    with running("while True: work()") as process, TimeLimit(process, 0.3) as limit:
        assert process.wait() != 0
    assert limit.passed


def test_process_that_waits_is_not_killed_soon(endless_patience: None) -> None:
    with running("time.sleep(1)") as process, TimeLimit(process, 0.5) as limit:
        assert process.wait() == 0
    assert not limit.passed


def test_process_that_waits_for_ever_is_killed() -> None:
    with running("time.sleep(1000)") as process, TimeLimit(process, 0.05) as limit:
        assert process.wait() != 0
    assert limit.passed


def test_each_step_has_the_whole_time(endless_patience: None) -> None:
    with running("for _ in range(4): work(); print(flush=True); sys.stdin.readline()") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with TimeLimit(process, 0.5) as limit:
            for _ in range(4):
                assert process.stdout.readline()
                limit.restart()
                process.stdin.write(b"\n")
                process.stdin.flush()
            assert process.wait() == 0
    assert not limit.passed


def test_process_that_ends_by_itself_is_left_alone() -> None:
    with running("") as process, TimeLimit(process, 0.5) as limit:
        process.wait()
        limit.restart()
    assert not limit.passed
