"""A history over two phases, with current and older column names."""

from __future__ import annotations

import math
from pathlib import Path

from training.recipes.curves import borders, phases, read_curves

FULL = """phase,epoch,train_loss,train_acc,val_loss,val_acc,lr
1,0,1.0,0.5,0.9,0.6,1e-3
1,1,0.8,0.6,0.7,0.7,1e-3
1,2,0.7,0.7,0.8,0.65,1e-3
2,3,0.5,0.8,0.4,0.9,1e-5
"""


def test_phases_their_best_epochs_and_their_border(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text(FULL)
    epochs = read_curves(file)
    assert [e.number for e in epochs] == [1, 2, 3, 4]
    assert borders(epochs) == [3.5]
    first, second = phases(epochs)
    assert (first["phase"], first["epochs"], first["best_epoch"]) == ("1", 3, 2)
    assert (first["train_accuracy"], first["val_accuracy"], first["val_loss"]) == (0.6, 0.7, 0.7)
    assert (second["best_epoch"], second["val_accuracy"]) == (4, 0.9)


def test_kept_epoch_is_shown_regardless_of_its_loss(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("epoch,phase,val_loss,kept\n0,1,0.5,1\n1,1,0.7,0\n2,1,0.6,1\n3,1,0.9,0\n")
    (only,) = phases(read_curves(file))
    assert (only["best_epoch"], only["val_loss"]) == (3, 0.6)
    assert "kept" not in only


def test_columns_may_be_missing_or_empty(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("epoch,loss,accuracy,val_loss\n0,1.0,0.4,\n1,0.9,0.5,0.8\n")
    epochs = read_curves(file)
    assert [e.phase for e in epochs] == ["1", "1"]
    assert math.isnan(epochs[0].figures["val_loss"])
    assert math.isnan(epochs[0].figures["val_accuracy"])
    assert epochs[1].figures["train_accuracy"] == 0.5
    (only,) = phases(epochs)
    assert only["best_epoch"] == 2
    assert only["val_accuracy"] is None
    assert borders(epochs) == []


def test_missing_history_has_no_epochs(tmp_path: Path) -> None:
    assert read_curves(tmp_path / "history.csv") == []
    (tmp_path / "history.csv").write_bytes(b"\xff\xfe\x00")
    assert read_curves(tmp_path / "history.csv") == []
    (tmp_path / "history.csv").write_text("epoch,loss\n")
    assert read_curves(tmp_path / "history.csv") == []
