"""Training runs on a tiny set: both phases, interruption, two processes, equal seeds. A narrow ResNet50, 32 pixels."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from training.cli import main
from training.core.images import read_image
from training.core.model_file import ModelCard, file_sha256, load_model, read_card, save_model
from training.core.network import Architecture, WBCNet
from training.core.preprocess import prepare
from training.data.manifest import Sample, read_manifest, write_manifest
from training.recipes.checkpoint import Checkpoints, Progress
from training.recipes.options import OptionError

TINY = ("width=8", "image_size=32", "batch=8", "dropout=0.1", "rotation=20")
UNTIMED = ("seconds",)
Row = dict[str, str]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes that differ by a disc's colour: 32 training, 8 validation and 8 test images."""
    root = tmp_path_factory.mktemp("cells")
    random, samples = np.random.default_rng(0), []
    rows, columns = np.mgrid[0:36, 0:36]
    for label, colour in (("NEU", (150, 60, 150)), ("LYM", (60, 60, 170))):
        for n in range(24):
            middle = random.uniform(14, 22, 2)
            disc = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < 90
            image = np.where(disc[..., None], colour, (230, 210, 220)) + random.integers(-20, 20, (36, 36, 3))
            path = root / f"{label}{n}.png"
            Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).save(path)
            samples.append(Sample(path, label, ("train", "train", "train", "train", "val", "test")[n // 4], f"g{n}"))
    write_manifest(samples, root / "manifest.csv")
    return root / "manifest.csv"


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with random weights."""
    torch.manual_seed(3)
    model = WBCNet(2, Architecture(width=8))
    classes, grey = (("NEU", "Neutrophil"), ("LYM", "Lymphocyte")), (128.0, 128.0, 128.0)
    card = ModelCard("untaught", model.architecture.name, model.architecture.to_dict(), classes, 32, "BGR", grey, grey)
    file = tmp_path_factory.mktemp("untaught") / "untaught.safetensors"
    save_model(model, card, file)
    return file


@pytest.fixture(scope="module")
def backbone(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A slightly trained model, whose norms have statistics."""
    run = tmp_path_factory.mktemp("backbone")
    settings = sets(*TINY, "epochs=8", "patience=8", "learning_rate=3e-3", "draws=80", "name=parent")
    assert main(["fit", str(manifest), "--out", str(run), "--recipe", "smoke", "--device", "cpu", *settings]) == 0
    return run / "model.safetensors"


def sets(*settings: str) -> list[str]:
    return [part for s in settings for part in ("--set", s)]


def fit(manifest: Path, run: Path, recipe: str, *more: str) -> list[str]:
    return ["fit", str(manifest), "--out", str(run), "--recipe", recipe, "--device", "cpu", *sets(*TINY), *more]


def rows(run: Path) -> list[Row]:
    with (run / "history.csv").open(newline="") as opened:
        return [{k: v for k, v in row.items() if k not in UNTIMED} for row in csv.DictReader(opened)]


def test_two_phases_of_the_paper_end_to_end(
    manifest: Path, backbone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = sets("phase1.epochs=4", "phase2.epochs=2", "phase1.learning_rate=5e-3", "phase2.learning_rate=1e-4")
    assert main([*fit(manifest, tmp_path, "paper", "--init", str(backbone), "--json"), *settings]) == 0
    shown = capsys.readouterr()
    done = json.loads(shown.out)
    lines = rows(tmp_path)
    assert [(int(r["epoch"]), int(r["phase"])) for r in lines] == [(n, 1 + (n >= 4)) for n in range(6)]
    assert [float(lines[n]["learning_rate"]) for n in (0, 4)] == [5e-3, 1e-4]
    events = [json.loads(line) for line in shown.err.splitlines() if line.startswith("{")]
    assert [e["epoch"] for e in events if e["event"] == "epoch"] == list(range(6))
    best = min((r for r in lines if r["phase"] == "2"), key=lambda r: float(r["val_loss"]))
    assert float(best["val_accuracy"]) >= 0.8, "two colours are told apart"
    assert done["val_loss"] == pytest.approx(float(best["val_loss"]), abs=1e-5)
    assert file_sha256(tmp_path / "model.safetensors") == done["sha256"]
    parent, first, last = (load_model(f)[0] for f in (backbone, tmp_path / "phase1.safetensors", done["model"]))
    frozen = "backbone.layer4.2.bn3.running_mean"
    old, new, tuned = (m.state_dict() for m in (parent, first, last))
    assert torch.equal(old[frozen], new[frozen])
    assert not torch.equal(new[frozen], tuned[frozen])
    assert torch.equal(old["backbone.conv1.weight"], tuned["backbone.conv1.weight"])
    card = read_card(done["model"])
    assert card.parent_sha256 == file_sha256(backbone)
    assert (card.architecture, card.input_size, card.training_data["phase"]) == ("ResNet50 + CBAM", 32, 2)
    assert card.options["width"] == 8


@pytest.mark.parametrize("keep", ["loss", "accuracy", "last"])
def test_phase_keeps_the_requested_weights(
    keep: str, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = sets("epochs=4", f"keep={keep}", "learning_rate=1e-2", "schedule=constant", "draws=24")
    assert main([*fit(manifest, tmp_path, "smoke", "--json"), *settings]) == 0
    done, lines = json.loads(capsys.readouterr().out), rows(tmp_path)
    chosen = {
        "loss": min(lines, key=lambda r: float(r["val_loss"])),
        "accuracy": max(lines, key=lambda r: float(r["val_balanced_accuracy"])),  # the first of equals
        "last": lines[-1],
    }[keep]
    assert [r["epoch"] for r in lines if r["kept"] == "1"][-1] == chosen["epoch"]
    assert done["val_loss"] == pytest.approx(float(chosen["val_loss"]), abs=1e-5)
    # Validation computes with 16 bits, prediction with 32.
    assert validation_loss(tmp_path / "model.safetensors", manifest) == pytest.approx(done["val_loss"], rel=0.1)


def test_all_options_together(manifest: Path, untaught: Path, tmp_path: Path) -> None:
    settings = sets(
        "attention=cbam-blocks", "ema=0.9", "mixup=0.2", "label_smoothing=0.1", "class_weights=1", "stain=1",
        "colour=1", "camera=1", "erase=0.5", "exchange=0.5", "mixstyle=0.5", "framing=leukocyte", "margin=0.25",
        "sizes=32:0.5,48:1", "image_size=48",
        "balance=archives", "draws=16", "epochs=2", "optimiser=sgd", "schedule=cosine", "learning_rate=1e-2",
    )  # fmt: skip
    assert main([*fit(manifest, tmp_path, "smoke", "--init", str(untaught)), *settings]) == 0
    assert [r["size"] for r in rows(tmp_path)] == ["32", "48"]
    assert all(np.isfinite(float(r["val_loss"])) for r in rows(tmp_path))
    assert read_card(tmp_path / "model.safetensors").architecture == "ResNet50 + CBAM in every block"


def test_same_seed_gives_the_same_history_with_any_number_of_workers(manifest: Path, tmp_path: Path) -> None:
    settings = sets("epochs=2", "draws=32", "colour=1", "mixup=0.2")
    for name, workers in (("one", "0"), ("two", "1")):
        assert main([*fit(manifest, tmp_path / name, "smoke"), *settings, *sets(f"workers={workers}")]) == 0
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    assert main([*fit(manifest, tmp_path / "other", "smoke"), *settings, *sets("seed=1", "epochs=1")]) == 0
    assert rows(tmp_path / "other")[0] != rows(tmp_path / "one")[0]


def last_checkpoint(run: Path) -> tuple[int, int]:
    """Return finished epochs and batches of the next one from the last checkpoint."""
    file = run / "checkpoints" / "last.pt"
    if not file.exists():
        return (0, 0)
    found = torch.load(file, weights_only=True)["progress"]
    return found["past"] + found["epoch"], found["batches"]


@pytest.mark.timeout(900)
def test_resumed_run_takes_the_same_steps(
    manifest: Path, untaught: Path, tmp_path: Path, child_environment: dict[str, str]
) -> None:
    settings = sets("phase1.epochs=1", "phase2.epochs=2", "ema=0.9", "batch=4", "checkpoint_steps=3", "colour=1")
    more = ["--init", str(untaught), *settings, *sets("phase2.learning_rate=1e-3")]
    command = [sys.executable, "-m", "training", *fit(manifest, tmp_path / "killed", "paper", *more)]
    child = subprocess.Popen(command, env=child_environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 600
        # In the middle of an epoch of the second phase.
        while last_checkpoint(tmp_path / "killed") < (1, 3) and time.monotonic() < until and child.poll() is None:
            time.sleep(0.02)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    epochs, batches = last_checkpoint(tmp_path / "killed")
    assert (1, 3) <= (epochs, batches) < (3, 0)
    assert not (tmp_path / "killed" / "model.safetensors").exists()
    with (tmp_path / "killed" / "history.csv").open("a") as history:
        history.write("2,2,0.1,0.9,0.1,0.9,0.9,1e-3,32,1.0\n7,2,0.")  # of steps that are lost, and torn
    assert main([*fit(manifest, tmp_path / "killed", "paper", *more), "--resume"]) == 0
    assert main(fit(manifest, tmp_path / "unbroken", "paper", *more)) == 0
    broken, whole = rows(tmp_path / "killed"), rows(tmp_path / "unbroken")
    assert [r["epoch"] for r in broken] == ["0", "1", "2"]
    for one, other in zip(broken, whole, strict=True):
        for name in one:
            assert float(one[name]) == pytest.approx(float(other[name]), rel=2e-3, abs=2e-4), name
    ours, theirs = (load_file(tmp_path / name / "model.safetensors") for name in ("killed", "unbroken"))
    assert all(torch.allclose(ours[k].float(), theirs[k].float(), rtol=1e-2, atol=1e-3) for k in ours)
    # What has ended can be resumed as well, and longer.
    again = [*fit(manifest, tmp_path / "killed", "paper", *more), "--resume", *sets("phase2.epochs=3")]
    assert main(again) == 0
    assert [r["epoch"] for r in rows(tmp_path / "killed")] == ["0", "1", "2", "3"]


def test_run_with_other_options_is_not_resumed(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*fit(manifest, tmp_path, "smoke"), *sets("epochs=1", "draws=8")]) == 0
    assert main([*fit(manifest, tmp_path, "smoke", "--resume"), *sets("draws=16")]) == 2
    assert "started with another draws" in capsys.readouterr().err


def test_incomplete_checkpoint_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoints = Checkpoints(tmp_path)
    progress = Progress(epoch=3, rows=[{"epoch": "0"}])
    progress.watch.best = 0.5
    checkpoints.save(progress, {"seed": 0}, {"model": {"w": torch.ones(2)}})

    def torn(content: object, file: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", torn)
    with pytest.raises(OSError, match="No space"):
        checkpoints.save(Progress(epoch=4), {"seed": 0}, {"model": {}})
    found = checkpoints.load({"seed": 0})
    assert found is not None
    assert found[0] == progress
    assert torch.equal(found[1]["model"]["w"], torch.ones(2))
    with pytest.raises(OptionError, match="another seed"):
        checkpoints.load({"seed": 1})
    (tmp_path / "checkpoints" / "last.pt").write_bytes(b"damaged")
    with pytest.raises(OptionError, match="is damaged"):
        checkpoints.load({"seed": 0})


@pytest.mark.timeout(900)
def test_two_processes_train_together(
    manifest: Path, untaught: Path, tmp_path: Path, child_environment: dict[str, str]
) -> None:
    settings = sets("phase1.epochs=1", "phase2.epochs=1", "ema=0.9", "dropout=0")
    more = fit(manifest, tmp_path / "two", "paper", "--init", str(untaught), "--json", *settings)
    together = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "2",
        "-m",
        "training",
    ]
    done = subprocess.run(
        [*together, *more], env={**child_environment, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)  # one of them tells, once
    assert done.stderr.count("normalised as for the given weights") == 1
    assert read_card(result["model"]).mean == (128.0, 128.0, 128.0)
    assert file_sha256(result["model"]) == result["sha256"]
    lines = rows(tmp_path / "two")
    assert [(r["epoch"], r["phase"]) for r in lines] == [("0", "1"), ("1", "2")]
    right = [float(r["accuracy"]) * 32 for r in lines]  # of all images that both have learned from
    assert right == pytest.approx([round(n) for n in right], abs=1e-3)
    assert float(lines[1]["val_loss"]) == pytest.approx(validation_loss(Path(result["model"]), manifest), rel=0.05)
    assert len(list((tmp_path / "two" / "cache").glob("*.npy"))) == 2
    # One process alone can go on with it.
    more = fit(manifest, tmp_path / "two", "paper", "--init", str(untaught), "--resume", *settings)
    assert main([*more, *sets("phase2.epochs=2")]) == 0
    assert [r["epoch"] for r in rows(tmp_path / "two")] == ["0", "1", "2"]


def validation_loss(model: Path, manifest: Path) -> float:
    """The mean cross-entropy of a model file on the validation images, as prediction sees them."""
    network, card = load_model(model)
    found = [s for s in read_manifest(manifest) if s.split == "val"]
    images = np.stack([prepare(read_image(s.path), card) for s in found])
    labels = torch.tensor([card.codes.index(s.label) for s in found])
    with torch.no_grad():
        return float(torch.nn.functional.cross_entropy(network(torch.from_numpy(images)), labels))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--recipe", "paper"], "give --init imagenet or a file"),
        (["--device", "cuda:7", "--recipe", "smoke"], "The device cuda:7 cannot be used"),
    ],
)
def test_errors_are_one_sentence(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["fit", str(manifest), "--out", str(tmp_path), *arguments]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1
