"""Choose the engine that runs the network on a device, and make it: ONNX Runtime on CPUs, PyTorch on GPUs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.core.model_card import file_sha256
from training.core.rounding import find_rounding
from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.device import CPU, CPU_INT8, import_fault, torch_fault, usable_cores

if TYPE_CHECKING:
    from training.core.predict import Predictor
    from training.core.rounding import RoundedPredictor

ONNX_RUNTIME, PYTORCH = "onnxruntime", "pytorch"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine by its name, and a sentence with the reason for it."""

    name: str
    reason: str


def choose_engine(device: str) -> EngineChoice:
    """Return the engine for a device (torch's name). Raises :class:`DeviceError` if none can be used.

    ONNX Runtime takes half of the time of PyTorch on a CPU, and a tenth of a second to load instead of seconds.
    """
    if device not in (CPU, CPU_INT8):
        return EngineChoice(PYTORCH, tr("PyTorch computes on the GPU."))
    fault = onnx_runtime_fault()
    if fault is None:
        return EngineChoice(ONNX_RUNTIME, tr("ONNX Runtime is the fastest engine on a CPU, and needs no torch."))
    if torch_fault() is None:
        return EngineChoice(PYTORCH, tr("ONNX Runtime cannot be used ({fault}): PyTorch is slower.", fault=fault))
    raise DeviceError(
        tr("ONNX Runtime, which computes on the CPU, cannot be used ({fault}): install the program again.", fault=fault)
    )


def batches_at_once(device: str) -> int:
    """Return how many batches a device computes at the same time.

    With ONNX Runtime each core computes a batch of its own. Sharing one batch costs a tenth more processor time, and
    all cores wait for the slowest, which another program may have taken.
    """
    return usable_cores() if choose_engine(device).name == ONNX_RUNTIME else 1


def onnx_runtime_fault() -> str | None:
    """Return None if ONNX Runtime can be imported, else why not, as a part of a sentence."""
    return import_fault("onnxruntime")


def rounding_fault(path: Path, sha256: str) -> str | None:
    """Return None if the model with this SHA-256 can compute with 8-bit numbers, else a sentence that says why not."""
    rounding = find_rounding(sha256, path.parent)
    if onnx_runtime_fault() is not None or rounding is None:
        return tr("This model cannot compute with 8-bit numbers: the CPU computes exactly, which is slower.")
    if not rounding.agrees:
        return tr("With 8-bit numbers this model gives other results: the CPU computes exactly, which is slower.")
    return None


def make_predictor(path: Path, device: str, half: bool) -> Predictor | RoundedPredictor:
    """Load a model file onto a device; ``half``: 16-bit arithmetic in the backbone, on a GPU.

    Raises ``ModelFileError``, :class:`DeviceError`, and the errors of a device that is full.
    """
    if choose_engine(device).name == ONNX_RUNTIME:
        from training.core.onnx_backbone import onnx_predictor, rounded_predictor

        rounding = find_rounding(file_sha256(path), path.parent) if device == CPU_INT8 else None
        return onnx_predictor(path) if rounding is None else rounded_predictor(path, rounding)
    import torch

    from training.core.model_file import load_model
    from training.core.torch_backbone import torch_predictor

    cores = usable_cores()
    if torch.get_num_threads() > cores:  # in a container torch counts cores that it may not use
        torch.set_num_threads(cores)
    return torch_predictor(*load_model(path), device, half)
