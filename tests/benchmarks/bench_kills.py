"""Kill the window, the training process or both during fine-tunings, at random moments, and check the data afterwards.

    python tests/benchmarks/bench_kills.py [--kills 20] [--seed 15] [--strength deep] [--json]

A real window starts fine-tunings of a small model in one data directory, and resumes them. Each kill (SIGKILL) is at a
random moment between the button and the entry of the candidate in the list of models. A killed window is opened again.
The window must then show the newest run as its files say: running; finished, with its candidate in the list of models;
or interrupted, with the button Resume. Database (``integrity_check``), audit trail, decisions and active model must be
as before. At the end the last run is resumed to its end, and no run may have left an unfinished file. Prints a row for
each kill; the result is 1 if anything was not as it must be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from isolation import isolate  # noqa: E402 - all of them are found from the line above
from unit.services.training_bench import end, no_orphans, processes_of, wait_until  # noqa: E402
from window_process import Laboratory, Shown, WindowProcess, make_laboratory  # noqa: E402

from wbc_desktop.domain.runs import FineTuning, RunState  # noqa: E402
from wbc_desktop.services.registry import list_models  # noqa: E402
from wbc_desktop.services.run_files import list_runs, newest_run, read_progress, read_result  # noqa: E402
from wbc_desktop.store.engine import open_database  # noqa: E402

TARGETS = ("window", "training", "both")
ADOPTING_S = 4.0
"""About as long as the window needs to add a candidate to the list of models."""


class Killing:
    """A person at a window, who goes on after each kill."""

    def __init__(self, laboratory: Laboratory, environment: Mapping[str, str], strength: str, seed: int) -> None:
        self._laboratory, self._environment, self._strength = laboratory, environment, strength
        self._learning = laboratory.data_dir.learning
        self._chance = random.Random(seed)
        self._window = self._opened()

    def close(self) -> None:
        """End the window."""
        self._window.kill()

    def finish(self) -> float:
        """Start, resume or follow a run to its end, and return the seconds until its candidate was listed."""
        begin, before = time.monotonic(), len(list_runs(self._learning))
        wanted = before + (self._begin() == "started")
        self._window.wait(lambda shown: len(shown["runs"]) == wanted and self._newest_is_adopted())
        return time.monotonic() - begin

    def kill(self, number: int, longest_s: float) -> dict[str, Any]:
        """Start, resume or follow a run, kill at a random moment, and return the row of the table."""
        begin, wanted = time.monotonic(), len(list_runs(self._learning))
        wanted += (did := self._begin()) == "started"
        self._pass(self._chance.uniform(0, longest_s))
        after, target, trainings = time.monotonic() - begin, self._chance.choice(TARGETS), processes_of(self._learning)
        target, moment = target if trainings else "window", self._moment(wanted, bool(trainings))
        if target != "training":
            self._window.kill()
        if target != "window":
            end(trainings)
            wait_until(lambda: all(run.state is not RunState.RUNNING for run in list_runs(self._learning)))
        if target != "training":
            self._window = self._opened()
        shown = self._window.wait(self._is_true)
        states = [text.splitlines()[1] for text in shown["runs"][:1]]
        said = " · ".join(filter(None, [*states, shown["phase"], shown["message"], shown["fault"]]))
        row = {"kill": number, "did": did, "after_s": round(after, 1), "moment": moment, "killed": target}
        return {**row, "shown": said or "no run", "faults": self._laboratory.faults()}

    def leftovers(self) -> list[str]:
        """Return the unfinished files of runs."""
        return sorted(str(path.relative_to(self._learning)) for path in self._learning.rglob("*.part"))

    def _opened(self) -> WindowProcess:
        window = WindowProcess(self._laboratory.data_dir, self._environment)
        window.wait(lambda shown: True)
        return window

    def _begin(self) -> str:
        """Press the buttons by which a run goes on, and return what was done."""
        run = newest_run(self._learning)
        if run is not None and run.state is RunState.RUNNING:
            self._window.press("dismiss")
            return "followed"
        if run is not None and run.can_resume:
            self._window.press("dismiss", "newest", "resume")
            return "resumed"
        self._window.press("dismiss", "new", *(["deep"] if self._strength == "deep" else []), "start")
        return "started"

    def _pass(self, seconds: float) -> None:
        """Let the time pass, but not much more than the candidate needs after the training has ended."""
        until, trained = time.monotonic() + seconds, False
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
            training = bool(processes_of(self._learning))
            if trained and not training:
                until = min(until, time.monotonic() + self._chance.uniform(0, ADOPTING_S))
            trained = training

    def _moment(self, wanted: int, trains: bool) -> str:
        """Return how far the newest of ``wanted`` runs is; ``trains``: there is a process."""
        runs = list_runs(self._learning)
        if trains and runs:
            progress = read_progress(runs[0].folder)
            return f"{progress.phase} {progress.done} of {progress.total}" if progress.phase else "imports"
        if len(runs) < wanted or runs[0].state is not RunState.FINISHED:
            return "before the training"
        return "candidate listed" if self._newest_is_adopted() else "candidate not listed yet"

    def _is_true(self, shown: Shown) -> bool:
        """Return whether the window shows the runs as their files say."""
        runs = list_runs(self._learning)
        return len(shown["runs"]) == len(runs) and (not runs or self._is_shown(runs[0], shown))

    def _is_shown(self, run: FineTuning, shown: Shown) -> bool:
        said = shown["runs"][0].splitlines()[1]
        if run.state is RunState.STOPPED:
            reported = "was interrupted" in shown["message"] or "ended at once" in shown["fault"]
            return reported and said == "stopped, can be resumed"
        if run.state is RunState.FINISHED:
            return said.startswith("finished: ") and self._newest_is_adopted()
        return said == run.state.value

    def _newest_is_adopted(self) -> bool:
        run = newest_run(self._learning)
        if run is None or run.state is not RunState.FINISHED:
            return False
        db = open_database(self._laboratory.data_dir.database_url)
        try:
            known = list_models(db, self._laboratory.data_dir.models)
        finally:
            db.close()
        digest = read_result(run.folder)["candidate"]["sha256"]
        return any(one.sha256 == digest and one.id is not None and not one.fault for one in known)


def line(row: Mapping[str, Any]) -> str:
    """Return a row as text."""
    moment = f"{row['did']}, {row['after_s']:.1f} s: {row['moment']}"
    return f"{row['kill']:>3}  {moment:<46}  {row['killed']:<8}  {'; '.join(row['faults']) or 'whole'}  {row['shown']}"


def main() -> int:
    """Kill and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--strength", choices=("quick", "deep"), default="deep")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    asked = parser.parse_args()
    isolate()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with ExitStack() as stack:
        laboratory = make_laboratory(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wbc-kills-"))))
        stack.enter_context(no_orphans(laboratory.data_dir.learning))
        killing = Killing(laboratory, environment, asked.strength, asked.seed)
        stack.callback(killing.close)
        longest_s, rows = killing.finish(), []
        for number in range(1, asked.kills + 1):
            rows.append(killing.kill(number, longest_s))
            if not asked.json:
                print(line(rows[-1]), flush=True)
        killing.finish()
        faults, runs = [*laboratory.faults(), *killing.leftovers()], len(list_runs(laboratory.data_dir.learning))
    if asked.json:
        told = {"undisturbed_s": round(longest_s, 1), "kills": rows, "runs": runs, "faults_at_the_end": faults}
        print(json.dumps(told, indent=2))
    else:
        print(f"{runs} runs (undisturbed: {longest_s:.1f} s); at the end {'; '.join(faults) or 'whole'}")
    return int(bool(faults) or any(row["faults"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
