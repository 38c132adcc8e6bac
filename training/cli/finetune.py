"""``wbc-train finetune``: the process that trains a candidate in a run folder of the desktop program."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.cli.shared import Refused, add_device_option, sentence_of, unexpected_sentence

if TYPE_CHECKING:
    from training.recipes.run_folder import ProgressFile, Run

_DESCRIPTION = """\
Train a candidate from the corrections in RUN/manifest.csv, starting from the model that RUN/options.json names, and
compare it with that model. wbc-desktop finetune and the window write these files and start this command.

RUN/progress.jsonl gets one JSON object per line ("event" and "at", the time, and more): begin, start, phase, curve,
refused, and at the end finished, stopped or failed. RUN/result.json and RUN/candidate.safetensors are the result. A
run that has finished is not repeated.

SIGTERM, Ctrl+C and a file RUN/stop stop the run (exit status 130). --resume continues it from its last checkpoint, also
after the process was killed. Without --resume it starts again.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    finetune = commands.add_parser(
        "finetune",
        help="train a candidate from the corrections of the desktop program",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    finetune.add_argument("folder", type=Path, metavar="RUN")
    finetune.add_argument("--resume", action="store_true", help="continue from the last checkpoint in RUN")
    add_device_option(finetune)
    finetune.add_argument(
        "--json", action="store_true", help="print the same lines on stdout, and a summary as the last one"
    )
    finetune.set_defaults(run=_finetune, device=None)


def _finetune(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run in the folder, and return the summary of its result; with ``--json`` it is the last line."""
    from training.recipes.run_folder import ProgressFile, forget_earlier, locked, read_object, read_run

    run = read_run(arguments.folder, arguments.resume, arguments.device)
    with locked(run):
        if not run.result.exists():
            forget_earlier(run)
            _train(run, ProgressFile(run.progress, _print_line if arguments.json else None))
        result = read_object(run.result)
    return {
        "candidate": str(run.candidate),
        "sha256": result["candidate"]["sha256"],
        "passed": result["gate"]["passed"],
        "failed": result["refused"],
    }


def _train(run: Run, report: ProgressFile) -> None:
    """Train, and report how the run ended; its errors go on to the program, which prints their sentence."""
    from training.recipes.run_folder import Stopped, read_object
    from training.recipes.stopping import stoppable

    report("begin")  # the imports take seconds, and until a line is written the end of an earlier attempt is the latest
    try:
        with stoppable(run.stop_request) as stopped:
            _check_model(run)
            from training.recipes.finetune import finetune  # imports torch

            finetune(run, report, stopped)
        report("finished", sha256=read_object(run.result)["candidate"]["sha256"])
    except Stopped:
        report("stopped")
        raise KeyboardInterrupt from None
    except Exception as error:
        report("failed", sentence=sentence_of(error) or unexpected_sentence(error))
        raise
    finally:
        with suppress(OSError):
            run.stop_request.unlink(missing_ok=True)


def _check_model(run: Run) -> None:
    """Refuse a model file that is not the one for which the run was made."""
    from training.core.model_card import file_sha256

    if file_sha256(run.model) != run.model_sha256:
        raise Refused(f"The model file {run.model} has changed since the run was started: start a new run.")


def _print_line(line: str) -> None:
    with suppress(OSError):  # the reader has ended; the run goes on
        print(line, flush=True)
