"""``wbc-train fit``: trains a model on manifests."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import takes_device, takes_json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    fit = commands.add_parser("fit", help="train a model on one or more manifests")
    fit.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST")
    fit.add_argument("--out", type=Path, required=True, metavar="RUN")
    fit.add_argument("--recipe", default="scratch", help="scratch, scratch-cpu or smoke (default: scratch)")
    fit.add_argument("--init", default="random", metavar="imagenet|random|MODEL", help="where weights come from")
    fit.add_argument("--resume", action="store_true", help="go on from the last checkpoint in RUN")
    fit.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change an option of the recipe")
    takes_device(fit)
    takes_json(fit)
    fit.set_defaults(run=_fit)


def _fit(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.options import options_for

    options = options_for(arguments.recipe, arguments.set)
    from training.recipes.fit import fit

    done = fit(
        arguments.manifests, arguments.out, options, arguments.init, arguments.device, arguments.resume, arguments.json
    )
    return {"model": str(done.model), "sha256": done.sha256, "epochs": done.epochs, "val_loss": done.val_loss}
