"""``wbc-train unlike``: gives a model what it needs to tell cells unlike those that it learned."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from training.cli.shared import takes_device, takes_json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    unlike = commands.add_parser(
        "unlike",
        help="let a model tell cells unlike those that it learned",
        description="Looks at cells that the model learned (train) and held-out ones (val), and writes a model with the"
        " same weights that gives each cell a score: over 1 it is unlike what the model knows, which 99 % of the"
        " held-out cells are not. fit does this by itself for each new model.",
    )
    unlike.add_argument("model", type=Path, metavar="MODEL")
    unlike.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST", help="those that the model learned from")
    unlike.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new .safetensors file")
    takes_device(unlike)
    takes_json(unlike)
    unlike.set_defaults(run=_unlike)


def _unlike(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.known import give_known

    return give_known(arguments.model, arguments.manifests, arguments.out, arguments.device, _counter())


def _counter() -> Any:
    """How many images are done, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r\033[Klooking: {done} of {total} ", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show
