"""Train a network on one or more manifests, in phases; each phase's best weights are kept, and a kill costs minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.core.model_file import file_sha256
from training.recipes.checkpoint import Progress
from training.recipes.data import read_samples
from training.recipes.device import deterministic, fabric_on
from training.recipes.keep import leave_model
from training.recipes.options import OptionError, Options
from training.recipes.start import Request, begin, following
from training.recipes.trainer import PhaseRun


@dataclass(frozen=True, slots=True)
class FitResult:
    """The model file that a run gave, its SHA-256, the epochs run and the validation loss of the weights in it.

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
    ``run/cache``. Raises ``ManifestError`` and :class:`OptionError`.
    """
    if init == "random" and options.phases[0].learn != "all":
        raise OptionError(
            "The first phase leaves layers of the backbone as they are, so they need weights: give --init imagenet or a"
            " file, or --set phase1.learn=all."
        )
    samples = read_samples(manifests, options)
    request = Request(tuple(manifests), run, options, init, resume, as_json, cache or run / "cache")
    fabric = fabric_on(device)
    main = fabric.global_rank == 0
    with deterministic(options.deterministic or fabric.device.type == "cpu"):  # where it costs little
        job, progress, state = begin(request, samples, fabric)
        while True:
            PhaseRun(job, progress, state).run()
            sha256 = leave_model(job, progress) if main else ""
            if progress.phase + 1 == len(options.phases):
                break
            progress, state = following(job, progress), None
        fabric.barrier()
    file = run / "model.safetensors"
    return FitResult(file, sha256 or file_sha256(file), progress.count, _kept_loss(progress), main)


def _kept_loss(progress: Progress) -> float:
    """The validation loss of the epoch whose weights the last phase left."""
    kept = [row["val_loss"] for row in progress.rows if row.get("kept") == "1"]  # an older run's history names none
    return float(kept[-1]) if kept else progress.watch.best
