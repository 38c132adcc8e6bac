"""Watching fine-tuning runs in the event loop: files and locks as the training process leaves them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from pytestqt.qtbot import QtBot
from unit.domain.run_options import OPTIONS

from wbc_desktop.domain.runs import FineTuning, RunProgress, RunState
from wbc_desktop.jobs.training import TrainingWatch

LONG = 60_000


class Watched:
    """A watch over a folder of runs, what it announced, and the training process that this test plays."""

    def __init__(self, qtbot: QtBot, learning: Path) -> None:
        self.qtbot, self.learning = qtbot, learning
        self.progress: list[RunProgress] = []
        self.ended: list[FineTuning] = []
        self.watch = self.open()

    def open(self) -> TrainingWatch:
        """Return another watch over the same folder, as that of a window which is opened again."""
        made = TrainingWatch(self.learning, running_ms=20, idle_ms=20)
        made.progressed.connect(self.progress.append)
        made.ended.connect(self.ended.append)
        return made

    def make(self, name: str) -> tuple[Path, FileLock]:
        """Make a run that is running."""
        folder = self.learning / name
        folder.mkdir(parents=True)
        lock = FileLock(folder / "run.lock", thread_local=False)
        lock.acquire()
        (folder / "options.json").write_bytes(OPTIONS.to_json())
        return folder, lock

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG)


def say(folder: Path, event: str, **values: Any) -> None:
    with (folder / "progress.jsonl").open("a", encoding="ascii") as file:
        file.write(json.dumps({"event": event, "at": "x", **values}) + "\n")


@pytest.fixture
def watched(qtbot: QtBot, tmp_path: Path) -> Iterator[Watched]:
    made = Watched(qtbot, tmp_path / "learning")
    yield made
    made.watch.stop()


def test_running_run_is_found_followed_and_its_end_announced_once(watched: Watched) -> None:
    watched.watch.start()
    assert (watched.watch.folder, watched.watch.running, watched.progress) == (None, False, [])
    begun: list[bool] = []
    watched.watch.began.connect(lambda: begun.append(True))
    folder, lock = watched.make("20260504T120000Z")
    watched.wait(lambda: watched.watch.running)
    say(folder, "phase", phase="train", done=2, total=5)
    watched.wait(lambda: watched.watch.progress.done == 2)
    say(folder, "failed", sentence="The disk is full.")
    lock.release()
    watched.wait(lambda: bool(watched.ended))
    (run,) = watched.ended
    assert (run.folder, run.state, run.sentence) == (folder, RunState.FAILED, "The disk is full.")
    assert watched.progress[-1].last == "failed"
    assert not watched.watch.running
    watched.qtbot.wait(100)
    assert (len(begun), len(watched.ended)) == (1, 1)


def test_unchanged_files_are_not_announced_again(watched: Watched) -> None:
    folder, lock = watched.make("20260504T120000Z")
    say(folder, "start")
    watched.watch.start()
    watched.wait(lambda: len(watched.progress) == 1)
    watched.qtbot.wait(150)
    assert len(watched.progress) == 1
    lock.release()


@pytest.mark.parametrize(("result", "announced"), [(True, [RunState.FINISHED]), (False, [])])
def test_run_that_ended_without_a_window_is_announced_if_it_has_a_candidate(
    watched: Watched, result: bool, announced: list[RunState]
) -> None:
    folder, lock = watched.make("20260504T120000Z")
    say(folder, "phase", phase="train", done=2, total=5)
    if result:
        (folder / "result.json").write_bytes(b"{}")
    lock.release()
    watched.watch.start()
    assert watched.watch.progress.done == 2
    assert [run.state for run in watched.ended] == announced


def test_window_that_is_opened_again_finds_the_running_run(watched: Watched) -> None:
    folder, lock = watched.make("20260504T120000Z")
    watched.watch.start()
    watched.watch.stop()
    say(folder, "phase", phase="train", done=3, total=5)
    watched.watch = watched.open()
    watched.watch.start()
    assert (watched.watch.running, watched.watch.progress.done, watched.ended) == (True, 3, [])
    lock.release()
    watched.wait(lambda: [run.state for run in watched.ended] == [RunState.STOPPED])  # it was killed


def test_newer_run_replaces_an_older_one(watched: Watched) -> None:
    older, lock = watched.make("20260504T120000Z")
    say(older, "phase", phase="train", done=3, total=5)
    lock.release()
    watched.watch.start()
    newer, lock = watched.make("20260504T120000Z-2")
    watched.wait(lambda: watched.watch.folder == newer and watched.watch.running)
    assert watched.watch.progress == RunProgress()
    lock.release()


@pytest.mark.slow
def test_started_process_is_waited_for_and_its_end_announced_even_if_it_ends_at_once(watched: Watched) -> None:
    folder, lock = watched.make("20260504T120000Z")
    watched.watch.start()
    lock.release()
    watched.wait(lambda: len(watched.ended) == 1)
    process = subprocess.Popen([sys.executable, "-c", ""])
    watched.watch.attach(process)
    watched.wait(lambda: len(watched.ended) == 2)
    watched.wait(lambda: process.returncode == 0)
    assert watched.ended[1].folder == folder
