"""Test-time flips: average the outputs for mirrored and rotated copies, since a cell has no upright side."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def flipped_logits(model: Callable[[Tensor], Tensor], batch: Tensor, copies: int = 8) -> Tensor:
    """Return logits N x K of N x C x S x S images, averaged over 1, 2, 4 or 8 flips and quarter turns.

    1: the image; 2: and its mirror image; 4: and both upside down; 8: and all of these turned by 90 degrees (for square
    images). Raises ``ValueError`` for another number.
    """
    if copies not in (1, 2, 4, 8):
        raise ValueError(f"The number of copies is 1, 2, 4 or 8, not {copies}.")
    views = [batch]
    if copies > 1:
        views += [v.flip(3) for v in views]
    if copies > 2:
        views += [v.flip(2) for v in views]
    if copies > 4:
        views += [v.transpose(2, 3) for v in views]
    return torch.stack([model(v.contiguous(memory_format=torch.channels_last)) for v in views]).mean(dim=0)
