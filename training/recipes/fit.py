"""Train a network on one or more manifests, in phases, with checkpoints and the best weights of each phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.core.model_file import file_sha256
from training.recipes.checkpoint import Progress
from training.recipes.data import read_samples
from training.recipes.device import deterministic, fabric_on
from training.recipes.options import OptionError, Options
from training.recipes.phase_model import save_phase_model
from training.recipes.start import Request, begin, next_phase
from training.recipes.trainer import PhaseRun


@dataclass(frozen=True, slots=True)
class FitResult:
    """The model file of a run, its SHA-256, the number of epochs and the validation loss of its weights.

    ``main``: whether this process wrote the file; under torchrun there are others.
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
    teacher: Path | None = None,
) -> FitResult:
    """Train and write ``run/model.safetensors``, ``run/history.csv`` and checkpoints below ``run/checkpoints``.

    With several phases, each writes its best model to ``run/phaseN.safetensors``, too. ``resume`` continues from the
    last checkpoint of ``run``, or starts if there is none. Decoded images are cached in ``cache``, by default
    ``run/cache``. ``teacher``: a model file from which the network learns, too (``distil``). Raises
    ``ManifestError`` and :class:`OptionError`.
    """
    if init == "random" and options.phases[0].learn != "all":
        raise OptionError(
            "The first phase freezes layers of the backbone, so they need trained weights: give --init imagenet or a"
            " file, or --set phase1.learn=all."
        )
    samples = read_samples(manifests, options)
    request = Request(tuple(manifests), run, options, init, resume, as_json, cache or run / "cache", teacher)
    fabric = fabric_on(device)
    main = fabric.global_rank == 0
    with deterministic(options.deterministic or fabric.device.type == "cpu"):  # on the CPU it costs little
        job, progress, state = begin(request, samples, fabric)
        while True:
            PhaseRun(job, progress, state).run()
            sha256 = save_phase_model(job, progress) if main else ""
            if progress.phase + 1 == len(options.phases):
                break
            progress, state = next_phase(job, progress), None
        fabric.barrier()
    file = run / "model.safetensors"
    return FitResult(file, sha256 or file_sha256(file), progress.count, _kept_loss(progress), main)


def _kept_loss(progress: Progress) -> float:
    """Return the validation loss of the epoch whose weights the last phase kept."""
    kept = [
        row["val_loss"] for row in progress.rows if row.get("kept") == "1"
    ]  # histories of older runs have no such column
    return float(kept[-1]) if kept else progress.watch.best
