"""Stopping a run: by a signal, by a file, and at once by a second signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from training.recipes import stopping
from training.recipes.stopping import INTERRUPTED, stoppable

BUSY = """
import sys
import threading
from pathlib import Path
from training.recipes import stopping
stopping.PATIENCE_S = float(sys.argv[2])
with stopping.stoppable(Path(sys.argv[1])) as stopped:
    print("ready", flush=True)
    while not stopped():
        pass
    print("asked", flush=True)
    threading.Event().wait()  # a step that never ends
"""


def wait_until(stopped: stopping.StopRequest) -> None:
    until = time.monotonic() + 30
    while not stopped() and time.monotonic() < until:
        time.sleep(0.01)
    assert stopped()


@pytest.mark.skipif(os.name == "nt", reason="on Windows these signals end the process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_asks_to_stop_and_the_handlers_are_restored(tmp_path: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stoppable(tmp_path / "stop") as stopped:
        assert not stopped()
        os.kill(os.getpid(), number)
        wait_until(stopped)
    assert signal.getsignal(number) is before


@pytest.mark.slow
def test_file_asks_to_stop(tmp_path: Path) -> None:
    with stoppable(tmp_path / "stop") as stopped:
        (tmp_path / "stop").touch()
        wait_until(stopped)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="on Windows the first signal ends the process")
@pytest.mark.parametrize(("patience", "signals"), [("60", 2), ("0.1", 1)])
def test_process_that_does_not_stop_is_ended(
    tmp_path: Path, child_environment: dict[str, str], patience: str, signals: int
) -> None:
    """By a second signal, or when it has not stopped by itself for some time."""
    command = [sys.executable, "-c", BUSY, str(tmp_path / "stop"), patience]
    with subprocess.Popen(command, env=child_environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.terminate()
        assert child.stdout.readline() == "asked\n"
        if signals == 2:
            child.terminate()
        assert child.wait(60) == INTERRUPTED
