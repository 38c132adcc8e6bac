"""Read a run's history over all phases for the training curves; columns may be missing."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_NAMES = {
    "train_loss": ("train_loss", "loss"),
    "train_accuracy": ("train_accuracy", "train_acc", "accuracy"),
    "val_loss": ("val_loss",),
    "val_accuracy": ("val_accuracy", "val_acc"),
    "learning_rate": ("learning_rate", "lr"),
    "kept": ("kept",),
}


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch: its phase, its number in the run (from 1), and its figures by name (nan: unknown)."""

    phase: str
    number: int
    figures: dict[str, float]


def read_curves(file: Path) -> list[Epoch]:
    """Return the epochs of a ``history.csv`` in order; none if it cannot be read or is empty."""
    try:
        with file.open(newline="", encoding="utf-8") as opened:
            rows = [row for row in csv.DictReader(opened) if row.get("epoch")]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return [
        Epoch((row.get("phase") or "1").strip(), number, {key: _figure(row, names) for key, names in _NAMES.items()})
        for number, row in enumerate(rows, 1)
    ]


def borders(epochs: Sequence[Epoch]) -> list[float]:
    """Return where new phases begin (3.5: after the third epoch)."""
    return [a.number + 0.5 for a, b in pairwise(epochs) if a.phase != b.phase]


def phases(epochs: Sequence[Epoch]) -> list[dict[str, Any]]:
    """Return the paper's Table 2: for each phase the number of epochs, the epoch whose weights were kept, its figures.

    Without the column ``kept`` it is the epoch with the lowest validation loss.
    """
    table = []
    for phase in dict.fromkeys(e.phase for e in epochs):
        mine = [e for e in epochs if e.phase == phase]
        least = min(mine, key=lambda e: (math.isnan(e.figures["val_loss"]), e.figures["val_loss"], e.number))
        best = next((e for e in reversed(mine) if e.figures["kept"] == 1), least)
        figures = {k: None if math.isnan(v) else v for k, v in best.figures.items() if k != "kept"}
        table.append({"phase": phase, "epochs": len(mine), "best_epoch": best.number, **figures})
    return table


def _figure(row: dict[str, Any], names: Sequence[str]) -> float:
    for name in names:
        try:
            return float(row[name])
        except (KeyError, TypeError, ValueError):
            continue
    return math.nan
