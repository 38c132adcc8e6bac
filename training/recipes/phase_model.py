"""Write the model file of a finished phase: the kept weights, calibrated on the validation images."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.core.classes import name_of
from training.core.model_file import ModelCard, save_model
from training.recipes.calibrate import calibrated
from training.recipes.checkpoint import Progress
from training.recipes.lineage import earlier_manifests
from training.recipes.risk import ERROR
from training.recipes.trainer import Job
from training.recipes.unlike import add_unlike_score


def save_phase_model(job: Job, progress: Progress) -> str:
    """Write ``phaseN.safetensors`` (with several phases) and, after the last phase, ``model.safetensors``.

    Returns the SHA-256 of the last file.
    """
    model, card, number = job.module.model, _card(job, progress), progress.phase + 1
    sha256 = ""
    if len(job.options.phases) > 1:
        sha256 = save_model(model, card, job.run / f"phase{number}.safetensors")
    if number == len(job.options.phases):
        samples, device = job.samples, str(job.fabric.device)
        laboratories = [
            [s for s, number in zip(samples.train, samples.archives, strict=True) if number == one]
            for one in sorted(set(samples.archives))
        ]
        card = replace(card, known=add_unlike_score(model, card, laboratories, samples.validation, device))
        sha256 = save_model(model, card, job.run / "model.safetensors")
        if number == 1:  # of an earlier run in this folder; evaluate would take it for a phase of this one
            (job.run / "phase1.safetensors").unlink(missing_ok=True)
    return sha256


def _card(job: Job, progress: Progress) -> ModelCard:
    options, samples, architecture = job.options, job.samples, job.module.model.architecture
    logits, labels = _scores(job)
    groups = [s.group for s in samples.validation]
    found = calibrated(logits, labels, groups, ERROR)
    if not found["threshold"]["reached"]:  # with few origins no limit is low enough, so the observed error is used
        found = calibrated(logits, labels, groups, ERROR, assured=False)
    taught = job.teacher.manifests if job.teacher is not None else ()
    values: dict[str, Any] = {
        "name": options.name,
        "architecture": architecture.name,
        "options": architecture.to_dict(),
        "classes": tuple((c, name_of(c)) for c in samples.codes),
        "input_size": options.image_size,
        "channel_order": job.origin.channel_order,
        "mean": job.origin.mean,
        "std": job.origin.std,
        "framing": options.framing,
        "background": options.background,
        "temperature": found["temperature"],
        "threshold": found["threshold"]["value"],
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "training_data": {
            "manifest_sha256": job.manifests,
            "images": dict(Counter(s.label for s in samples.train)),
            "validation_images": dict(Counter(s.label for s in samples.validation)),
            "init": job.origin.kind,
            "phase": progress.phase + 1,
            "epochs": progress.count,
            "options": asdict(options),
            **({"teacher_sha256": job.teacher.sha256} if job.teacher is not None else {}),
            **earlier_manifests({*job.origin.manifests, *taught}, job.manifests),
            "calibration": found,
        },
        "parent_sha256": job.origin.parent_sha256,
        "program_version": program_version(),
    }
    return ModelCard(**values)


@torch.no_grad()
def _scores(job: Job) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return logits N x K and labels of all validation images, computed with 32 bits as predictions are."""
    job.module.eval()
    logits, labels = [], []
    for images, classes in job.whole_validation:
        logits.append(job.module(images.to(job.fabric.device)).cpu().double())
        labels.append(classes)
    return torch.cat(logits).numpy(), torch.cat(labels).numpy()


def program_version() -> str:
    """Return the version of the installed program; empty if it runs from a source tree."""
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return ""
