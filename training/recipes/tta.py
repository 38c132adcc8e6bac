"""Test-time flips: a cell has no upright side, so its mirrored and turned copies have a say, too."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def flipped_logits(model: Callable[[Tensor], Tensor], batch: Tensor, copies: int = 8) -> Tensor:
    """The average of the logits N x K of N x C x S x S images over 1, 2, 4 or 8 of their flips and quarter turns.

    1 is the image alone, 2 adds its mirror image, 4 both upside down, 8 all of these turned by 90 degrees (for square
    images). Raises ``ValueError`` for another number.
    """
    if copies not in (1, 2, 4, 8):
        raise ValueError(f"There are 1, 2, 4 or 8 copies, not {copies}.")
    views = [batch]
    if copies > 1:
        views += [v.flip(3) for v in views]
    if copies > 2:
        views += [v.flip(2) for v in views]
    if copies > 4:
        views += [v.transpose(2, 3) for v in views]
    return torch.stack([model(v.contiguous(memory_format=torch.channels_last)) for v in views]).mean(dim=0)
