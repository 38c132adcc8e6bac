"""A run's history over both phases, read for the training curves; tolerant of columns that are missing."""

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
    """One epoch: the phase it was of, its number within the run (from 1), and its figures by name (nan: unknown)."""

    phase: str
    number: int
    figures: dict[str, float]


def read_curves(file: Path) -> list[Epoch]:
    """The epochs of a ``history.csv`` in the order they were run; none when it cannot be read or holds none."""
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
    """Between which epochs a new phase begins (3.5: after the third)."""
    return [a.number + 0.5 for a, b in pairwise(epochs) if a.phase != b.phase]


def phases(epochs: Sequence[Epoch]) -> list[dict[str, Any]]:
    """The paper's Table 2: of each phase its epochs, the one whose weights it left, and that one's figures.

    That is the last one that the history says was kept, or the one of the least validation loss where it says nothing.
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
