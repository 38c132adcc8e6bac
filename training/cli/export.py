"""``wbc-train export``: a model file for other runtimes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import takes_json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Give the parser the command."""
    export = commands.add_parser(
        "export",
        help="write a model as ONNX, for other runtimes",
        description="Write a model as one ONNX file that takes 8-bit RGB pictures (n x S x S x 3, as image libraries"
        " give them) and gives probabilities: channel order, normalisation and temperature are inside. Its metadata say"
        " what to put in, the classes, the Unidentified threshold and what part of a picture to show it. Needs the"
        " packages onnx and onnxscript; where onnxruntime is installed, the file is checked against the model.",
    )
    export.add_argument("model", type=Path, metavar="MODEL")
    export.add_argument("--onnx", type=Path, required=True, metavar="FILE", help="the .onnx file to write")
    takes_json(export)
    export.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.export import export

    result = export(arguments.model, arguments.onnx)
    if arguments.json:
        return result
    checked = result["checked_with"] or "not checked: onnxruntime is not installed"
    return {**result, "classes": ", ".join(result["classes"]), "checked_with": checked}
