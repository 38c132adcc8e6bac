"""``wbc-train fit``: trains a model on manifests."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import takes_device, takes_json
from training.recipes.recipes import RECIPES, options_for

_EPILOG = f"""recipes:
{chr(10).join(f"  {name:<13} {words}" for name, (_, words) in RECIPES.items())}

RUN gets model.safetensors, history.csv (a line an epoch) and checkpoints; with two phases also phase1.safetensors
and phase2.safetensors. Several GPUs or machines: torchrun --nproc-per-node N -m training fit ...
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    fit = commands.add_parser(
        "fit",
        help="train a model on one or more manifests",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    fit.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST")
    fit.add_argument("--out", type=Path, required=True, metavar="RUN")
    fit.add_argument("--recipe", default="wbc8", help="one of those below (default: wbc8)")
    fit.add_argument(
        "--init",
        default="random",
        metavar="imagenet|random|FILE",
        help="where weights come from: torchvision's published ones, chance (default), a model of this program, or a"
        " ResNet50 with torchvision's names (.pth, .safetensors)",
    )
    fit.add_argument(
        "--resume", action="store_true", help="go on from the last checkpoint in RUN, to the step where it was written"
    )
    fit.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change an option of the recipe; of one phase with phaseN.KEY=VALUE",
    )
    fit.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="where decoded images are kept (default: RUN/cache); runs may share it",
    )
    takes_device(fit)
    takes_json(fit)
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
    )
    if not done.main:
        return None
    return {"model": str(done.model), "sha256": done.sha256, "epochs": done.epochs, "val_loss": done.val_loss}
