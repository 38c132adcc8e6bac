"""SIGKILL at random moments, to the training and to the command line: nothing is lost, and the run goes on."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from unit.services.lessons import ADA
from unit.services.training_bench import TrainingBench, processes_of, wait_until

from wbc_desktop.domain.runs import RunState
from wbc_desktop.services.finetune import resume
from wbc_desktop.services.registry import list_models
from wbc_desktop.services.run_files import list_runs, newest_run, read_result, run_in
from wbc_desktop.services.trail import verify
from wbc_desktop.store import models
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

KILLS, CLI_KILLS = 20, 6


def check(db: Database, active: str) -> None:
    """Database and active model are whole."""
    assert db.health() == "ok"
    assert verify(db).sound
    with db.read() as s:
        found = models.active(s)
    assert found is not None
    assert found.name == active


def test_killed_training_is_resumed_until_it_finishes(bench: TrainingBench) -> None:
    bench.correct()
    chance = random.Random(15)
    bench.set(steps=150, pause=0.01)
    started = bench.begin()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 0.15))
        started.process.kill()
        run = bench.ended(started)
        assert run.state in (RunState.STOPPED, RunState.FINISHED)
        check(bench.db, "starter")
        if run.state is RunState.FINISHED:
            break
        assert run.can_resume
        started = bench.keep(resume(bench.db, run, ADA))
    assert bench.ended(started).state is RunState.FINISHED
    assert "150 steps from" in read_result(started.run.folder)["gate"]["reasons"][0]
    assert bench.adopted(started.run.folder)[1]
    check(bench.db, "starter")


def test_killed_command_line_leaves_a_run_that_the_next_one_takes_up(
    loadable: TrainingBench, command_line: Callable[..., subprocess.Popen[str]]
) -> None:
    """Every second time the training is killed as well; otherwise it goes on, and the next command follows it."""
    chance = random.Random(15)
    loadable.set(steps=400, pause=0.02)
    for number in range(CLI_KILLS):
        words = ["--resume"] if newest_run(loadable.learning) else []
        process = command_line("finetune", *words)
        if number % 4:  # on a busy machine, a moment counted from the start would always be during the imports
            wait_until(lambda one=process: bool(processes_of(loadable.learning)) or one.poll() is not None)
        time.sleep(chance.uniform(0, 1))
        process.kill()
        process.communicate()
        assert process.returncode in (-signal.SIGKILL, 0, 2)
        if number % 2:
            for one in processes_of(loadable.learning):
                one.kill()
            wait_until(lambda: all(run.state is not RunState.RUNNING for run in list_runs(loadable.learning)))
        check(loadable.db, "tiny-random")
        states = {run.state for run in list_runs(loadable.learning)}
        assert states <= {RunState.RUNNING, RunState.STOPPED, RunState.FINISHED}
    words = ["--resume"] if newest_run(loadable.learning) else []
    last = command_line("finetune", "--json", *words)
    out, err = last.communicate(timeout=240)
    assert last.returncode == 0, err
    result = json.loads(out)
    (run,) = list_runs(loadable.learning)
    assert run_in(run.folder).state is RunState.FINISHED
    assert result["candidate"]["sha256"] in {one.sha256 for one in list_models(loadable.db, loadable.data_dir.models)}
    check(loadable.db, "tiny-random")
