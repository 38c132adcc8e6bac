"""Rules for the learning rate, the image size and the end of a phase."""

from __future__ import annotations

import math
from dataclasses import dataclass

from training.recipes.options import Phase, size_steps


@dataclass(slots=True)
class Watch:
    """The state of early stopping and of the plateau rule."""

    best: float = math.inf
    best_epoch: int = -1
    since_best: int = 0
    since_cut: int = 0
    cuts: int = 0

    def see(self, loss: float, epoch: int, phase: Phase) -> bool:
        """Record the epoch's validation loss; return whether it is the best so far (NaN never is)."""
        if loss < self.best:
            self.best, self.best_epoch, self.since_best, self.since_cut = loss, epoch, 0, 0
            return True
        self.since_best += 1
        self.since_cut += 1
        if phase.schedule == "plateau" and self.since_cut >= phase.plateau_patience:
            self.since_cut = 0
            self.cuts += 1
        return False

    def stops(self, phase: Phase) -> bool:
        """Whether the phase ends because the loss did not improve for ``patience`` epochs."""
        return self.since_best >= phase.patience


def rate(phase: Phase, step: int, steps_an_epoch: int, watch: Watch) -> float:
    """Return the learning rate of a step, counted from the start of the phase."""
    total = steps_an_epoch * phase.epochs
    rise = min(1.0, (step + 1) / max(steps_an_epoch, 1))
    if phase.schedule == "plateau":
        return max(phase.learning_rate * phase.factor**watch.cuts, min(phase.lowest_rate, phase.learning_rate))
    if phase.schedule == "warmup-flat-linear":
        fall = (total - step) / max(phase.cooldown * total, 1.0)
        share = min(rise, fall)
    elif phase.schedule == "cosine":
        share = rise * 0.5 * (1 + math.cos(math.pi * min(step / max(total, 1), 1.0)))
    else:
        share = 1.0
    return phase.learning_rate * max(share, 1e-4)


def size_at(phase: Phase, step: int, steps_an_epoch: int, full: int) -> int:
    """Return the side of training images in pixels at a step, counted from the start of the phase."""
    done = step / max(steps_an_epoch * phase.epochs, 1)
    return next((size for size, share in size_steps(phase.sizes) if done < share), full)
