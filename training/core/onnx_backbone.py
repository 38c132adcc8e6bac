"""The backbone in ONNX Runtime, for CPUs: the network is made from the model file in memory. No torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import STAGES, Architecture
from training.core.head import scaled_to_one
from training.core.model_card import KNOWN_PREFIX, ModelFileError, read_card
from training.core.onnx_network import IMAGES, OnnxPart, ending_part, main_part
from training.core.predict import Passed, Predictor, predictor_of
from training.core.tensors import Floats, Tensors, read_tensors


class OnnxBackbone:
    """The network before the head on the CPU. The digits of an image do not depend on its batch or on the threads."""

    device = "cpu"

    def __init__(self, tensors: Tensors, architecture: Architecture, threads: int) -> None:
        """Raises ``ValueError`` if the tensors do not fit the architecture."""
        ways = [n for n, name in enumerate(architecture.branches, start=1) if name in architecture.deep]
        self._main = _Session(main_part(tensors, architecture), threads)
        self._endings = {way: _Session(ending_part(tensors, architecture, way), threads) for way in ways}

    def run(self, images: Floats) -> Passed:
        """Take N x 3 x S x S. Raises ``MemoryError`` when memory is short."""
        found = self._main.run(images)
        averages = np.concatenate([scaled_to_one(found[stage][:, :, 0, 0]) for stage in STAGES], axis=1)
        return Passed(found["features"], found["attention"][:, 0], averages, found.get("entering"))

    def ending(self, way: int, entering: Floats, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return features and spatial weights of some of the images from the stages of the deep branch ``way``."""
        found = self._endings[way].run(entering[rows])
        return found["features"], found["attention"][:, 0]


class _Session:
    """A part of the network, ready to run."""

    def __init__(self, part: OnnxPart, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors only
        # A waiting thread shall not take the processor from those that decode pictures.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._outputs = part.outputs
        self._values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in part.weights.values()]
        options.add_external_initializers(list(part.weights), self._values)
        self._session = onnxruntime.InferenceSession(part.model, options, providers=["CPUExecutionProvider"])

    def run(self, images: Floats) -> dict[str, Any]:
        """Return the outputs by what they are; without attention all places weigh alike."""
        try:
            values = self._session.run(list(self._outputs.values()), {IMAGES: images})
        except Exception as error:  # ONNX Runtime has no base class of its errors
            if "allocate" in str(error).lower():
                raise MemoryError(str(error)) from None
            raise RuntimeError(f"ONNX Runtime failed: {error}") from error
        found = dict(zip(self._outputs, values, strict=True))
        return found if "attention" in found else {**found, "attention": np.ones_like(found["features"][:, :1])}


def onnx_predictor(path: str | Path, threads: int = 1) -> Predictor:
    """Return the predictor of a model file on the CPU. Raises :class:`ModelFileError`."""
    card = read_card(path)
    values = read_tensors(path, card)
    tensors = Tensors(values)
    try:
        architecture = Architecture.from_dict(card.options)
        predictor = predictor_of(OnnxBackbone(tensors, architecture, threads), tensors, architecture, card)
        tensors.check_all_taken(KNOWN_PREFIX)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        raise ModelFileError("holds weights that do not fit its card") from None
    return predictor
