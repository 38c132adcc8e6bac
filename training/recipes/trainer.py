"""The training loop of one phase, from the start or from a checkpoint.

The random numbers of a step depend only on the seed, the epoch, the step and the process. Therefore an interrupted and
resumed run takes the same steps as an uninterrupted one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from training.core.network import WBCNet
from training.data.sampler import EpochBatches
from training.recipes.average import averaged
from training.recipes.checkpoint import Checkpoints, Progress
from training.recipes.data import Batches, Samples
from training.recipes.history import report_epoch, write_history
from training.recipes.module import CellClassifier, loss_of, shrunk
from training.recipes.options import OptionError, Options
from training.recipes.schedule import rate, size_at
from training.recipes.teacher import Teacher, divergence
from training.recipes.trainable import make_optimiser, set_mode, set_trainable
from training.recipes.weights import Origin


@dataclass(frozen=True, slots=True)
class Job:
    """Values that all phases of a run share. ``fixed`` and ``origin`` are stored in its checkpoints.

    ``validation`` is this process's share, ``whole_validation`` all of it; ``manifests`` is their SHA-256.
    """

    fabric: Fabric
    module: CellClassifier
    options: Options
    samples: Samples
    train: Batches
    batches: EpochBatches
    validation: Batches
    whole_validation: Batches
    teacher: Teacher | None
    class_weights: Tensor | None
    run: Path
    checkpoints: Checkpoints
    fixed: Mapping[str, Any]
    origin: Origin
    manifests: str
    as_json: bool


class PhaseRun:
    """One phase of a job. ``state``: that of a checkpoint, or None at the start of the phase."""

    def __init__(self, job: Job, progress: Progress, state: Mapping[str, Any] | None) -> None:
        self._job, self._progress = job, progress
        self._options, self._phase = job.options, job.options.phases[progress.phase]
        model = job.module.model
        if state is not None:
            model.load_state_dict(state["model"])
        set_trainable(model, self._phase)
        self._average = averaged(model, self._options.ema) if self._options.ema else None
        self._optimiser = make_optimiser(model, self._phase)
        wrapped, stepped = job.fabric.setup(job.module, self._optimiser)
        self._wrapped, self._stepped = wrapped, stepped
        if self._average is not None:
            self._average.to(job.fabric.device)
        if state is not None and state["optimiser"]:
            self._optimiser.load_state_dict(state["optimiser"])
            job.fabric.strategy.precision.load_state_dict(state["scaler"])
            if self._average is not None:
                self._average.load_state_dict(state["average"])
        self._sums = torch.tensor(progress.sums if job.fabric.global_rank == 0 else [0.0] * 3, dtype=torch.float64)
        self._sums = self._sums.to(job.fabric.device, torch.float32 if job.fabric.device.type == "mps" else None)
        self._saved = time.monotonic()

    def run(self) -> None:
        """Train to the end of the phase and load the kept weights into the job's network."""
        while self._progress.epoch < self._phase.epochs and not self._progress.watch.stops(self._phase):
            began = time.monotonic() - self._progress.seconds
            size = self._train_epoch(began)
            figures = self._epoch_figures()
            self._finish_epoch(figures, size, time.monotonic() - began)
        self._job.fabric.barrier()
        self._job.module.model.load_state_dict(self._job.checkpoints.load_best(self._progress))

    def _train_epoch(self, began: float) -> int:
        """Train the rest of the epoch. Returns the size of its last images."""
        progress, batches = self._progress, self._job.batches
        batches.go_to(progress.count, progress.batches)
        set_mode(self._job.module.model, self._phase)
        size = self._options.image_size
        for images, labels in self._job.train:
            size = self._step(images, labels)
            progress.batches += 1
            if progress.batches < len(batches) and self._due():
                progress.seconds = time.monotonic() - began
                self._save()
        return size

    def _step(self, images: Tensor, labels: Tensor) -> int:
        fabric, options, progress = self._job.fabric, self._options, self._progress
        rng = np.random.default_rng([options.seed, progress.count, progress.batches, fabric.global_rank, 1])
        torch.manual_seed(int(rng.integers(2**62)))  # for dropout
        step, steps = progress.epoch * len(self._job.batches) + progress.batches, len(self._job.batches)
        for group in self._optimiser.param_groups:
            group["lr"] = rate(self._phase, step, steps, progress.watch)
        size = size_at(self._phase, step, steps, options.image_size)
        images = shrunk(images.to(fabric.device, non_blocking=True), size)
        labels = labels.to(fabric.device, non_blocking=True)
        others, share = labels, 1.0
        if options.mixup > 0:
            share = float(rng.beta(options.mixup, options.mixup))
            order = torch.from_numpy(rng.permutation(len(labels))).to(fabric.device)
            images, others = share * images.float() + (1 - share) * images[order].float(), labels[order]
        logits = self._wrapped(images).float()
        loss = loss_of(logits, labels, others, share, self._job.class_weights, options.label_smoothing)
        if self._job.teacher is not None:
            loss = (1 - options.distil) * loss + options.distil * divergence(logits, self._job.teacher(images))
        fabric.backward(loss)
        if options.clip > 0:
            fabric.clip_gradients(self._wrapped, self._stepped, max_norm=options.clip, error_if_nonfinite=False)
        self._stepped.step()
        self._stepped.zero_grad()
        if self._average is not None:
            self._average.update_parameters(self._job.module.model)
        hits = (logits.detach().argmax(1) == labels).sum()
        self._sums += torch.stack((loss.detach() * len(labels), hits, torch.full_like(hits, len(labels)))).to(
            self._sums
        )
        return size

    def _due(self) -> bool:
        """Whether a checkpoint is due; all processes agree, because each contributes to its sums."""
        every = self._options.checkpoint_steps
        if every:
            return self._progress.batches % every == 0
        late = time.monotonic() - self._saved > 60 * self._options.checkpoint_minutes
        if self._job.fabric.world_size == 1:
            return late
        return self._progress.batches % 20 == 0 and bool(self._job.fabric.broadcast(late))

    def _save(self) -> None:
        fabric = self._job.fabric
        self._saved = time.monotonic()
        self._progress.sums = cast(Tensor, fabric.all_reduce(self._sums.clone(), reduce_op="sum")).tolist()
        if fabric.global_rank == 0:
            state = {
                "model": self._job.module.model.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "average": self._average.state_dict() if self._average is not None else {},
                "scaler": fabric.strategy.precision.state_dict(),
                "origin": asdict(self._job.origin),
            }
            self._job.checkpoints.save(self._progress, dict(self._job.fixed), state)

    def _network(self) -> WBCNet:
        """Return the network that is validated and kept."""
        return cast(WBCNet, self._average.module) if self._average is not None else self._job.module.model

    def _epoch_figures(self) -> dict[str, float]:
        loss, hits, count = cast(Tensor, self._job.fabric.all_reduce(self._sums.clone(), reduce_op="sum")).tolist()
        found = {"loss": loss / count, "accuracy": hits / count, **validated(self._job, self._network())}
        if not all(math.isfinite(value) for value in found.values()):
            raise OptionError(
                f"The loss of epoch {self._progress.count + 1} is not finite: resume with a lower learning_rate."
            )
        return found

    def _finish_epoch(self, figures: Mapping[str, float], size: int, seconds: float) -> None:
        job, progress = self._job, self._progress
        row = {"epoch": str(progress.count), "phase": str(progress.phase + 1)}
        row |= {name: f"{value:.6f}" for name, value in figures.items()}
        row["learning_rate"] = f"{self._optimiser.param_groups[0]['lr']:.3e}"
        row |= {"size": str(size), "seconds": f"{seconds:.1f}"}
        lower = progress.watch.see(figures["val_loss"], progress.epoch, self._phase)
        kept = self._is_kept(figures["val_balanced_accuracy"], lower) or not progress.best
        row["kept"] = str(int(kept))
        if kept:
            if job.fabric.global_rank == 0:
                weights = {k: v.detach().cpu() for k, v in self._network().state_dict().items()}
                job.checkpoints.save_best(progress, weights)
            progress.best = job.fabric.broadcast(progress.best)
        progress.rows.append(row)
        progress.epoch, progress.batches, progress.seconds = progress.epoch + 1, 0, 0.0
        self._sums.zero_()
        if job.fabric.global_rank == 0:
            write_history(job.run / "history.csv", progress.rows)
            report_epoch(row, *self._left(), job.as_json)
        self._save()

    def _is_kept(self, accuracy: float, lower_loss: bool) -> bool:
        """Whether the epoch's weights replace the weights kept so far."""
        if self._phase.keep != "accuracy":
            return lower_loss or self._phase.keep == "last"
        phase = str(self._progress.phase + 1)
        before = [float(r["val_balanced_accuracy"]) for r in self._progress.rows if r["phase"] == phase]
        return float(f"{accuracy:.6f}") > max(before, default=-1.0)  # rows have six decimals

    def _left(self) -> tuple[int, float]:
        """Return the epochs of the whole run and the seconds left, both at most: phases may end early."""
        progress, phases = self._progress, self._options.phases
        mine = [float(row["seconds"]) for row in progress.rows if row["phase"] == str(progress.phase + 1)]
        ahead = sum(p.epochs for p in phases[progress.phase :]) - progress.epoch
        return progress.count + ahead, ahead * sum(mine) / len(mine)


@torch.no_grad()
def validated(job: Job, network: WBCNet) -> dict[str, float]:
    """Return loss, accuracy and balanced accuracy on the validation images of all processes."""
    fabric, classes = job.fabric, network.classes
    for buffer in network.buffers():  # processes saw different images: use the average
        if fabric.world_size > 1 and buffer.is_floating_point():
            buffer.copy_(cast(Tensor, fabric.all_reduce(buffer.clone(), reduce_op="mean")))
    network.eval()
    loss = torch.zeros((), device=fabric.device)
    confusion = torch.zeros(classes * classes, device=fabric.device)
    for images, labels in job.validation:
        labels = labels.to(fabric.device)
        with fabric.autocast():
            logits = network(job.module.normalised(images.to(fabric.device))).float()
        loss += torch.nn.functional.cross_entropy(logits, labels, reduction="sum")
        confusion += torch.bincount(labels * classes + logits.argmax(1), minlength=classes * classes)
    loss = cast(Tensor, fabric.all_reduce(loss, reduce_op="sum"))
    table = cast(Tensor, fabric.all_reduce(confusion, reduce_op="sum")).cpu().double().view(classes, classes)
    there = table.sum(1) > 0
    recall = table.diag()[there] / table.sum(1)[there]
    return {
        "val_loss": float(loss) / float(table.sum()),
        "val_accuracy": float(table.trace() / table.sum()),
        "val_balanced_accuracy": float(recall.mean()),
    }
