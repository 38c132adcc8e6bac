"""``wbc-train compare``: the paper's Table 5 on one manifest."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import add_device_option, add_json_option

_ROWS = "leukocyte,plain,cbam"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    compare = commands.add_parser(
        "compare",
        help="train and test the rows of the paper's Table 5 on the same split",
        description="Train and test several networks on the same split with the same seeds, and write"
        " DIR/comparison.json, .csv, .md and .pdf: means, standard deviations, differences per seed, intervals,"
        " the paper's figures, and how many test images share an original with training images. Each run lies in"
        " DIR/ROW/seed-N; a finished run is not repeated (delete its folder to repeat it).",
    )
    compare.add_argument("manifest", type=Path, metavar="MANIFEST")
    compare.add_argument("--out", type=Path, required=True, metavar="DIR")
    compare.add_argument("--seeds", type=int, default=3, metavar="N", help="runs of each row (default 3)")
    compare.add_argument(
        "--rows",
        default=_ROWS,
        metavar="ROW,...",
        help="leukocyte (deep features of the segmented white cell, a support vector machine), plain (ResNet50), cbam"
        f" (ResNet50 + CBAM), blocks (CBAM inside every block); default {_ROWS}",
    )
    compare.add_argument(
        "--recipe",
        default="paper",
        help="a recipe of fit (default paper); each row sets its own attention",
    )
    compare.add_argument(
        "--init",
        default="imagenet",
        metavar="imagenet|random|MODEL",
        help="first weights of all rows (default imagenet)",
    )
    compare.add_argument("--resume", action="store_true", help="continue an interrupted run from its last checkpoint")
    compare.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change an option of the recipe"
    )
    add_device_option(compare)
    add_json_option(compare)
    compare.set_defaults(run=_compare)


def _compare(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.compare import ComparisonOptions, compare

    asked = ComparisonOptions(
        recipe=arguments.recipe,
        settings=tuple(arguments.set),
        rows=tuple(arguments.rows.split(",")),
        seeds=arguments.seeds,
        init=arguments.init,
        device=arguments.device,
        resume=arguments.resume,
        as_json=arguments.json,
    )
    result = compare(arguments.manifest, arguments.out, asked)
    if arguments.json:
        return result
    from training.recipes.comparison_text import cells

    shown = {row["title"]: "; ".join(cells(row)[1:2]) for row in result["rows"]}
    return {**shown, "leakage": result["leakage"]["sentence"], "report": str(arguments.out / "comparison.pdf")}
