"""Cached images as a loader wants them: with their class's number, those for training augmented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from training.data.augment import Augmentation
from training.data.cache import CachedImages
from training.data.sampler import Draw


class CellDataset(Dataset[Any]):
    """Images (3 x S x S, 8 bits, RGB) as prediction sees them, and the class's number."""

    def __init__(self, images: CachedImages, labels: Sequence[int]) -> None:
        self._images, self._labels = images, labels

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return torch.from_numpy(self._images[index]).permute(2, 0, 1), self._labels[index]


class AugmentedCells(Dataset[Any]):
    """The same, augmented. An image is asked for by a :class:`Draw`, and its chance follows from that and ``seed``.

    So neither the number of loading processes nor where a run was broken off changes what the network sees.
    """

    def __init__(self, images: CachedImages, labels: Sequence[int], augmentation: Augmentation, seed: int) -> None:
        self._images, self._labels, self._augmentation, self._seed = images, labels, augmentation, seed

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, draw: Draw) -> tuple[Tensor, int]:
        chance = np.random.default_rng([self._seed, draw.epoch, draw.place])
        image = self._augmentation(self._images[draw.sample], chance)
        return torch.from_numpy(image).permute(2, 0, 1), self._labels[draw.sample]
