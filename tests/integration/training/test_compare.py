"""The comparison on a tiny set: all rows, two seeds, interrupted in a run and resumed with the same figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from PIL import Image
from pypdf import PdfReader

from training.cli import main
from training.core.model_file import load_model
from training.data.manifest import Sample, write_manifest
from training.recipes import trainer
from training.recipes.comparison import FIGURES
from training.recipes.leukocyte_cells import cut_out_cells
from training.recipes.leukocyte_features import backbone, deep_features, turned
from training.recipes.recipes import options_for

pytestmark = pytest.mark.timeout(900)
TINY = ("width=8", "image_size=32", "batch=8", "dropout=0", "draws=32", "validate_on=0", "learning_rate=3e-3")
ROWS = "leukocyte,plain,cbam,blocks"
Result = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lymphocytes with a round nucleus, neutrophils with three lobes; 24, 8 and 8 of each; two tests are copies."""
    root, samples = tmp_path_factory.mktemp("smears"), []
    for label in ("NEU", "LYM"):
        for n in range(40):
            split = "train" if n < 24 else "val" if n < 32 else "test"
            part = "TEST" if split == "test" else "TRAIN"
            path = root / part / label / f"{n}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(smear(label, 0 if n == 39 else n)).save(path)
            samples.append(Sample(path, label, split, f"{label}{n}"))
    write_manifest(samples, root / "manifest.csv")
    return root / "manifest.csv"


def smear(label: str, n: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    random = np.random.default_rng([n, label == "NEU"])
    image = np.full((90, 120, 3), (235, 225, 225), np.uint8)
    for _ in range(5):
        cv2.circle(image, tuple(int(v) for v in random.integers(0, (120, 90))), 9, (225, 165, 170), -1)
    x, y = (int(v) for v in random.integers((40, 30), (80, 60)))
    cv2.circle(image, (x, y), 20, (205, 195, 225), -1)
    if label == "LYM":
        cv2.circle(image, (x, y), 13, (90, 50, 140), -1)
    else:
        for dx, dy in ((-8, -5), (8, -5), (0, 9)):
            cv2.circle(image, (x + dx, y + dy), 6, (130, 60, 150), -1)
    # Light of its own, so that only real copies are alike by colour.
    shade = random.uniform(0.6, 1.0, 3) if n != 5 else (1, 1, 1)
    return np.clip(image * shade + random.normal(0, 2, image.shape), 0, 255).astype(np.uint8)


def compare(manifest: Path, out: Path, *more: str, seeds: int = 2, rows: str = ROWS) -> list[str]:
    settings = [part for s in TINY for part in ("--set", s)]
    common = ["--recipe", "smoke", "--init", "random", "--device", "cpu", "--seeds", str(seeds), "--rows", rows]
    return ["compare", str(manifest), "--out", str(out), *common, *settings, *more]


@pytest.fixture(scope="module")
def unbroken(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("unbroken")
    assert main(compare(manifest, out)) == 0
    return out, json.loads((out / "comparison.json").read_text())


def figures(result: Result) -> list[Any]:
    return [([row[name] for name in FIGURES], [run.get("val_loss") for run in row["runs"]]) for row in result["rows"]]


def test_table_holds_all_rows_seeds_and_differences(unbroken: tuple[Path, Result]) -> None:
    out, result = unbroken
    assert [row["row"] for row in result["rows"]] == ROWS.split(",")
    assert result["seeds"] == [0, 1]
    assert len(result["paired"]) == 6
    for row in result["rows"]:
        accuracies = [run["accuracy"] for run in row["runs"]]
        assert row["accuracy"]["mean"] == pytest.approx(np.mean(accuracies))
        assert row["accuracy"]["sd"] == pytest.approx(np.std(accuracies, ddof=1))
        for run in row["runs"]:
            assert np.sum(run["confusion_matrix"]) == result["n"] == 16
            lies = out / row["row"] / f"seed-{run['seed']}"
            assert json.loads((lies / "evaluation.json").read_text())["accuracy"] == run["accuracy"]
            assert (lies / "model.safetensors").exists() == (row["row"] != "leukocyte")
            assert not (lies / "checkpoints").exists()
    assert result["protocol"] == "folders"
    assert result["rows"][0]["runs"][0]["without_a_cell"].keys() == {"train", "val", "test"}


def test_copies_of_training_images_are_reported_once_and_left_out(unbroken: tuple[Path, Result]) -> None:
    out, result = unbroken
    shared = result["leakage"]["images_in_shared_groups"]
    assert shared >= 2  # numbers 39 are copies of numbers 0
    assert result["without_shared"]["n"] == 16 - shared
    text = (out / "comparison.md").read_text()
    assert text.count(result["leakage"]["sentence"]) == 1
    assert f"{shared} of them share an original" in text


def test_comparison_writes_csv_markdown_and_pdf(unbroken: tuple[Path, Result]) -> None:
    out, result = unbroken
    with (out / "comparison.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["row"], line["seed"]) for line in lines] == [(r, s) for r in ROWS.split(",") for s in "01"]
    assert float(lines[2]["accuracy"]) == result["rows"][1]["runs"][0]["accuracy"]
    page = "\n".join(p.extract_text() for p in PdfReader(out / "comparison.pdf").pages)
    for said in ("ResNet50 + CBAM in every block", "99.95 ± 0.06", "random weights"):
        assert said in page.replace("\n", " ")


def test_finished_runs_are_not_repeated(
    manifest: Path, unbroken: tuple[Path, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    out, result = unbroken
    before = {f: f.stat().st_mtime_ns for f in out.glob("*/seed-*/*")}
    assert main([*compare(manifest, out), "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == result
    assert "seed" not in shown.err
    assert {f: f.stat().st_mtime_ns for f in out.glob("*/seed-*/*")} == before


def test_runs_with_other_inputs_are_repeated(
    manifest: Path, unbroken: tuple[Path, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    out, result = unbroken
    damaged = out / "plain" / "seed-1" / "evaluation.json"
    kept = damaged.read_text()
    damaged.write_text(kept.replace('"digest": "', '"digest": "0'))
    (out / "cbam" / "seed-0" / "model.safetensors").write_bytes(b"not what was judged")
    assert main(compare(manifest, out)) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "run " in line and " of 8" in line]
    assert [line.split(":")[0] for line in told] == ["ResNet50 + CBAM, seed 0", "ResNet50, seed 1"]
    assert figures(json.loads((out / "comparison.json").read_text())) == figures(result)


def test_interrupted_comparison_is_resumed(
    manifest: Path, unbroken: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, told = tmp_path / "out", trainer.report_epoch

    def tell(row: dict[str, str], *more: Any) -> None:
        told(row, *more)
        if row["epoch"] == "1" and (out / "cbam" / "seed-0").exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(trainer, "report_epoch", tell)
        assert main(compare(manifest, out, rows="plain,cbam")) == 130
    assert not (out / "comparison.json").exists()
    done = out / "plain" / "seed-0" / "evaluation.json"
    written = done.stat().st_mtime_ns
    seen: list[str] = []
    monkeypatch.setattr(trainer, "report_epoch", lambda row, *more: seen.append(row["epoch"]))
    assert main(compare(manifest, out, "--resume", rows="plain,cbam")) == 0
    assert done.stat().st_mtime_ns == written
    assert seen[0] == "1"  # of cbam, seed 0: its first epoch is not repeated
    assert figures(json.loads((out / "comparison.json").read_text())) == figures(unbroken[1])[1:3]


def test_features_are_the_input_of_the_head(unbroken: tuple[Path, Result], manifest: Path) -> None:
    """A model of this program brings its statistics, channel order, backbone and attention inside blocks."""
    out, _ = unbroken
    file = out / "blocks" / "seed-0" / "model.safetensors"
    options = options_for("smoke", [*TINY, "channel_order=RGB"])
    network = backbone(str(file), options, ("NEU", "LYM"))
    samples = [Sample(path, "NEU", "test", "") for path in sorted(manifest.parent.glob("TEST/NEU/*.png"))]
    cells = cut_out_cells(samples, 32, out / "cache")
    found = deep_features(network, cells, None, "cpu")
    assert found.shape == (8, 2048)
    model, card = load_model(file)
    planes = cells.images.array[..., ::-1].astype(np.float32)  # the card says BGR
    planes = (planes - np.float32(card.mean)) / np.float32(card.std)
    with torch.no_grad():
        entering = model.head.pool(model.features(torch.from_numpy(planes.transpose(0, 3, 1, 2).copy()))[0])
    assert found == pytest.approx(entering.numpy(), abs=1e-3)
    ways = deep_features(network, cells, np.arange(8), "cpu")
    assert ways[0] == pytest.approx(found[0], abs=1e-3)
    assert np.abs(ways[1:] - found[1:]).max() > 1e-2


def test_cells_have_eight_orientations() -> None:
    cell = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    assert len({turned(cell, way).tobytes() for way in range(8)}) == 8
    assert (turned(cell, 0) == cell).all()


def test_class_without_training_images_is_refused(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = manifest.with_name("odd.csv")
    odd.write_text(manifest.read_text().replace("TEST/LYM/39.png,LYM", "TEST/LYM/39.png,EOS"))
    assert main(compare(odd, tmp_path / "out")) == 2
    assert "No training image has the class EOS (1 in test)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--rows", "plain,magic"), "--rows takes"),
        (("--rows", "plain,plain"), "--rows takes"),
        (("--seeds", "0"), "--seeds takes"),
        (("--recipe", "paper"), "--init imagenet or a"),
        (("--init", "nowhere"), "is not there"),
        (("--set", "image_size=8"), "image_size"),
    ],
)
def test_invalid_comparison_is_refused_before_training(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    assert main([*compare(manifest, tmp_path / "out"), *more]) == 2
    shown = capsys.readouterr()
    assert words in shown.err.splitlines()[-1]
    assert not shown.out
    assert not list((tmp_path / "out").glob("*/seed-*/evaluation.json"))
