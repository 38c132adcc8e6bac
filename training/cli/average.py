"""``wbc-train average``: make a model with the mean of the weights of several models."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import add_json_option


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    average = commands.add_parser(
        "average",
        help="make a model with the mean of the weights of several models",
        description="Write a model whose weights are the mean of those of models of one kind, of which each descends"
        " from another one or all from one. Calibrate it afterwards.",
    )
    average.add_argument("models", type=Path, nargs="+", metavar="MODEL")
    average.add_argument("--out", type=Path, required=True, metavar="FILE", help="the new .safetensors file")
    add_json_option(average)
    average.set_defaults(run=_average)


def _average(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.average import average_files

    return average_files(arguments.models, arguments.out)
