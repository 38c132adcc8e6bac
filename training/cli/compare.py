"""``wbc-train compare``: the paper's Table 5 on one manifest."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import takes_device, takes_json

_ROWS = "leukocyte,plain,cbam"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    compare = commands.add_parser(
        "compare",
        help="train and test the rows of the paper's Table 5 on the same split",
        description="Train and test several networks on the same split with the same seeds, and write"
        " DIR/comparison.json, .csv, .md and .pdf: mean and deviation of each, differences seed by seed, intervals,"
        " what the paper prints, and how many test images share an original with training images. Each run lies in"
        " DIR/ROW/seed-N; one that is finished is not repeated (delete its folder to have it again).",
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
        help="how networks are trained, as fit knows it (default paper); attention is the row's",
    )
    compare.add_argument(
        "--init",
        default="imagenet",
        metavar="imagenet|random|MODEL",
        help="where weights come from, for all rows (default imagenet)",
    )
    compare.add_argument(
        "--resume", action="store_true", help="go on from the last checkpoint of a run that was broken off"
    )
    compare.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change an option of the recipe"
    )
    takes_device(compare)
    takes_json(compare)
    compare.set_defaults(run=_compare)


def _compare(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.compare import Asked, compare

    asked = Asked(
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
    from training.recipes.comparison_words import cells

    shown = {row["title"]: "; ".join(cells(row)[1:2]) for row in result["rows"]}
    return {**shown, "leakage": result["leakage"]["sentence"], "report": str(arguments.out / "comparison.pdf")}
