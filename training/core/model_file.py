"""The model file: one safetensors file with the weights and the model card. Pickles are never loaded."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from training.core.branch import BRANCH_PREFIX
from training.core.model_card import (
    KNOWN_PREFIX,
    ModelCard,
    ModelFileError,
    file_sha256,
    read_card,
)
from training.core.network import Architecture, WBCNet
from training.core.tensors import read_tensors
from training.core.unlike import unlike_score_of

__all__ = ["ModelCard", "ModelFileError", "file_sha256", "load_model", "read_card", "save_model"]


def _is_exact(name: str) -> bool:
    """Return whether a tensor keeps 32 bits."""
    return name.startswith(BRANCH_PREFIX) and ".ending." not in name


def save_model(model: WBCNet, card: ModelCard, path: str | Path, half: bool = True) -> str:
    """Write weights and card to ``path`` atomically and return the file's SHA-256.

    ``half`` stores the weights with 16 bits. The unlike score and the scores of branches keep 32: they are small, and
    distances are differences.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    known = {} if model.known is None else model.known.to_tensors()
    tensors: dict[str, Tensor] = {name: torch.from_numpy(value) for name, value in known.items()}
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
    tensors = read_tensors(path, card)
    try:
        with torch.device("meta"):  # skips the random weights, which are replaced at once
            model = WBCNet(len(card.classes), Architecture.from_dict(card.options))
        model.known = unlike_score_of(tensors, model.averages)
        own = {name: torch.from_numpy(value) for name, value in tensors.items() if not name.startswith(KNOWN_PREFIX)}
        model.load_state_dict(own, assign=True)
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        raise ModelFileError("holds weights that do not fit its card") from None
    return model.eval().to(device), card
