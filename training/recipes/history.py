"""One line an epoch: to history.csv for good, and to whoever watches."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import lightning

COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy", "learning_rate", "seconds")


class History(lightning.Callback):
    """Appends to ``file``, so that a resumed run goes on in it; lines of epochs that are run again are dropped."""

    def __init__(self, file: Path, epochs: int, as_json: bool) -> None:
        self._file, self._epochs, self._json = file, epochs, as_json
        self._began = 0.0
        self._started = time.monotonic()
        self._first = 0

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Keep the lines of the epochs that the checkpoint has behind it."""
        self._first = trainer.current_epoch
        self._started = time.monotonic()
        kept = [r for r in read_history(self._file) if int(r["epoch"]) < self._first]
        with self._file.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(kept)

    def on_train_epoch_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Note when the epoch began."""
        self._began = time.monotonic()

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Write the epoch's line (validation has run by now)."""
        found = trainer.callback_metrics
        row: dict[str, Any] = {"epoch": trainer.current_epoch}
        for name in COLUMNS[1:6]:
            row[name] = round(float(found[name]), 6) if name in found else ""
        row["learning_rate"] = f"{trainer.optimizers[0].param_groups[0]['lr']:.3e}"
        row["seconds"] = round(time.monotonic() - self._began, 1)
        with self._file.open("a", newline="", encoding="utf-8") as file:
            csv.DictWriter(file, COLUMNS).writerow(row)
        done = trainer.current_epoch + 1
        pace = (time.monotonic() - self._started) / max(done - self._first, 1)
        self._tell(row, (self._epochs - done) * pace)

    def _tell(self, row: dict[str, Any], seconds_left: float) -> None:
        if self._json:
            print(
                json.dumps({"event": "epoch", **row, "seconds_left": round(seconds_left)}), file=sys.stderr, flush=True
            )
            return
        print(
            f"epoch {row['epoch'] + 1}/{self._epochs}: loss {row['loss']}, accuracy {row['accuracy']}, validation"
            f" {row['val_accuracy']} (balanced {row['val_balanced_accuracy']}), {seconds_left / 60:.0f} min left",
            file=sys.stderr,
            flush=True,
        )


def read_history(file: Path) -> list[dict[str, str]]:
    """The lines of a history.csv; none when there is no such file."""
    if not file.exists():
        return []
    with file.open(newline="", encoding="utf-8") as opened:
        return [row for row in csv.DictReader(opened) if row.get("epoch", "").isdigit()]
