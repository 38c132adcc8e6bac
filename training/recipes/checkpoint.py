"""Checkpoints of a run: written atomically, and read as tensors and numbers only."""

from __future__ import annotations

import os
import pickle
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from training.recipes.options import OptionError
from training.recipes.schedule import Watch


@dataclass(slots=True)
class Progress:
    """The position of a run: phase and epoch in it (from 0), finished batches of that epoch and their sums.

    ``past``: epochs of earlier phases. ``best``: the file with the phase's best weights. ``rows``: the lines of
    history.csv so far.
    """

    phase: int = 0
    epoch: int = 0
    past: int = 0
    batches: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    seconds: float = 0.0
    best: str = ""
    watch: Watch = field(default_factory=Watch)
    rows: list[dict[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Finished epochs of all phases."""
        return self.past + self.epoch


class Checkpoints:
    """The folder ``checkpoints`` of a run: ``last.pt`` and the best weights of the current phase."""

    def __init__(self, run: Path) -> None:
        self.folder = run / "checkpoints"
        self._last = self.folder / "last.pt"

    def clear(self) -> None:
        """Delete all checkpoints, so that a later resume does not continue another run."""
        for file in self.folder.glob("*.pt"):
            file.unlink()

    def save(self, progress: Progress, fixed: dict[str, Any], state: dict[str, Any]) -> None:
        """Write ``last.pt`` atomically."""
        _write(self._last, {"fixed": fixed, "progress": asdict(progress), **state})
        for file in self.folder.glob("best-*.pt"):
            if file.name != progress.best:
                file.unlink(missing_ok=True)

    def load(self, fixed: dict[str, Any]) -> tuple[Progress, dict[str, Any]] | None:
        """Return the content of ``last.pt``, or None. Raises :class:`OptionError` if the run has other options."""
        if not self._last.exists():
            return None
        found = _read(self._last)
        for name, value in fixed.items():
            if found["fixed"].get(name, value) != value:  # options newer than the run are ignored
                raise OptionError(
                    f"This run cannot be resumed: it was started with another {name}. Use that again, or another --out."
                )
        values = dict(found["progress"])
        return Progress(**{**values, "watch": Watch(**values["watch"])}), found

    def save_best(self, progress: Progress, weights: dict[str, torch.Tensor]) -> None:
        """Write the phase's best weights; the file before is deleted after ``last.pt`` names this one."""
        progress.best = f"best-{progress.phase + 1}-{progress.epoch:05d}.pt"
        _write(self.folder / progress.best, weights)

    def load_best(self, progress: Progress) -> dict[str, torch.Tensor]:
        """Return the phase's best weights."""
        return _read(self.folder / progress.best)


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    with unfinished.open("wb") as opened:
        torch.save(content, opened)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise OptionError(f"The checkpoint {file} is damaged ({str(error).splitlines()[0]}): start again.") from None
    return found
