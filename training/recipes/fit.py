"""Train a network on one or more manifests: early stopping, the best weights kept, resumable after a kill."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, cast

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from training.core.classes import WBC8, name_of
from training.core.model_file import ModelCard, save_model
from training.core.network import Architecture, WBCNet
from training.data.augment import Augmentation
from training.data.dataset import CellDataset, balanced_sampler, cached_images, channel_statistics
from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest
from training.recipes.calibrate import fit_temperature
from training.recipes.history import History
from training.recipes.module import CellClassifier
from training.recipes.options import Options
from training.recipes.weights import initialise


@dataclass(frozen=True, slots=True)
class FitResult:
    """The model file that a run gave, its SHA-256, the epochs run and the best validation loss."""

    model: Path
    sha256: str
    epochs: int
    val_loss: float


def fit(
    manifests: Sequence[Path],
    run: Path,
    options: Options,
    init: str = "random",
    device: str = "auto",
    resume: bool = False,
    as_json: bool = False,
) -> FitResult:
    """Train and write ``run/model.safetensors``, ``run/history.csv`` and checkpoints below ``run/checkpoints``.

    ``resume`` goes on from the last checkpoint of ``run`` (from the start where there is none). Raises
    :class:`ManifestError`, ``OptionError``, and what reading an image raises.
    """
    samples = [s for m in manifests for s in read_manifest(m)]
    train = [s for s in samples if s.split == "train"]
    validation = _thinned([s for s in samples if s.split == "val"], options.validate_on, options.seed)
    if not train or not validation:
        raise ManifestError("Training needs images in both train and val: prepare the manifest again.")
    codes = _ordered({s.label for s in train})
    lightning.seed_everything(options.seed, workers=True, verbose=False)
    train_images = cached_images(train, options.image_size, run / "cache")
    val_images = cached_images(validation, options.image_size, run / "cache")
    mean, std = channel_statistics(train_images, options.channel_order)
    architecture = Architecture(
        attention=options.attention, dropout=options.dropout, output_stride=options.output_stride
    )
    model = WBCNet(len(codes), architecture)
    parent = initialise(model, init)
    model = model.to(memory_format=torch.channels_last)
    place = {code: n for n, code in enumerate(codes)}
    loaders = (
        DataLoader(
            CellDataset(train_images, [place[s.label] for s in train], Augmentation(options.colour)),
            batch_size=options.batch,
            sampler=balanced_sampler(train, options.draws, options.seed),
            num_workers=options.workers,
            drop_last=True,
            persistent_workers=options.workers > 0,
        ),
        DataLoader(
            CellDataset(val_images, [place[s.label] for s in validation if s.label in place]), batch_size=options.batch
        ),
    )
    module = CellClassifier(model, options, mean, std, steps=max(len(loaders[0]), 1))
    best = _train(module, loaders, run, options, device, resume, as_json)
    logits, labels = _validated(module, loaders[1])
    card = ModelCard(
        name=options.name,
        architecture="ResNet50 + CBAM" if options.attention == "cbam" else "ResNet50",
        options=architecture.to_dict(),
        classes=tuple((c, name_of(c)) for c in codes),
        input_size=options.image_size,
        channel_order=options.channel_order,
        mean=cast(tuple[float, float, float], mean),
        std=cast(tuple[float, float, float], std),
        temperature=fit_temperature(logits, labels),
        trained_at=datetime.now(UTC).isoformat(timespec="seconds"),
        training_data={
            "manifest_sha256": manifest_sha256(manifests),
            "images": dict(Counter(s.label for s in train)),
            "validation_images": dict(Counter(s.label for s in validation)),
            "init": init if init in ("random", "imagenet") else "model file",
            "options": asdict(options),
        },
        parent_sha256=parent,
        program_version=program_version(),
    )
    file = run / "model.safetensors"
    return FitResult(file, save_model(model, card, file), best[0], best[1])


def _train(
    module: CellClassifier,
    loaders: tuple[DataLoader[tuple[torch.Tensor, int]], DataLoader[tuple[torch.Tensor, int]]],
    run: Path,
    options: Options,
    device: str,
    resume: bool,
    as_json: bool,
) -> tuple[int, float]:
    """Run the trainer and put the best weights into ``module``. Returns epochs run and the best validation loss."""
    folder = run / "checkpoints"
    # Two keepers: Lightning's save_last follows the best one, and would leave a resumed run epochs behind.
    keeper = ModelCheckpoint(folder, filename="best", monitor="val_loss", enable_version_counter=False)
    latest = ModelCheckpoint(folder, filename="last", enable_version_counter=False)
    stopper = EarlyStopping("val_loss", patience=options.patience)
    accelerator, devices = _accelerator(device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trainer = lightning.Trainer(
            accelerator=accelerator,
            devices=devices,
            precision="16-mixed" if accelerator == "cuda" else _cpu_precision(),
            max_epochs=options.epochs,
            callbacks=[keeper, latest, stopper, History(run / "history.csv", options.epochs, as_json)],
            logger=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            gradient_clip_val=1.0,
            num_sanity_val_steps=0,
            default_root_dir=run,
        )
        last = folder / "last.ckpt"
        trainer.fit(module, *loaders, ckpt_path=last if resume and last.exists() else None, weights_only=True)
    # Checkpoints are this run's own; even so only tensors are read back from them.
    kept = torch.load(keeper.best_model_path, map_location="cpu", weights_only=True)["state_dict"]
    module.load_state_dict(kept)
    loss = float(keeper.best_model_score) if keeper.best_model_score is not None else float("nan")
    return trainer.current_epoch, loss


@torch.no_grad()
def _validated(
    module: CellClassifier, loader: DataLoader[tuple[torch.Tensor, int]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Logits N x K and labels of the validation images under the best weights."""
    module.eval()
    found = [(module(images.to(module.device)).float().cpu(), labels) for images, labels in loader]
    logits = torch.cat([f[0] for f in found]).double().numpy()
    return logits, torch.cat([torch.as_tensor(f[1]) for f in found]).numpy()


def _accelerator(device: str) -> tuple[str, int | list[int]]:
    if device == "auto":
        return ("cuda" if torch.cuda.is_available() else "cpu"), 1
    kind, _, number = device.partition(":")
    return kind, [int(number)] if number else 1


def _cpu_precision() -> Literal["bf16-mixed", "32-true"]:
    """16-bit brain floats where the processor multiplies them in hardware (measured here: 42 against 23 images/s)."""
    capable = torch.cpu._is_avx512_bf16_supported() if hasattr(torch.cpu, "_is_avx512_bf16_supported") else False
    return "bf16-mixed" if capable else "32-true"


def _thinned(samples: Sequence[Sample], most: int, seed: int) -> list[Sample]:
    """At most ``most`` samples, classes alike as far as they reach."""
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


def program_version() -> str:
    """The version of the installed program; empty when it runs from a bare source tree."""
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return ""
