"""``wbc-train publish``: store evaluations in the model file and write the model card."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import Refused, add_json_option


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    publish = commands.add_parser("publish", help="write a model with its evaluations, and its model card")
    publish.add_argument("model", type=Path, metavar="MODEL")
    publish.add_argument("--name", required=True, help="the name that the program shows")
    publish.add_argument(
        "--evaluation", action="append", default=[], metavar="TITLE=FILE", help="an evaluation.json of this model"
    )
    publish.add_argument("--notes", type=Path, metavar="FILE", help="Markdown to add to the card")
    publish.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .safetensors file")
    add_json_option(publish)
    publish.set_defaults(run=_publish)


def _publish(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.publish import publish

    named = [text.partition("=") for text in arguments.evaluation]
    if not all(title and file for title, _, file in named):
        raise Refused("Write each --evaluation as TITLE=FILE.")
    notes = arguments.notes.read_text(encoding="utf-8") if arguments.notes else ""
    found = {title: Path(file) for title, _, file in named}
    return publish(arguments.model, found, arguments.out, arguments.name, notes)
