"""The data of a run: samples of the manifests, cached images, and loaders for one process."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Subset

from training.core.classes import WBC8
from training.data.augment import Augmentation
from training.data.cache import CachedImages, cached_images, channel_statistics
from training.data.dataset import AugmentedCells, CellDataset
from training.data.exchange import exchange_of
from training.data.manifest import ManifestError, Sample, read_for_training
from training.data.sampler import EpochBatches, draw_weights
from training.recipes.options import Options

Batches = DataLoader[Any]


@dataclass(frozen=True, slots=True)
class Samples:
    """Training and validation samples, class codes in order, and the index of each training sample's manifest."""

    train: list[Sample]
    validation: list[Sample]
    codes: list[str]
    archives: list[int]

    def labels(self, samples: Sequence[Sample]) -> list[int]:
        """Return the index of each sample's class."""
        place = {code: n for n, code in enumerate(self.codes)}
        return [place[s.label] for s in samples]

    def class_weights(self) -> list[float]:
        """Return for each class the average class size divided by its size."""
        found = Counter(s.label for s in self.train)
        return [len(self.train) / (len(self.codes) * found[code]) for code in self.codes]


def read_samples(manifests: Sequence[Path], options: Options) -> Samples:
    """Return the manifests' samples for these options. Raises :class:`ManifestError`."""
    found = read_for_training(manifests)
    train = [s for s, _ in found if s.split == "train"]
    codes = _ordered({s.label for s in train})
    validation = _thinned([s for s, _ in found if s.split == "val"], options.validate_on, options.seed)
    if not train or not validation:
        raise ManifestError("Training needs images in both train and val: prepare the manifest again.")
    if len(codes) < 2:
        raise ManifestError(f"All training images have the class {codes[0]}: training needs two classes or more.")
    return Samples(train, validation, codes, [n for s, n in found if s.split == "train"])


@dataclass(frozen=True, slots=True)
class RunImages:
    """The cached images: training with the margin around the frame, validation as prediction sees them."""

    train: CachedImages
    validation: CachedImages


def read_images(samples: Samples, options: Options, folder: Path) -> RunImages:
    """Return the images; decode those that are not in ``folder`` yet."""
    o = options
    return RunImages(
        cached_images(samples.train, o.image_size, folder, o.framing, o.margin, background=o.background),
        cached_images(samples.validation, o.image_size, folder, o.framing, background=o.background),
    )


def statistics(images: RunImages, options: Options) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return mean and standard deviation of the training images' channels, in the options' order."""
    return channel_statistics(images.train, options.channel_order, options.image_size)


def training_loader(
    samples: Samples, images: RunImages, options: Options, rank: int = 0, world: int = 1
) -> tuple[Batches, EpochBatches]:
    """Return this process's batches of an epoch, and their sampler, which sets the epoch."""
    o = options
    batches = EpochBatches(
        len(samples.train),
        o.batch,
        o.seed,
        o.draws,
        draw_weights(samples.train, samples.archives, o.balance),
        rank,
        world,
    )
    if len(batches) < 1:
        raise ManifestError(f"{len(samples.train)} training images are too few for one batch.")
    amounts = (o.rotation, o.shift, o.zoom, o.flips, o.colour, o.stain, o.camera, o.erase, o.laboratory)
    exchange = exchange_of(images.train, samples.train, samples.archives, o.exchange) if o.exchange > 0 else None
    augmentation = Augmentation(o.image_size, *amounts)
    cells = AugmentedCells(images.train, samples.labels(samples.train), augmentation, o.seed, exchange)
    return DataLoader(cells, batch_sampler=batches, **_feeding(o)), batches


def validation_loader(samples: Samples, images: RunImages, options: Options, rank: int = 0, world: int = 1) -> Batches:
    """Return this process's share of the validation images."""
    cells = CellDataset(images.validation, samples.labels(samples.validation))
    share = Subset(cells, range(rank, len(cells), world))
    return DataLoader(share, batch_size=options.batch, pin_memory=torch.cuda.is_available())


def _feeding(options: Options) -> dict[str, Any]:
    """Return the loader's options. On the CPU no workers: augmentation takes a hundredth of the network's time."""
    on_gpu, workers = torch.cuda.is_available(), options.workers
    if workers < 0:
        workers = min(max((os.cpu_count() or 1) - 1, 1), 12) if on_gpu else 0
    if not workers:
        return {"pin_memory": on_gpu}
    return {
        "pin_memory": on_gpu,
        "num_workers": workers,
        "persistent_workers": True,
        "multiprocessing_context": "spawn",  # a forked process would block in OpenCV, whose threads are not forked
        "worker_init_fn": _one_thread,
    }


def _one_thread(worker: int) -> None:
    cv2.setNumThreads(1)


def _thinned(samples: Sequence[Sample], most: int, seed: int) -> list[Sample]:
    """Return at most ``most`` samples (0: all), with equal numbers per class if possible."""
    if most == 0:
        return list(samples)
    rng = np.random.default_rng(seed)
    labels = sorted({s.label for s in samples})
    kept: list[Sample] = []
    for label in labels:
        mine = [s for s in samples if s.label == label]
        rng.shuffle(mine)
        kept += mine[: max(most // len(labels), 1)]
    return kept


def _ordered(codes: set[str]) -> list[str]:
    known = [c.code for c in WBC8 if c.code in codes]
    return known + sorted(codes - set(known))
