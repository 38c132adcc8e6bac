"""``wbc-train leakage``: find originals that occur on several sides of a manifest."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from training.cli.shared import add_json_option, progress


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    leakage = commands.add_parser(
        "leakage",
        help="find images on different sides of a manifest that show the same original",
        description="Find by content which images on different sides of a manifest are copies of one original."
        " The groups of the manifest are not used.",
    )
    leakage.add_argument("manifest", type=Path, metavar="MANIFEST")
    leakage.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write DIR/leakage.json and DIR/leakage.csv: the best pair of each image that leaks"
        " (path_a, side_a, path_b, side_b, score = features in common, method)",
    )
    add_json_option(leakage)
    leakage.set_defaults(run=_leakage)


def _leakage(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.data.leakage import report, write_pairs
    from training.data.manifest import read_manifest

    samples = read_manifest(arguments.manifest)
    found, pairs = report(samples, progress("reading images", len(samples)))
    result = {"manifest": str(arguments.manifest), **found}
    if arguments.out is not None:
        arguments.out.mkdir(parents=True, exist_ok=True)
        write_pairs(pairs, arguments.out / "leakage.csv")
        (arguments.out / "leakage.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
        result["pairs"] = str(arguments.out / "leakage.csv")
    return result
