"""SIGKILL to the real training at random moments: the resumed run makes the same candidate as an undisturbed one."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from home_laboratory import draw_slide, home_model

from training.core.corrections import Correction, to_csv

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

KILLS, EACH, PATIENCE_S = 3, 30, 240


@pytest.fixture
def laboratory(tmp_path: Path) -> Path:
    """A folder with a model, its replay file, and three slides of another stain."""
    home_model(tmp_path)
    for number in range(3):
        draw_slide(tmp_path / f"slide {number}", EACH, 1000 * number)
    return tmp_path


def make_run(laboratory: Path, name: str) -> Path:
    """Make the folder of a run that learns from two slides and is compared on the third."""
    folder, model = laboratory / name, laboratory / "home.safetensors"
    folder.mkdir()
    rows = []
    for number in range(3):
        for path in sorted((laboratory / f"slide {number}").iterdir()):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            side, cell = ("test" if number == 2 else "train"), len(rows) + 1
            rows.append(
                Correction(
                    path=str(path),
                    label=path.name[:3],
                    split=side,
                    group=f"slide {number}",
                    laboratory="Here",
                    sha256=digest,
                    page=0,
                    bits=(),
                    crop=None,
                    box=None,
                    cell=cell,
                    digest=digest[:16],
                    confirmed=False,
                )
            )
    (folder / "manifest.csv").write_bytes(to_csv(rows))
    options = {
        "version": 1,
        "model": str(model),
        "model_sha256": sha256(model),
        "model_name": "home",
        "strength": "quick",
        "device": "cpu",
        "name": "ours",
        "laboratory": "Here",
        "started_at": "2026-11-28T23:15:00+00:00",
        "program_version": "tests",
        "replay": str(model.with_suffix(".replay")),
    }
    (folder / "options.json").write_text(json.dumps(options), encoding="utf-8")
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def start(folder: Path, environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "training", "finetune", str(folder), *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def weights(folder: Path) -> dict[str, bytes]:
    from safetensors.numpy import load_file

    return {name: value.tobytes() for name, value in load_file(folder / "candidate.safetensors").items()}


def test_killed_training_makes_the_same_candidate(laboratory: Path, child_environment: dict[str, str]) -> None:
    environment = {**child_environment, "OMP_NUM_THREADS": "1"}
    whole, killed = make_run(laboratory, "whole"), make_run(laboratory, "killed")
    model = sha256(laboratory / "home.safetensors")
    assert start(whole, environment).wait(PATIENCE_S) == 0
    chance, words = random.Random(15), list[str]()
    for _ in range(KILLS):
        process = start(killed, environment, *words)
        before, until = size(killed), time.monotonic() + PATIENCE_S
        while size(killed) == before and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)  # a moment counted from the start would be during the imports
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        process.wait()
        assert sha256(laboratory / "home.safetensors") == model
        words = ["--resume"]
        if (killed / "result.json").exists():
            break
    else:
        assert start(killed, environment, "--resume").wait(PATIENCE_S) == 0
    assert weights(killed) == weights(whole)
    results = [json.loads((folder / "result.json").read_bytes()) for folder in (whole, killed)]
    assert results[0]["gate"] == results[1]["gate"]


def size(folder: Path) -> int:
    """Return the length of the progress of a run."""
    path = folder / "progress.jsonl"
    return path.stat().st_size if path.exists() else 0
