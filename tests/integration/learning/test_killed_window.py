"""SIGKILL to the real window while a fine-tuning runs, with and without its training: the run is found again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from unit.services.training_bench import end, no_orphans, processes_of, wait_until
from window_process import Laboratory, Shown, WindowProcess, make_laboratory

from wbc_desktop.domain.runs import RunState
from wbc_desktop.services.registry import list_models
from wbc_desktop.services.run_files import newest_run, read_progress, read_result
from wbc_desktop.store.engine import open_database

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    """A data directory with corrections; at the end no training of it runs."""
    made = make_laboratory(tmp_path, each=16)
    with no_orphans(made.data_dir.learning):
        yield made


def held(window: WindowProcess, learning: Path) -> psutil.Process:
    """Wait until the training computes features, suspend it, and return its process, when the window shows that."""

    def begun(_shown: Shown) -> bool:
        run = newest_run(learning)
        return run is not None and run.state is RunState.RUNNING and read_progress(run.folder).phase == "features"

    window.wait(begun)
    (process,) = processes_of(learning)
    process.suspend()
    run = newest_run(learning)
    assert run is not None
    assert run.state is RunState.RUNNING
    window.wait(lambda shown: is_running(shown) and shown["phase"].startswith("Computing features"))
    return process


def is_running(shown: Shown) -> bool:
    return bool(shown["title"].endswith(": running"))


def is_interrupted(shown: Shown) -> bool:
    states = [text.splitlines()[1] for text in shown["runs"]]
    return states == ["stopped, can be resumed"] and shown["message"].startswith("A fine-tuning was interrupted.")


def test_killed_window_finds_its_run_again(laboratory: Laboratory, child_environment: dict[str, str]) -> None:
    environment, learning = {**child_environment, "OMP_NUM_THREADS": "1"}, laboratory.data_dir.learning
    # The window and the training are killed: the run is reported, and resumed;
    with WindowProcess(laboratory.data_dir, environment) as window:
        window.press("start")
        process = held(window, learning)
        window.kill()
        end([process])
    assert laboratory.faults() == []
    with WindowProcess(laboratory.data_dir, environment) as window:
        window.wait(is_interrupted)
        window.press("show", "resume")
        process = held(window, learning)
        # the window alone is killed: the training goes on without it,
        window.kill()
    assert laboratory.faults() == []
    run = newest_run(learning)
    assert run is not None
    written = (run.folder / "progress.jsonl").stat().st_size
    process.resume()
    wait_until(lambda: (run.folder / "progress.jsonl").stat().st_size > written)
    process.suspend()
    # and another window follows it to its end, and adopts the candidate.
    with WindowProcess(laboratory.data_dir, environment) as window:
        window.wait(is_running)
        process.resume()
        window.wait(lambda shown: shown["message"].startswith("The fine-tuning has finished") and shown["gate"] != "")
        assert laboratory.faults() == []
    db = open_database(laboratory.data_dir.database_url)
    candidates = [model.sha256 for model in list_models(db, laboratory.data_dir.models) if model.is_candidate]
    db.close()
    assert candidates == [read_result(run.folder)["candidate"]["sha256"]]
