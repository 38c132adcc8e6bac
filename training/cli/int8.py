"""``wbc-train int8``: make the file that lets a model compute with 8-bit numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import add_json_option
from training.cli.unlike import counter


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    int8 = commands.add_parser(
        "int8",
        help="let a model compute with 8-bit numbers on a CPU, which is faster",
        description="Write the ranges of the layers of a model, from training cells (train), and how far predictions"
        " with 8-bit numbers agree with the exact ones on test cells (test). Cells near a decision are computed again"
        " exactly; how near is chosen on validation cells (val). The file lies beside the model, and is used where"
        " 99.5 % of the cells have the same class and the accuracy falls by at most 0.1 points.",
    )
    int8.add_argument("model", type=Path, metavar="MODEL")
    int8.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST", help="the manifests it was trained on")
    int8.add_argument("--out", type=Path, metavar="FILE", help="the file (default: MODEL with .int8.json)")
    add_json_option(int8)
    int8.set_defaults(run=_int8)


def _int8(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.core.rounding import SUFFIX
    from training.recipes.rounding import make_rounding

    out = arguments.out or arguments.model.with_suffix(SUFFIX)
    return make_rounding(arguments.model, arguments.manifests, out, counter())
