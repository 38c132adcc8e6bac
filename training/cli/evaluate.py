"""``wbc-train evaluate``: judges a model on one part of a manifest."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import progress, takes_device, takes_json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    evaluate = commands.add_parser("evaluate", help="judge a model on one part of a manifest")
    evaluate.add_argument("model", type=Path, metavar="MODEL")
    evaluate.add_argument("manifest", type=Path, metavar="MANIFEST")
    evaluate.add_argument("--split", choices=("train", "val", "test"), default="test")
    evaluate.add_argument("--out", type=Path, required=True, metavar="DIR")
    takes_device(evaluate)
    takes_json(evaluate)
    evaluate.set_defaults(run=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.evaluate import evaluate

    show = progress("classifying", 0)
    return evaluate(
        arguments.model,
        arguments.manifest,
        arguments.split,
        arguments.out,
        arguments.device,
        (lambda done, total: show(done)) if show else None,
    )
