"""The features of cells from which a branch learns: channel averages and the pooled input of the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.core.network import WBCNet

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """Features of N cells: ``both`` N x (D + C), averages and scaled pooled features; ``own`` N x K, the head's scores.

    ``coordinates`` N x k: whitened coordinates of the unlike score; None if the model has none.
    """

    both: Matrix
    own: Matrix
    coordinates: Matrix | None

    def rows(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Features:
        """Return the features of some cells."""
        near = None if self.coordinates is None else self.coordinates[chosen]
        return Features(self.both[chosen], self.own[chosen], near)


@torch.no_grad()
def features_of(model: WBCNet, prepared: Matrix, device: str) -> Features:
    """Return the features of N x 3 x S x S prepared images."""
    images = torch.from_numpy(np.ascontiguousarray(prepared)).to(device).contiguous(memory_format=torch.channels_last)
    pooled, context = model.own_pass(images)
    both = _numpy(context)
    averages = both[:, : model.averages]
    near = None if model.known is None else model.known.coordinates_and_distance(averages)[0].astype(np.float32)
    return Features(both, _numpy(model.head.dense(pooled)), near)


def joined(parts: Sequence[Features]) -> Features:
    """Return the features of all parts after each other."""
    near = [part.coordinates for part in parts if part.coordinates is not None]
    return Features(
        np.concatenate([part.both for part in parts]),
        np.concatenate([part.own for part in parts]),
        np.concatenate(near) if len(near) == len(parts) else None,
    )


def views(prepared: Matrix, count: int) -> list[Matrix]:
    """Return ``count`` (1, 2, 4 or 8) flips and quarter turns of N x 3 x S x S images, the images themselves first."""
    flips = [prepared, prepared[..., ::-1], prepared[..., ::-1, :], prepared[..., ::-1, ::-1]]
    return [*flips, *(view.swapaxes(-1, -2) for view in flips)][:count]


def _numpy(values: Tensor) -> Matrix:
    return values.detach().float().cpu().numpy()
