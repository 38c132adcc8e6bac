"""The model file: one safetensors file with the weights and the model card. Pickles are never loaded."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from training.core.branch import BRANCH_PREFIX
from training.core.model_card import (
    KNOWN_PREFIX,
    KNOWN_VERSION,
    ModelCard,
    ModelFileError,
    file_sha256,
    read_card,
)
from training.core.network import Architecture, WBCNet
from training.core.unlike import empty_score_for

__all__ = ["ModelCard", "ModelFileError", "file_sha256", "load_model", "read_card", "save_model"]


def _is_exact(name: str) -> bool:
    """Return whether a tensor keeps 32 bits."""
    return name.startswith(KNOWN_PREFIX) or (name.startswith(BRANCH_PREFIX) and ".ending." not in name)


def save_model(model: WBCNet, card: ModelCard, path: str | Path, half: bool = True) -> str:
    """Write weights and card to ``path`` atomically and return the file's SHA-256.

    ``half`` stores the weights with 16 bits. The unlike score and the scores of branches keep 32: they are small, and
    distances are differences.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, Tensor] = {}
    for name, value in model.state_dict().items():
        plain = value.detach().cpu().contiguous()
        tensors[name] = plain.half() if half and plain.is_floating_point() and not _is_exact(name) else plain
    unfinished = target.with_name(target.name + f".{os.getpid()}.part")
    try:
        save_file(tensors, unfinished, metadata=card.to_metadata())
        unfinished.chmod(0o644)  # safetensors leaves a file that only its owner may read
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())  # a power cut must not leave a result whose model is not whole
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return file_sha256(target)


def load_model(path: str | Path, device: str = "cpu") -> tuple[WBCNet, ModelCard]:
    """Return the network (evaluation mode, 32 bits, on ``device``) and its card. Raises :class:`ModelFileError`."""
    card = read_card(path)
    try:
        tensors = load_file(path, device="cpu")
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelFileError(f"is damaged ({error})") from None
    try:
        with torch.device("meta"):  # skips the random weights, which are replaced at once
            model = WBCNet(len(card.classes), Architecture.from_dict(card.options))
            if (
                card.known.get("version") != KNOWN_VERSION
            ):  # written by a later version, whose numbers may mean something else
                tensors = {name: value for name, value in tensors.items() if not name.startswith(KNOWN_PREFIX)}
            model.known = empty_score_for(tensors)
        floats = {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
        model.load_state_dict(floats, assign=True)
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        raise ModelFileError("holds weights that do not fit its card") from None
    if not all(bool(torch.isfinite(v).all()) for v in floats.values() if v.is_floating_point()):
        raise ModelFileError("holds weights that are not finite numbers")
    return model.eval().to(device), card
