"""What a phase leaves: a complete model file with the weights that it kept, calibrated on validation."""

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
from training.recipes.known import learn_known
from training.recipes.trainer import Job

ERROR = 0.05
"""The share of the named cells that may be wrong, for the threshold that a new model gets from validation."""


def leave_model(job: Job, progress: Progress) -> str:
    """Write ``phaseN.safetensors`` (of several phases) and, after the last one, ``model.safetensors``.

    Returns the SHA-256 of the file written last.
    """
    model, card, number = job.module.model, _card(job, progress), progress.phase + 1
    sha256 = ""
    if len(job.options.phases) > 1:
        sha256 = save_model(model, card, job.run / f"phase{number}.safetensors")
    if number == len(job.options.phases):
        samples, device = job.samples, str(job.fabric.device)
        card = replace(card, known=learn_known(model, card, samples.train, samples.validation, device))
        sha256 = save_model(model, card, job.run / "model.safetensors")
    return sha256


def _card(job: Job, progress: Progress) -> ModelCard:
    options, samples, architecture = job.options, job.samples, job.module.model.architecture
    logits, labels = _scores(job)
    groups = [s.group for s in samples.validation]
    found = calibrated(logits, labels, groups, ERROR)
    if not found["threshold"]["reached"]:  # too few origins to be sure of anything: what was observed is the next best
        found = calibrated(logits, labels, groups, ERROR, assured=False)
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
            "calibration": found,
        },
        "parent_sha256": job.origin.parent_sha256,
        "program_version": program_version(),
    }
    return ModelCard(**values)


@torch.no_grad()
def _scores(job: Job) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Logits N x K and labels of all validation images under the network as it is, with 32 bits as predictions are."""
    job.module.eval()
    logits, labels = [], []
    for images, classes in job.whole_validation:
        logits.append(job.module(images.to(job.fabric.device)).cpu().double())
        labels.append(classes)
    return torch.cat(logits).numpy(), torch.cat(labels).numpy()


def program_version() -> str:
    """The version of the installed program; empty when it runs from a bare source tree."""
    try:
        return version("wbc-desktop")
    except PackageNotFoundError:
        return ""
