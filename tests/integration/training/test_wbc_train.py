"""wbc-train from the shell: prepare, fit, evaluate, publish on a tiny set of drawn cells."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.cli import main
from training.core.model_file import read_card

SETTINGS = ("width=8", "image_size=32", "batch=4", "draws=16", "validate_on=8", "learning_rate=2e-3", "colour=0.2")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes that differ by colour, twelve cells of each, prepared by the command."""
    root = tmp_path_factory.mktemp("set")
    random = np.random.default_rng(0)
    for label, tint in (("neutrophil", 90), ("lymphocyte", 0)):
        (root / "in" / label).mkdir(parents=True)
        for n in range(12):
            image = random.integers(60, 120, (40, 40, 3)).astype(np.uint8) + np.array(
                [tint, 12 * n, 90 - tint], np.uint8
            )
            Image.fromarray(image).save(root / "in" / label / f"{n}.png")
    assert main(["prepare", str(root / "in"), "--out", str(root / "out")]) == 0
    return root / "out" / "manifest.csv"


def fit(manifest: Path, run: Path, *more: str) -> list[str]:
    settings = [part for s in SETTINGS for part in ("--set", s)]
    return ["fit", str(manifest), "--out", str(run), "--recipe", "smoke", "--device", "cpu", *settings, *more]


def epochs(run: Path) -> list[int]:
    file = run / "history.csv"
    if not file.exists():
        return []
    with file.open(newline="") as opened:
        return [int(row["epoch"]) for row in csv.DictReader(opened)]


def test_fit_and_evaluate_end_to_end(manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert main([*fit(manifest, run), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert epochs(run) == [0, 1]
    card = read_card(run / "model.safetensors")
    assert card.codes == ("NEU", "LYM")
    assert card.input_size == 32
    assert 0.2 <= card.temperature <= 5
    assert card.training_data["images"].keys() == {"NEU", "LYM"}
    out = tmp_path / "judged"
    assert main(["evaluate", done["model"], str(manifest), "--out", str(out), "--json", "--device", "cpu"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result == json.loads((out / "evaluation.json").read_text())
    assert np.sum(result["confusion_matrix"]) == result["n"] > 0
    assert result["accuracy_ci95"][0] <= result["accuracy"] <= result["accuracy_ci95"][1]
    assert result["model_sha256"] == done["sha256"]
    assert {"ece", "macro_f1", "macro_f1_ci95", "balanced_accuracy", "per_class", "manifest_sha256"} <= result.keys()
    assert result["leakage"]["pairs_checked"] > 0
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "confusion.png").exists()
    shipped = tmp_path / "shipped.safetensors"
    publish = ["publish", done["model"], "--name", "mine", "--evaluation", f"drawn={out / 'evaluation.json'}"]
    assert main([*publish, "--out", str(shipped)]) == 0
    card = read_card(shipped)
    assert card.name == "mine"
    assert card.evaluation["drawn"]["accuracy"] == result["accuracy"]
    assert f"{result['accuracy']:.3f}" in shipped.with_suffix(".md").read_text()
    learned = tmp_path / "val.json"
    learned.write_text(json.dumps({**result, "split": "val"}))
    tuned = ["publish", done["model"], "--name", "x", "--evaluation", f"drawn={learned}"]
    assert main([*tuned, "--out", str(tmp_path / "x.safetensors")]) == 2
    assert "neither for training nor for tuning" in capsys.readouterr().err
    other = ["publish", str(shipped), "--name", "x", "--evaluation", f"drawn={out / 'evaluation.json'}"]
    assert main([*other, "--out", str(tmp_path / "x.safetensors")]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["prepare", "nowhere.zip", "--out", "{tmp}/o"], "no file or folder"),
        (["fit", "nowhere.csv", "--out", "{tmp}/r"], "cannot be read"),
        (["fit", "{manifest}", "--out", "{tmp}/r", "--recipe", "magic"], "no recipe magic"),
        (["fit", "{manifest}", "--out", "{tmp}/r", "--recipe", "smoke", "--init", "nowhere"], "is not there"),
        (["evaluate", "nowhere.safetensors", "{manifest}", "--out", "{tmp}/e"], "is not there"),
    ],
)
def test_errors_are_one_sentence(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    filled = [a.replace("{tmp}", str(tmp_path)).replace("{manifest}", str(manifest)) for a in arguments]
    assert main(filled) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert not shown.out
