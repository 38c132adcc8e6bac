"""``wbc-train replay``: make the replay file of a model, without which it cannot be fine-tuned."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import Refused, add_device_option, add_json_option
from training.cli.unlike import counter


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    replay = commands.add_parser(
        "replay",
        help="make the replay file of a model, for fine-tuning it on corrections",
        description="Write features of training cells (train) and of locked cells (test) of the data sets that a model"
        " learned from. Fine-tuning keeps to the first; on the second, candidate and active model are compared.",
    )
    replay.add_argument("model", type=Path, metavar="MODEL")
    replay.add_argument("manifests", nargs="+", metavar="NAME=MANIFEST", help="a data set and its manifest")
    replay.add_argument("--out", type=Path, metavar="FILE", help="the replay file (default: MODEL with .replay)")
    add_device_option(replay)
    add_json_option(replay)
    replay.set_defaults(run=_replay)


def _replay(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.core.replay import SUFFIX
    from training.recipes.replay import make_replay

    named = [text.partition("=") for text in arguments.manifests]
    if not all(name and file for name, _, file in named):
        raise Refused("Write each data set as NAME=MANIFEST.")
    manifests = {name: Path(file) for name, _, file in named}
    if len(manifests) < len(named):
        raise Refused("Give each data set a name of its own.")
    out = arguments.out or arguments.model.with_suffix(SUFFIX)
    return make_replay(arguments.model, manifests, out, arguments.device, counter())
