"""The backbone in PyTorch: for GPUs, and for evaluations in training."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.core.branch import Ending
from training.core.model_card import ModelCard
from training.core.network import WBCNet
from training.core.predict import Passed, Predictor, predictor_of
from training.core.tensors import Floats, Tensors


class TorchBackbone:
    """A network on a device. ``half``: 16-bit arithmetic (for GPUs)."""

    def __init__(self, model: WBCNet, device: str = "cpu", half: bool = False) -> None:
        self.device = device
        self._kind = torch.device(device).type
        self._half = half and self._kind == "cuda"
        self._model = model.eval().to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        for parameter in self._model.parameters():
            parameter.requires_grad_(False)

    def run(self, images: Floats) -> Passed:
        """Take N x 3 x S x S. Raises ``torch.OutOfMemoryError`` when the GPU is full."""
        given = torch.from_numpy(images).to(self.device).contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), torch.autocast(self._kind, dtype=torch.float16, enabled=self._half):
            features, where, context, entering = self._model.own(given)
        averages = context[:, : self._model.averages]
        return Passed(_numpy(features), _numpy(where[:, 0]), _numpy(averages), entering)

    def ending(self, way: int, entering: Tensor, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return features and spatial weights of some of the images from the stages of the deep branch ``way``."""
        stages = cast(Ending, self._model.own_branches[way - 1].ending)
        with torch.no_grad(), torch.autocast(self._kind, dtype=torch.float16, enabled=self._half):
            features, where = stages(entering[torch.from_numpy(rows).to(self.device)])
        return _numpy(features), _numpy(where[:, 0])


def torch_predictor(model: WBCNet, card: ModelCard, device: str = "cpu", half: bool = False) -> Predictor:
    """Return the predictor of a network as it is now; ``half`` as for :class:`TorchBackbone`."""
    tensors = {name: _numpy(value) for name, value in model.state_dict().items() if not name.startswith("backbone.")}
    known = {} if model.known is None else model.known.to_tensors()
    return predictor_of(TorchBackbone(model, device, half), Tensors(tensors | known), model.architecture, card)


def _numpy(values: Tensor) -> Floats:
    return values.detach().float().contiguous().cpu().numpy()
