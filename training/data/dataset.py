"""Torch data sets over cached images; those for training are augmented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from training.data.augment import Augmentation
from training.data.cache import CachedImages
from training.data.exchange import Exchange
from training.data.sampler import Draw


class CellDataset(Dataset[Any]):
    """Images (3 x S x S, 8 bits, RGB) as prediction sees them, and the index of the class."""

    def __init__(self, images: CachedImages, labels: Sequence[int]) -> None:
        self._images, self._labels = images, labels

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return torch.from_numpy(self._images[index]).permute(2, 0, 1), self._labels[index]


class AugmentedCells(Dataset[Any]):
    """The same, augmented. The index is a :class:`Draw`; the random changes depend only on it and on ``seed``.

    Therefore neither the number of loading processes nor an interruption changes what the network sees.
    """

    def __init__(
        self,
        images: CachedImages,
        labels: Sequence[int],
        augmentation: Augmentation,
        seed: int,
        exchange: Exchange | None = None,
    ) -> None:
        self._images, self._labels, self._augmentation, self._seed = images, labels, augmentation, seed
        self._exchange = exchange

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, draw: Draw) -> tuple[Tensor, int]:
        rng = np.random.default_rng([self._seed, draw.epoch, draw.place])
        image = self._images[draw.sample]
        if self._exchange is not None:
            image = self._exchange(image, draw.sample, rng)
        image = self._augmentation(image, rng)
        return torch.from_numpy(image).permute(2, 0, 1), self._labels[draw.sample]
