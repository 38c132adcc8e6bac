"""Export a model as one ONNX file that takes 8-bit pictures and returns probabilities."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.core.model_file import ModelCard, file_sha256, load_model
from training.core.network import WBCNet
from training.core.torch_backbone import torch_predictor
from training.recipes.module import CellClassifier
from training.recipes.options import OptionError

INPUT, OUTPUT = "images", "probabilities"
OPSET = 18
LARGEST_DIFFERENCE = 1e-3
"""The largest accepted difference between probabilities of another runtime and ours."""
_FRAMINGS = {
    "whole": "the whole picture, scaled to {size} x {size} pixels without keeping its proportions (area averaging where"
    " it shrinks)",
    "leukocyte": "the square around the white cell (found as training/core/leukocyte.py does), scaled to"
    " {size} x {size} pixels (area averaging where it shrinks)",
}


class Portable(nn.Module):
    """N x S x S x 3 RGB of 8 bits -> N x K probabilities: channel order, Z-score and temperature are included."""

    def __init__(self, model: WBCNet, card: ModelCard) -> None:
        super().__init__()
        self._network = CellClassifier(model, card.mean, card.std, card.channel_order)
        self._temperature = card.temperature

    def forward(self, images: Tensor) -> Tensor:
        """Return the probabilities of N pictures as image libraries return them."""
        return torch.softmax(self._network(images.permute(0, 3, 1, 2)) / self._temperature, dim=1)


@dataclass(frozen=True, slots=True)
class Check:
    """A check with ONNX Runtime on random pictures: its version, and the largest difference of a probability."""

    version: str
    max_difference: float


def export(model_file: Path, target: Path) -> dict[str, Any]:
    """Write ``target`` and return its description as JSON values.

    If ONNX Runtime is installed, the file is compared with our own predictions on random pictures and deleted if they
    differ. Raises ``ModelFileError``, and :class:`OptionError` if a package is missing.
    """
    missing = [name for name in ("onnx", "onnxscript") if find_spec(name) is None]
    if missing:
        raise OptionError(
            f"Exporting needs the package {' and '.join(missing)}: pip install onnx onnxscript onnxruntime."
        )
    model, card = load_model(model_file)
    about = described(card, file_sha256(model_file))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with redirect_stdout(sys.stderr):  # the exporter prints messages, but stdout is for the result
            _write(model, card, about, unfinished)
        found = _compared(model, card, unfinished)
        if found is not None and found.max_difference > LARGEST_DIFFERENCE:
            raise OptionError(
                f"The exported network differs from the model by up to {found.max_difference:.3g} in a probability, so"
                " it was deleted: try other versions of torch, onnx and onnxscript."
            )
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return {
        "onnx": str(target),
        "sha256": file_sha256(target),
        "bytes": target.stat().st_size,
        "opset": OPSET,
        **{key: about[key] for key in ("model_sha256", "input", "output", "temperature", "threshold", "framing")},
        "classes": list(card.codes),
        "checked_with": f"onnxruntime {found.version}" if found else None,
        "max_difference": found.max_difference if found else None,
    }


def described(card: ModelCard, model_sha256: str) -> dict[str, Any]:
    """Return the metadata of the file: input, output, and their meaning."""
    size = card.input_size
    return {
        "name": card.name,
        "architecture": card.architecture,
        "input": f"{INPUT}: n x {size} x {size} x 3, uint8, RGB, 0 to 255; {_FRAMINGS[card.framing].format(size=size)};"
        " no other preprocessing",
        "output": f"{OUTPUT}: n x {len(card.classes)}, float32, in the order of classes, the temperature applied",
        "classes": [list(c) for c in card.classes],
        "input_size": size,
        "framing": card.framing,
        "temperature": card.temperature,
        "threshold": card.threshold,
        "threshold_means": "a cell whose highest probability is below it is Unidentified",
        "model_sha256": model_sha256,
        "trained_at": card.trained_at,
        "program_version": card.program_version,
        "use": "For research use only. Not for use in diagnostic procedures.",
    }


def _write(model: WBCNet, card: ModelCard, about: Mapping[str, Any], file: Path) -> None:
    import onnx

    pictures = torch.zeros(
        (2, card.input_size, card.input_size, 3), dtype=torch.uint8
    )  # a batch of one would become a fixed size
    torch.onnx.export(
        Portable(model, card).eval(),
        (pictures,),
        str(file),
        input_names=[INPUT],
        output_names=[OUTPUT],
        opset_version=OPSET,
        dynamic_shapes=({0: torch.export.Dim("n")},),
        dynamo=True,  # the other exporter will be removed from torch
        external_data=False,
        verbose=False,
    )
    made = onnx.load(str(file))
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in about.items()}
    onnx.helper.set_model_props(made, texts)
    made.doc_string = f"{about['name']}. {about['use']}"
    made.graph.input[0].doc_string, made.graph.output[0].doc_string = str(about["input"]), str(about["output"])
    onnx.checker.check_model(made)
    onnx.save(made, str(file))


def _compared(model: WBCNet, card: ModelCard, file: Path) -> Check | None:
    """Compare the file with our own predictions; None without ONNX Runtime."""
    if find_spec("onnxruntime") is None:
        return None
    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    predictor, rng = torch_predictor(model, replace(card, framing="whole")), np.random.default_rng(0)
    furthest = 0.0
    for count in (1, 3):
        tints = rng.integers(0, 200, (count, 1, 1, 3))
        pictures = (tints + rng.integers(0, 56, (count, card.input_size, card.input_size, 3))).astype(np.uint8)
        (theirs,) = session.run([OUTPUT], {INPUT: pictures})
        ours = predictor.predict(np.stack([predictor.prepare(picture) for picture in pictures])).probabilities
        furthest = max(furthest, float(np.abs(theirs - ours).max()))
    return Check(str(onnxruntime.__version__), furthest)
