"""A computer without torch classifies, shows heatmaps, opens the window, and says that training needs torch."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from foreign_model import make_foreign
from no_torch import without_torch

from wbc_desktop.inference.device import choose_device

pytestmark = pytest.mark.slow

SlideFolder = Callable[..., Path]
CELLS = 24
STAIN = {"mean": [60.0, 20.0, -15.0], "deviation": [12.0, 8.0, 6.0]}


@pytest.fixture
def environment(child_environment: dict[str, str], data_dir_path: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a child process that cannot import torch, with its own data directory."""
    own = {"WBC_DATA_DIR": str(data_dir_path), "QT_QPA_PLATFORM": "offscreen"}
    return without_torch(child_environment | own, tmp_path / "hook")


def call(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=240, check=False)


def test_folder_is_classified_with_heatmaps_and_adapted_to_its_stain(
    environment: dict[str, str], slide_folder: SlideFolder, tiny_model: Path, data_dir_path: Path, tmp_path: Path
) -> None:
    model, table, report = tmp_path / "m.safetensors", tmp_path / "cells.csv", tmp_path / "report.pdf"
    make_foreign(tiny_model, model, STAIN)
    words = ["classify", str(slide_folder(CELLS)), "--model", str(model), "--csv", str(table), "--pdf", str(report)]
    done = call("wbc_desktop", *words, "--json", env=environment)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["classified"], result["device"], result["engine"]) == (CELLS, "cpu", "onnxruntime")
    assert (result["unlike"]["announced"], result["unlike"]["adapted"]) == (True, CELLS)
    with table.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == CELLS
    assert report.read_bytes().startswith(b"%PDF")
    with sqlite3.connect(data_dir_path / "wbc.sqlite3") as connection:
        (maps,) = connection.execute("SELECT count(*) FROM preclassification_maps").fetchone()
    assert maps >= CELLS


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from wbc_desktop import app
from wbc_desktop.runtime.paths import resolve_data_dir
from wbc_desktop.store.engine import open_database
data_dir = resolve_data_dir(None)
data_dir.create()
application = app.make_application()
database = open_database(data_dir.database_url)
window = app.build(database, data_dir)
window.show()
window.repaint()
print(window.isVisible())
app.dispose(window)
database.close()
"""


def test_window_opens(environment: dict[str, str], data_dir_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("True", 0), done.stderr


def test_installed_torch_is_not_imported_for_a_cpu(
    child_environment: dict[str, str], slide_folder: SlideFolder, tiny_model: Path, data_dir_path: Path
) -> None:
    own = child_environment | {"WBC_DATA_DIR": str(data_dir_path)}
    command = [sys.executable, "-X", "importtime", "-m", "wbc_desktop", "classify", str(slide_folder(2))]
    command += ["--model", str(tiny_model), "--device", "auto" if choose_device("auto").device == "cpu" else "cpu"]
    done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=240, check=True)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "onnxruntime" in imported
    assert not imported & {"torch", "torchvision", "onnx", "PySide6"}


def test_doctor_finds_no_fault_and_names_the_engine(environment: dict[str, str], data_dir_path: Path) -> None:
    found = json.loads(call("wbc_desktop", "doctor", "--json", env=environment).stdout)
    assert found["engine"]["engine"] == "onnxruntime"
    assert found["device"]["device"] == "cpu"
    assert not [finding for finding in found["findings"] if "torch" in finding]


def test_gpu_that_is_asked_for_is_refused_in_one_sentence(
    environment: dict[str, str], slide_folder: SlideFolder, tiny_model: Path
) -> None:
    words = ["classify", str(slide_folder(1)), "--model", str(tiny_model), "--device", "cuda"]
    done = call("wbc_desktop", *words, env=environment)
    assert done.returncode == 2
    assert "A GPU needs torch" in done.stderr
    assert "pip install torch torchvision" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_fine_tuning_says_how_to_install_torch(environment: dict[str, str], data_dir_path: Path) -> None:
    done = call("wbc_desktop", "finetune", env=environment)
    assert done.returncode == 2
    assert "Fine-tuning needs torch, torchvision" in done.stderr
    assert "pip install torch torchvision" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_training_program_says_how_to_install_torch(environment: dict[str, str], tmp_path: Path) -> None:
    done = call(
        "training", "evaluate", str(tmp_path / "m"), str(tmp_path / "n"), "--out", str(tmp_path), env=environment
    )
    assert done.returncode == 2
    assert "pip install torch" in done.stderr
    assert len(done.stderr.splitlines()) == 1
