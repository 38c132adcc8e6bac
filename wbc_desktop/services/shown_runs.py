"""What the window shows of fine-tuning runs: the list of all runs, one run with its result, and its removal."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.comparison_result import TrainingResult
from wbc_desktop.domain.errors import StorageError, TrainingError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.runs import FineTuning, RunProgress, RunState
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.run_lock import adopting_lock, starting_lock
from wbc_desktop.services.run_files import REMOVED, list_runs, read_comparison, read_progress, run_in
from wbc_desktop.store import guard
from wbc_desktop.store.engine import Database

PATIENCE_S = 10.0
"""So long a removal waits for a candidate that is being added: longer than the copy of a model file takes."""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run with its result; ``result`` is None unless it has finished and can be read. ``fault``: why it cannot."""

    run: FineTuning
    result: TrainingResult | None = None
    fault: str = ""


def shown_runs(learning: Path) -> list[ShownRun]:
    """Return all runs with their results, the newest first."""
    return [_shown(run) for run in list_runs(learning)]


def shown_run(folder: Path) -> tuple[ShownRun, RunProgress]:
    """Return one run with its result, and its whole progress."""
    return _shown(run_in(folder)), read_progress(folder)


def last_duration(runs: Iterable[ShownRun], strength: str) -> tuple[float, int, str] | None:
    """Return seconds, number of corrections and device of the newest finished run of this strength, or None."""
    for one in runs:
        if one.result is not None and one.result.strength == strength:
            return one.result.seconds, sum(one.result.corrections.values()), one.result.device
    return None


def remove_run(db: Database, run: FineTuning, by: Identity) -> None:
    """Remove the folder of a run that is not running. A candidate that is in the list of models stays there.

    The folder gets another name first, which Windows refuses while a file in it is open: so a run is removed as a
    whole, or not at all. Raises as ``guard.check_may_act``; TrainingError if the run is running or a candidate is
    being added to the list of models for longer than PATIENCE_S, StorageError if the folder cannot be removed.
    """
    with db.read() as s:
        guard.check_may_act(s, by)
    learning, removed = run.folder.parent, run.folder.with_name(f"{REMOVED}{run.folder.name}")
    with adopting_lock(learning, PATIENCE_S), starting_lock(learning):
        if run_in(run.folder).state is RunState.RUNNING:
            raise TrainingError(tr("This fine-tuning is running: stop it before you remove it."))
        try:
            run.folder.rename(removed)
            shutil.rmtree(removed, ignore_errors=True)  # the next run removes the rest
        except FileNotFoundError:
            pass
        except OSError as error:
            raise StorageError(
                tr("The folder {folder} cannot be removed: {why}.", folder=run.folder, why=why_not_written(error))
            ) from error


def _shown(run: FineTuning) -> ShownRun:
    if run.state is not RunState.FINISHED:
        return ShownRun(run)
    try:
        return ShownRun(run, read_comparison(run.folder))
    except UsageError as error:
        return ShownRun(run, fault=str(error))
