"""``wbc-train export``: a model file for other runtimes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from training.cli.shared import add_json_option


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    export = commands.add_parser(
        "export",
        help="write a model as ONNX, for other runtimes",
        description="Write a model as one ONNX file that takes 8-bit RGB pictures (n x S x S x 3, as image libraries"
        " return them) and returns probabilities: channel order, normalisation and temperature are part of it. Its"
        " metadata describe input, classes, the Unidentified threshold and the part of a picture that it expects. Needs"
        " the packages onnx and onnxscript; if onnxruntime is installed, the file is checked against the model.",
    )
    export.add_argument("model", type=Path, metavar="MODEL")
    export.add_argument("--onnx", type=Path, required=True, metavar="FILE", help="the .onnx file to write")
    add_json_option(export)
    export.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> dict[str, Any]:
    from training.recipes.export import export

    result = export(arguments.model, arguments.onnx)
    if arguments.json:
        return result
    checked = result["checked_with"] or "not checked: onnxruntime is not installed"
    return {**result, "classes": ", ".join(result["classes"]), "checked_with": checked}
