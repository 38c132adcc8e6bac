"""``finetune``: train a candidate from the stored corrections, in a process of its own, and compare it."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from wbc_desktop.cli.interrupt import Interrupt
from wbc_desktop.cli.output import Bars, one_line, print_json, print_message
from wbc_desktop.cli.parser_parts import PROGRAM
from wbc_desktop.cli.place import Place
from wbc_desktop.cli.sign_in import person
from wbc_desktop.domain.errors import Cancelled, TrainingError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import PHASE_TEXTS, FineTuning, RunPhase, RunProgress, RunState, refused_correction

if TYPE_CHECKING:
    import subprocess

    from wbc_desktop.services.registry import ListedModel
    from wbc_desktop.store.engine import Database

_POLL_S = 0.2
_UNITS = {RunPhase.TRAIN: "steps", RunPhase.COMPARE: "steps", RunPhase.WRITE: "files"}
_RESUME = f"Continue it with {PROGRAM} finetune --resume."


def run(args: argparse.Namespace, place: Place, interrupt: Interrupt) -> int:
    """Train, adopt the candidate and print the comparison. Return 1 if pictures of corrections were refused, else 0."""
    from wbc_desktop.reports.wording import place as place_of
    from wbc_desktop.services.finetune import adopt
    from wbc_desktop.services.run_files import read_result

    with place.database() as db:
        found, process = _resumed(args, place, db) if args.resume else _begun(args, place, db)
        _follow(found, process, interrupt)
        interrupt.check()
        result = read_result(found.folder)
        model, _new = adopt(db, place.data_dir.models, found.folder)
    failed = [one for one in map(refused_correction, result["refused"]) if one is not None]
    for one in failed:
        print_message(f"Refused: {one_line(place_of(one.path, one.page, one.number))} {one_line(one.reason)}.")
    if args.json:
        refused = [{"path": one.path, "cell": one.cell, "reason": one.reason} for one in failed]
        print_json({**_described(model, result), "failed": refused})
    else:
        print("\n".join(_lines(model, result)))
    return 1 if failed else 0


def _begun(args: argparse.Namespace, place: Place, db: Database) -> tuple[FineTuning, subprocess.Popen[bytes] | None]:
    """Start a new run."""
    from wbc_desktop.runtime.settings import Settings
    from wbc_desktop.services.finetune import begin

    laboratory, who = Settings.load(place.data_dir).laboratory, person(args, place, db)
    learning, strength = place.data_dir.learning, args.strength or "quick"
    return begin(db, learning, who, strength, args.device or "auto", laboratory)


def _resumed(args: argparse.Namespace, place: Place, db: Database) -> tuple[FineTuning, subprocess.Popen[bytes] | None]:
    """Return the newest run: continued if it was stopped or failed, else as it is, without a process of ours."""
    from wbc_desktop.services.finetune import resume
    from wbc_desktop.services.run_files import newest_run

    found = newest_run(place.data_dir.learning)
    if found is None:
        raise UsageError("There is no fine-tuning to continue: start one without --resume.")
    if args.strength and found.options is not None and args.strength != found.options.strength:
        raise UsageError(f"The run that is continued is a {found.options.strength} one: leave out --strength.")
    if found.state in (RunState.RUNNING, RunState.FINISHED):
        return found, None
    return resume(db, found, person(args, place, db), args.device)


def _follow(found: FineTuning, process: subprocess.Popen[bytes] | None, interrupt: Interrupt) -> None:
    """Show the progress until the run has ended. Raises Cancelled if it was stopped, TrainingError if it failed."""
    from wbc_desktop.runtime.run_lock import is_held
    from wbc_desktop.services.finetune import stop
    from wbc_desktop.services.run_files import LOCK, ProgressFile, run_in

    file, asked = ProgressFile(found.folder), False
    with Bars() as bars:
        while process.poll() is None if process is not None else is_held(found.folder / LOCK):
            if interrupt():
                asked = True
                stop(found.folder)
            if file.read():
                _show(bars, file.progress)
            time.sleep(_POLL_S)
    file.read()
    now = run_in(found.folder)
    if now.state is RunState.FAILED:
        raise TrainingError(one_line(now.sentence) or f"The fine-tuning failed: see {now.folder}.")
    if now.state is not RunState.FINISHED:
        if asked or file.progress.last == "stopped":
            print_message(f"The fine-tuning was stopped. {_RESUME}")
            raise Cancelled
        raise TrainingError(f"The fine-tuning ended before it was complete. {_RESUME}")


def _show(bars: Bars, progress: RunProgress) -> None:
    if progress.phase is not None:
        title, unit = tr(PHASE_TEXTS[progress.phase]), _UNITS.get(progress.phase, "cells")
        bars.show(title, unit, progress.done, progress.total)


def _described(model: ListedModel, result: dict[str, Any]) -> dict[str, object]:
    return {
        "candidate": {"name": model.name, "file": str(model.path), "sha256": model.sha256},
        **{name: result[name] for name in ("active", "corrections", "strength", "seconds")},
        **{name: result[name] for name in ("home", "laboratory", "gate")},
    }


def _lines(model: ListedModel, result: dict[str, Any]) -> list[str]:
    """Return the result for a person; the files of a run come from outside, so unknown parts are left out."""
    lines = [f"{one_line(model.name)} {model.sha256[:12]}: {model.path}"]
    comparisons = [*(result["home"] if isinstance(result["home"], list) else []), result["laboratory"]]
    for one in comparisons:
        shares = _shares(one)
        if shares:
            lines.append(f"  {one_line(str(one['name']))}, {one['n']} cells: balanced accuracy {shares}")
    gate = model.gate
    if gate is not None:
        verdict = "found better than the active model" if gate.passed else "not found better than the active model"
        lines.append(f"{verdict.capitalize()}. {one_line(' '.join(gate.reasons))}".strip())
    lines.append(f"It is not active yet: see {PROGRAM} models promote --help.")
    return lines


def _shares(comparison: object) -> str:
    try:
        active, candidate = (
            comparison[side]["balanced_accuracy"]["value"]  # type: ignore[index]
            for side in ("active", "candidate")
        )
        return f"{100 * active:.1f} % before, {100 * candidate:.1f} % with the candidate"
    except (TypeError, KeyError, ValueError):
        return ""
