"""Images in memory-mapped caches at the size that the network sees, and the balanced drawing of an epoch."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, WeightedRandomSampler

from training.core.images import read_image
from training.core.preprocess import resize
from training.data.augment import Augmentation
from training.data.manifest import Sample

Images = NDArray[np.uint8]


def cached_images(
    samples: Sequence[Sample], size: int, folder: Path, progress: Callable[[int], None] | None = None
) -> Images:
    """N x S x S x 3 RGB of 8 bits, decoded once and memory-mapped from ``folder`` ever after."""
    key = hashlib.sha256("\n".join(f"{s.path}" for s in samples).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    ready = folder / f"images-{size}-{key}.npy"
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = ready.with_suffix(".part.npy")
        images = np.lib.format.open_memmap(unfinished, "w+", np.uint8, (len(samples), size, size, 3))
        with ThreadPoolExecutor(2) as pool:
            for place, image in enumerate(pool.map(lambda s: resize(read_image(s.path), size), samples)):
                images[place] = image
                if progress is not None:
                    progress(place + 1)
        images.flush()
        del images
        unfinished.replace(ready)
    mapped: Images = np.load(ready, mmap_mode="r")
    return mapped


def channel_statistics(images: Images, order: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation of each channel in ``order``, over all pixels, on the scale of 0 to 255."""
    count, total, squares = 0, np.zeros(3), np.zeros(3)
    for start in range(0, len(images), 256):
        block = images[start : start + 256].reshape(-1, 3).astype(np.float64)
        count += len(block)
        total += block.sum(axis=0)
        squares += (block**2).sum(axis=0)
    mean = total / count
    deviation = np.sqrt(squares / count - mean**2)
    turn = slice(None, None, -1) if order == "BGR" else slice(None)
    return tuple(float(v) for v in mean[turn]), tuple(float(v) for v in deviation[turn])


class CellDataset(Dataset[tuple[Tensor, int]]):
    """Images (3 x S x S, 8 bits, RGB) and the class's number; ``transform`` for the training part only."""

    def __init__(self, images: Images, labels: Sequence[int], transform: Augmentation | None = None) -> None:
        self._images, self._labels, self._transform = images, labels, transform

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = np.array(self._images[index])
        if self._transform is not None:
            image = self._transform(image)
        return torch.from_numpy(image).permute(2, 0, 1), self._labels[index]


def balanced_sampler(samples: Sequence[Sample], draws: int, seed: int) -> WeightedRandomSampler:
    """Draw classes alike and, within a class, each group of common origin by the root of its size.

    A few originals of which there are many copies would otherwise drown the images that are cells of their own.
    """
    origin = [(s.label, s.group or str(s.path)) for s in samples]
    sizes = Counter(origin)
    per_class: dict[str, float] = defaultdict(float)
    for (label, _), n in sizes.items():
        per_class[label] += n**0.5
    weights = [sizes[o] ** -0.5 / per_class[o[0]] for o in origin]
    generator = torch.Generator().manual_seed(seed)
    return WeightedRandomSampler(weights, draws, replacement=True, generator=generator)
