"""The network of an engine alone, on tensors that are ready: what classifying is measured against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from wbc_desktop.inference.engine import Engine
from wbc_desktop.inference.forward import batch_size

Ready = NDArray[np.float32]


def ready_batch(engine: Engine, count: int) -> Ready:
    """Prepared images (count x 3 x S x S) of noise: what they show costs nothing."""
    size = engine.card.input_size
    return np.random.default_rng(2).normal(0, 1, (count, 3, size, size)).astype(np.float32)


def bare(engine: Engine, count: int) -> None:
    """So many images through the network, maps included, in the engine's own batches."""
    batch = batch_size(engine.device)
    ready = ready_batch(engine, batch)
    for done in range(0, count, batch):
        engine._forward.run(ready[: min(batch, count - done)])


def with_and_without_maps(engine: Engine, count: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Two calls that give probabilities of one batch of so many images: with the maps of all classes, and without."""
    predictor: Any = engine._forward._here()
    kind = torch.device(predictor.device).type
    ready = ready_batch(engine, count)

    def without() -> object:
        images = torch.from_numpy(ready).to(predictor.device).contiguous(memory_format=torch.channels_last)
        half = torch.autocast(kind, dtype=torch.float16, enabled=predictor._half and kind == "cuda")
        with torch.no_grad(), half:
            return torch.softmax(predictor._model(images).float(), dim=1).cpu()

    return lambda: predictor.predict(ready), without
