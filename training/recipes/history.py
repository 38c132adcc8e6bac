"""One line per epoch: in history.csv and on stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy")
COLUMNS = ("epoch", "phase", *FIGURES, "learning_rate", "size", "kept", "seconds")


def write_history(file: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write all lines atomically."""
    unfinished = file.with_name(file.name + ".part")
    with unfinished.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    unfinished.replace(file)


def report_epoch(row: dict[str, str], epochs: int, seconds_left: float, as_json: bool) -> None:
    """Report an epoch on stderr as a line of JSON or text. ``epochs``: of the whole run at most."""
    if as_json:
        whole = {"epoch", "phase", "size", "kept"}
        values = {k: int(v) if k in whole else float(v) for k, v in row.items()}
        line = json.dumps({"event": "epoch", **values, "epochs": epochs, "seconds_left": round(seconds_left)})
    else:
        line = (
            f"epoch {int(row['epoch']) + 1}/{epochs}, phase {row['phase']}: loss {row['loss']}, accuracy"
            f" {row['accuracy']}, validation {row['val_accuracy']} (balanced {row['val_balanced_accuracy']}),"
            f" {seconds_left / 60:.0f} min left at most"
        )
    print(line, file=sys.stderr, flush=True)


def report_note(text: str, as_json: bool) -> None:
    """Report a message on stderr as a line of JSON or text."""
    print(json.dumps({"event": "note", "text": text}) if as_json else text, file=sys.stderr, flush=True)
