"""Train a network on one or more manifests, in phases; the best weights are kept, and a kill costs minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning.fabric import Fabric
from numpy.typing import NDArray

from training.core.classes import name_of
from training.core.model_file import ModelCard, file_sha256, save_model
from training.core.network import Architecture, WBCNet
from training.data.manifest import manifest_sha256
from training.recipes.calibrate import fit_temperature
from training.recipes.checkpoint import Checkpoints, Progress
from training.recipes.data import (
    Samples,
    read_images,
    read_samples,
    statistics,
    training_loader,
    validation_loader,
)
from training.recipes.device import deterministic, fabric_on
from training.recipes.history import say
from training.recipes.module import CellClassifier
from training.recipes.options import OptionError, Options
from training.recipes.schedule import Watch
from training.recipes.trainer import Job, PhaseRun
from training.recipes.weights import Origin, initialise

_FREE = ("name", "workers", "checkpoint_minutes", "checkpoint_steps", "deterministic", "phases")
_FREE_OF_PHASE = ("epochs", "patience", "learning_rate")
"""Options that a resumed run may have otherwise than it was begun with."""


@dataclass(frozen=True, slots=True)
class FitResult:
    """The model file that a run gave, its SHA-256, the epochs run and the best validation loss of its last phase.

    ``main``: whether this process is the one that wrote it; under torchrun there are others.
    """

    model: Path
    sha256: str
    epochs: int
    val_loss: float
    main: bool = True


def fit(
    manifests: Sequence[Path],
    run: Path,
    options: Options,
    init: str = "random",
    device: str = "auto",
    resume: bool = False,
    as_json: bool = False,
    cache: Path | None = None,
) -> FitResult:
    """Train and write ``run/model.safetensors``, ``run/history.csv`` and checkpoints below ``run/checkpoints``.

    With more than one phase each leaves its best model as ``run/phaseN.safetensors``, too. ``resume`` goes on from the
    last checkpoint of ``run`` (from the start where there is none). Decoded images are kept in ``cache``, by default
    ``run/cache``. Raises ``ManifestError``, :class:`OptionError`, and what reading an image raises.
    """
    if init == "random" and options.phases[0].learn != "all":
        raise OptionError(
            "The first phase leaves layers of the backbone as they are, so they need weights: give --init imagenet or a"
            " file, or --set phase1.learn=all."
        )
    samples = read_samples(manifests, options)
    fabric = fabric_on(device)
    with deterministic(options.deterministic):
        job, progress, state = _prepared(manifests, samples, run, options, init, fabric, resume, as_json, cache)
        while True:
            PhaseRun(job, progress, state).run()
            sha256 = _leave_model(job, samples, manifests, progress) if fabric.global_rank == 0 else ""
            if progress.phase + 1 == len(options.phases):
                break
            progress, state = _next_phase(job, progress), None
        fabric.barrier()
    file = run / "model.safetensors"
    main = fabric.global_rank == 0
    return FitResult(file, sha256 or file_sha256(file), progress.count, progress.watch.best, main)


def _prepared(
    manifests: Sequence[Path],
    samples: Samples,
    run: Path,
    options: Options,
    init: str,
    fabric: Fabric,
    resume: bool,
    as_json: bool,
    cache: Path | None,
) -> tuple[Job, Progress, Mapping[str, Any] | None]:
    """Images, network and loaders, and where to go on."""
    run.mkdir(parents=True, exist_ok=True)
    fixed = _fixed(options, manifest_sha256(manifests))
    checkpoints = Checkpoints(run)
    found = checkpoints.load(fixed) if resume else None
    fabric.barrier()
    if found is None and fabric.global_rank == 0:
        checkpoints.clear()
        (run / "history.csv").unlink(missing_ok=True)
    images = read_images(samples, options, cache or run / "cache")
    torch.manual_seed(options.seed)
    model = WBCNet(
        len(samples.codes),
        Architecture(attention=options.attention, dropout=options.dropout, output_stride=options.output_stride),
    )
    if found is None:
        origin = _statistics(initialise(model, init, options, samples.codes), options, images, as_json)
    else:
        origin = _origin(found[1]["origin"])
    module = CellClassifier(model, origin.mean or (0, 0, 0), origin.std or (1, 1, 1), origin.channel_order)
    module.to(memory_format=torch.channels_last)
    place = (fabric.global_rank, fabric.world_size)
    train, batches = training_loader(samples, images, options, *place)
    weights = torch.tensor(samples.class_weights(), device=fabric.device) if options.class_weights else None
    validation = validation_loader(samples, images, options, *place)
    job = Job(
        fabric,
        module,
        options,
        train,
        batches,
        validation,
        weights,
        run,
        checkpoints,
        fixed,
        asdict(origin),
        as_json,
    )
    return job, found[0] if found else Progress(), found[1] if found else None


def _statistics(origin: Origin, options: Options, images: Any, as_json: bool) -> Origin:
    """The origin with the statistics that the run normalises with: those of its own images, but for frozen weights.

    Frozen layers would see another scale than the one that they learnt on.
    """
    mean, std = statistics(images, options)
    if origin.mean is None or options.phases[0].learn == "all":
        return replace(origin, channel_order=options.channel_order, mean=mean, std=std)
    if (origin.channel_order, origin.mean, origin.std) != (options.channel_order, mean, std):
        say(
            f"Images are normalised as the given weights saw them ({origin.channel_order}, mean"
            f" {', '.join(f'{m:.0f}' for m in origin.mean)}), since the first phase leaves layers as they are.",
            as_json,
        )
    return origin


def _next_phase(job: Job, progress: Progress) -> Progress:
    """The beginning of the next phase, kept in a checkpoint."""
    following = Progress(phase=progress.phase + 1, past=progress.count, best="", watch=Watch(), rows=progress.rows)
    if job.fabric.global_rank == 0:
        state = {"model": job.module.model.state_dict(), "optimiser": {}, "average": {}, "scaler": {}}
        job.checkpoints.save(following, dict(job.fixed), {**state, "origin": dict(job.origin)})
    return following


def _fixed(options: Options, manifests: str) -> dict[str, Any]:
    """What a resumed run must share with the one that it goes on with."""
    mine = {f.name: getattr(options, f.name) for f in fields(options) if f.name not in _FREE}
    for number, phase in enumerate(options.phases):
        for f in fields(phase):
            if f.name not in _FREE_OF_PHASE:
                mine[f"phase{number + 1}.{f.name}"] = getattr(phase, f.name)
    return {**mine, "manifest": manifests, "number of phases": len(options.phases)}


def _origin(values: Mapping[str, Any]) -> Origin:
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Origin(**made)


def _leave_model(job: Job, samples: Samples, manifests: Sequence[Path], progress: Progress) -> str:
    """Write the phase's model files; returns the last one's SHA-256."""
    options, origin = job.options, _origin(job.origin)
    logits, labels = _validated(job, samples)
    architecture = job.module.model.architecture
    values: dict[str, Any] = {
        "name": options.name,
        "architecture": architecture.name,
        "options": architecture.to_dict(),
        "classes": tuple((c, name_of(c)) for c in samples.codes),
        "input_size": options.image_size,
        "channel_order": origin.channel_order,
        "mean": origin.mean,
        "std": origin.std,
        "temperature": fit_temperature(logits, labels),
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "training_data": {
            "manifest_sha256": manifest_sha256(manifests),
            "images": dict(Counter(s.label for s in samples.train)),
            "validation_images": dict(Counter(s.label for s in samples.validation)),
            "init": origin.kind,
            "phase": progress.phase + 1,
            "epochs": progress.count,
            "options": asdict(options),
        },
        "parent_sha256": origin.parent_sha256,
        "program_version": program_version(),
    }
    if "framing" in {f.name for f in fields(ModelCard)}:
        values["framing"] = options.framing
    card = ModelCard(**values)
    sha256 = ""
    if len(options.phases) > 1:
        sha256 = save_model(job.module.model, card, job.run / f"phase{progress.phase + 1}.safetensors")
    if progress.phase + 1 == len(options.phases):
        sha256 = save_model(job.module.model, card, job.run / "model.safetensors")
    return sha256


@torch.no_grad()
def _validated(job: Job, samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Logits N x K and labels of all validation images under the best weights."""
    job.module.eval()
    found = []
    for images, labels in job.validation:
        with job.fabric.autocast():
            found.append((job.module(images.to(job.fabric.device)).float().cpu(), labels))
    return torch.cat([f[0] for f in found]).double().numpy(), torch.cat([f[1] for f in found]).numpy()


def program_version() -> str:
    """The version of the installed program; empty when it runs from a bare source tree."""
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return ""
