"""Start or resume a run: samples, cached images, the network with its first weights, the last checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric

from training.core.network import Architecture, WBCNet
from training.data.manifest import manifest_sha256
from training.recipes.checkpoint import Checkpoints, Progress
from training.recipes.data import (
    RunImages,
    Samples,
    read_images,
    statistics,
    training_loader,
    validation_loader,
)
from training.recipes.history import report_note
from training.recipes.module import CellClassifier, mix_styles
from training.recipes.options import Options
from training.recipes.teacher import Teacher
from training.recipes.trainer import Job
from training.recipes.weights import Origin, initialise

_FREE = ("name", "workers", "checkpoint_minutes", "checkpoint_steps", "deterministic", "phases")
_FREE_OF_PHASE = ("epochs", "patience", "learning_rate")
"""Options that may change when a run is resumed."""


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of :func:`training.recipes.fit.fit`."""

    manifests: tuple[Path, ...]
    run: Path
    options: Options
    init: str
    resume: bool
    as_json: bool
    cache: Path
    teacher: Path | None = None


def begin(request: Request, samples: Samples, fabric: Fabric) -> tuple[Job, Progress, Mapping[str, Any] | None]:
    """Return the run's job with progress and state of its last checkpoint, or of its start."""
    options = request.options
    request.run.mkdir(parents=True, exist_ok=True)
    manifests = manifest_sha256(request.manifests)
    teacher = Teacher(request.teacher, samples.codes, options) if request.teacher else None
    fixed = _fixed(options, manifests, teacher)
    checkpoints = Checkpoints(request.run)
    found = checkpoints.load(fixed) if request.resume else None
    fabric.barrier()
    if found is None and fabric.global_rank == 0:
        checkpoints.clear()
        (request.run / "history.csv").unlink(missing_ok=True)
    images = read_images(samples, options, request.cache)
    model, origin = _network(request, samples, images, found[1]["origin"] if found else None, fabric.global_rank == 0)
    if options.mixstyle > 0:
        mix_styles(model, options.mixstyle)
    module = CellClassifier(model, origin.mean or (0, 0, 0), origin.std or (1, 1, 1), origin.channel_order)
    place = (fabric.global_rank, fabric.world_size)
    train, batches = training_loader(samples, images, options, *place)
    job = Job(
        fabric=fabric,
        module=module.to(memory_format=torch.channels_last),
        options=options,
        samples=samples,
        train=train,
        batches=batches,
        validation=validation_loader(samples, images, options, *place),
        whole_validation=validation_loader(samples, images, options),
        teacher=teacher.to(fabric.device) if teacher is not None else None,
        class_weights=torch.tensor(samples.class_weights(), device=fabric.device) if options.class_weights else None,
        run=request.run,
        checkpoints=checkpoints,
        fixed=fixed,
        origin=origin,
        manifests=manifests,
        as_json=request.as_json,
    )
    return (job, *found) if found else (job, Progress(), None)


def next_phase(job: Job, progress: Progress) -> Progress:
    """Return the progress at the start of the next phase, and save it in a checkpoint."""
    after = Progress(phase=progress.phase + 1, past=progress.count, rows=progress.rows)
    if job.fabric.global_rank == 0:
        state = {"model": job.module.model.state_dict(), "optimiser": {}, "average": {}, "scaler": {}}
        job.checkpoints.save(after, dict(job.fixed), {**state, "origin": asdict(job.origin)})
    return after


def _network(
    request: Request, samples: Samples, images: RunImages, kept: Mapping[str, Any] | None, main: bool
) -> tuple[WBCNet, Origin]:
    """Return the network with its first weights and their origin; a resumed run has it in ``kept``."""
    o = request.options
    torch.manual_seed(o.seed)
    names = ("backbone", "attention", "dropout", "output_stride", "width")
    architecture = Architecture(**{name: getattr(o, name) for name in names})
    model = WBCNet(len(samples.codes), architecture)
    if kept is not None:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()}
        return model, Origin(**values)
    origin = initialise(model, request.init, o, samples.codes)
    mean, std = statistics(images, o)
    own = replace(origin, channel_order=o.channel_order, mean=mean, std=std)
    if origin.mean is None or (o.phases[0].learn == "all" and origin.kind != "imagenet") or origin == own:
        return model, own
    if main:
        report_note(
            f"Images are normalised as for the given weights ({origin.channel_order}, mean"
            f" {', '.join(f'{m:.0f}' for m in origin.mean)}), because the first phase freezes layers that were"
            " trained on that scale.",
            request.as_json,
        )
    return model, origin


def _fixed(options: Options, manifests: str, teacher: Teacher | None) -> dict[str, Any]:
    """Return the options that must be the same when a run is resumed."""
    mine = {f.name: getattr(options, f.name) for f in fields(options) if f.name not in _FREE}
    for number, phase in enumerate(options.phases):
        for f in fields(phase):
            if f.name not in _FREE_OF_PHASE:
                mine[f"phase{number + 1}.{f.name}"] = getattr(phase, f.name)
    mine["teacher"] = teacher.sha256 if teacher is not None else ""
    return {**mine, "manifest": manifests, "number of phases": len(options.phases)}
