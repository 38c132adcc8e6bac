"""``wbc-train unlike``: add the unlike score to a model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from training.cli.shared import add_device_option, add_json_option


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    unlike = commands.add_parser(
        "unlike",
        help="let a model recognise cells unlike its training cells",
        description="Write a model with the same weights that gives each cell a score for its distance from the"
        " training cells. The score is computed from training (train) and held-out (val) cells; 99 % of the held-out"
        " cells stay below 1. fit does this for each new model.",
    )
    unlike.add_argument("model", type=Path, metavar="MODEL")
    unlike.add_argument(
        "manifests", type=Path, nargs="+", metavar="MANIFEST", help="the manifests that the model was trained on"
    )
    unlike.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new .safetensors file")
    add_device_option(unlike)
    add_json_option(unlike)
    unlike.set_defaults(run=_unlike)


def _unlike(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.unlike import write_with_unlike_score

    return write_with_unlike_score(arguments.model, arguments.manifests, arguments.out, arguments.device, counter())


def counter() -> Any:
    """Return a function that shows the progress on a terminal; None if stderr is no terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(
            f"\r\033[Kreading images: {done} of {total} ", end="" if done < total else "\n", file=sys.stderr, flush=True
        )

    return show
