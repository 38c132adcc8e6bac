"""``wbc-train fit``: train a model on manifests."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import add_device_option, add_json_option
from training.recipes.recipes import RECIPES, options_for

_EPILOG = f"""recipes:
{chr(10).join(f"  {name:<13} {words}" for name, (_, words) in RECIPES.items())}

RUN contains model.safetensors, history.csv (one line per epoch) and checkpoints; with two phases also
phase1.safetensors and phase2.safetensors. Several GPUs or machines: torchrun --nproc-per-node N -m training fit ...
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    fit = commands.add_parser(
        "fit",
        help="train a model on one or more manifests",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    fit.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST")
    fit.add_argument("--out", type=Path, required=True, metavar="RUN")
    fit.add_argument("--recipe", default="wbc8", help="one of the recipes below (default: wbc8)")
    fit.add_argument(
        "--init",
        default="random",
        metavar="imagenet|random|FILE",
        help="first weights: published ones, random ones (default), a model of this program, or a"
        " ResNet50 with torchvision's names (.pth, .safetensors)",
    )
    fit.add_argument(
        "--teacher",
        type=Path,
        metavar="FILE",
        help="a trained model whose probabilities are learned besides the labels (see the option distil)",
    )
    fit.add_argument("--resume", action="store_true", help="continue from the last checkpoint in RUN")
    fit.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change an option of the recipe; phaseN.KEY=VALUE changes one phase",
    )
    fit.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="cache of decoded images (default: RUN/cache); runs may share it",
    )
    add_device_option(fit)
    add_json_option(fit)
    fit.set_defaults(run=_fit)


def _fit(arguments: argparse.Namespace) -> dict[str, Any] | None:
    options = options_for(arguments.recipe, arguments.set)
    from training.recipes.fit import fit

    done = fit(
        arguments.manifests,
        arguments.out,
        options,
        arguments.init,
        arguments.device,
        arguments.resume,
        arguments.json,
        arguments.cache,
        arguments.teacher,
    )
    if not done.main:
        return None
    return {"model": str(done.model), "sha256": done.sha256, "epochs": done.epochs, "val_loss": done.val_loss}
