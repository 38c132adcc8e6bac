"""The backbone in ONNX Runtime, for CPUs: the network is made from the model file in memory. No torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.core.architecture import STAGES, Architecture
from training.core.head import scaled_to_one
from training.core.model_card import KNOWN_PREFIX, ModelFileError, read_card
from training.core.onnx_int8 import int8_part
from training.core.onnx_network import IMAGES, OnnxPart, ending_part, main_part
from training.core.predict import Passed, Predictor, predictor_of
from training.core.rounding import RoundedPredictor, Rounding
from training.core.tensors import Floats, Tensors, read_tensors


class OnnxBackbone:
    """The network before the head on the CPU. The digits of an image do not depend on its batch or on the threads."""

    device = "cpu"

    def __init__(
        self, tensors: Tensors, architecture: Architecture, threads: int = 1, ranges: Floats | None = None
    ) -> None:
        """With ``ranges`` the network has integers of 8 bits (:mod:`training.core.onnx_int8`).

        Raises ``ValueError`` if the tensors or the ranges do not fit the architecture.
        """
        ways = [n for n, name in enumerate(architecture.branches, start=1) if name in architecture.deep]
        part = main_part(tensors, architecture) if ranges is None else int8_part(tensors, architecture, ranges)
        self._main = Session(part, threads)
        self._endings = {way: Session(ending_part(tensors, architecture, way), threads) for way in ways}

    def run(self, images: Floats) -> Passed:
        """Take N x 3 x S x S. Raises ``MemoryError`` when memory is short."""
        found = self._main.run(images)
        averages = np.concatenate([scaled_to_one(found[stage][:, :, 0, 0]) for stage in STAGES], axis=1)
        return Passed(found["features"], found["attention"][:, 0], averages, found.get("entering"))

    def ending(self, way: int, entering: Floats, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return features and spatial weights of some of the images from the stages of the deep branch ``way``."""
        found = self._endings[way].run(entering[rows])
        return found["features"], found["attention"][:, 0]


class Session:
    """A part of the network, ready to run."""

    def __init__(self, part: OnnxPart, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors only
        # A waiting thread shall not take the processor from those that decode pictures.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # CPUs without products of 8 bits add pairs in 16 bits, which overflow with signed weights.
        options.add_session_config_entry("session.x64quantprecision", "1")
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
        if "features" not in found:
            return found
        return found if "attention" in found else {**found, "attention": np.ones_like(found["features"][:, :1])}


def onnx_predictor(path: str | Path, threads: int = 1) -> Predictor:
    """Return the predictor of a model file on the CPU. Raises :class:`ModelFileError`."""
    return _loaded(path, lambda tensors, architecture: OnnxBackbone(tensors, architecture, threads))[0]


def rounded_predictor(path: str | Path, rounding: Rounding) -> RoundedPredictor:
    """Return the predictor of a model file with integers of 8 bits. Raises :class:`ModelFileError`."""
    exact, tensors, architecture = _loaded(path, OnnxBackbone)
    try:
        rounded = OnnxBackbone(Tensors(tensors.values), architecture, ranges=rounding.ranges)
    except ValueError as error:
        raise ModelFileError(f"does not fit its file for 8-bit numbers ({error})") from None
    return RoundedPredictor(exact, rounded, rounding.margin)


def _loaded(
    path: str | Path, make: Callable[[Tensors, Architecture], OnnxBackbone]
) -> tuple[Predictor, Tensors, Architecture]:
    card = read_card(path)
    tensors = Tensors(read_tensors(path, card))
    try:
        architecture = Architecture.from_dict(card.options)
        predictor = predictor_of(make(tensors, architecture), tensors, architecture, card)
        tensors.check_all_taken(KNOWN_PREFIX)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        raise ModelFileError("holds weights that do not fit its card") from None
    return predictor, tensors, architecture
