"""wbc-train evaluate and calibrate on drawn cells and tiny networks: content and sentences of the report."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from pypdf import PdfReader
from safetensors.torch import load_file

from training.cli import main
from training.core.model_file import file_sha256, load_model, read_card, save_model
from training.core.network import WBCNet
from training.core.torch_backbone import torch_predictor
from training.data.manifest import Sample, manifest_sha256, read_manifest, write_manifest
from training.recipes.adapt import renormalise
from training.recipes.predictions import predict_images

pytestmark = pytest.mark.timeout(900)

CLASSES = {"NEU": (110, 60, 160), "LYM": (60, 40, 140), "MON": (140, 110, 180)}


def draw(path: Path, label: str, seed: int) -> Path:
    """A cell of the class's colour on light ground."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:60, 0:80]
    y, x, radius = random.uniform(22, 38), random.uniform(28, 52), random.uniform(9, 15)
    disc = (rows - y) ** 2 + (columns - x) ** 2 < radius**2
    ground = np.array([random.uniform(195, 240), random.uniform(180, 215), random.uniform(190, 230)])
    image = np.where(disc[..., None], CLASSES[label], ground) + random.normal(0, 5, (60, 80, 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).save(path)
    return path


def drawn_manifest(root: Path) -> Path:
    """Write three classes, each with four training, three validation and four test cells."""
    samples = []
    for k, label in enumerate(CLASSES):
        for n in range(11):
            split = "train" if n < 4 else "val" if n < 7 else "test"
            path = draw(root / label / f"{n}.png", label, seed=100 * k + n)
            samples.append(Sample(path, label, split, f"{label}-{n}" if split == "test" else ""))
    write_manifest(samples, root / "manifest.csv")
    return root / "manifest.csv"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_manifest(tmp_path_factory.mktemp("cells"))


@pytest.fixture(scope="module")
def run(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder: the model, its first phase, its history, and a plain network."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "model.safetensors").write_bytes(tiny_model.read_bytes())
    model, card = load_model(tiny_model)
    with torch.no_grad():
        next(model.head.parameters()).add_(0.5)
    save_model(model, replace(card, name="first"), folder / "phase1.safetensors")
    with torch.random.fork_rng():
        torch.manual_seed(1)
        plain = WBCNet(len(card.classes), replace(model.architecture, attention="none"))
    options = plain.architecture.to_dict()
    save_model(
        plain, replace(card, name="plain", architecture="ResNet50", options=options), folder / "plain.safetensors"
    )
    with (folder / "history.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["phase", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"])
        writer.writerows([[1, 0, 2.0, 0.3, 1.9, 0.4], [1, 1, 1.8, 0.4, 1.7, 0.5], [2, 2, 1.0, 0.8, 0.9, 0.9]])
    return folder


@pytest.fixture(scope="module")
def everything(run: Path, manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """One evaluation with all options, and its folder."""
    out = tmp_path_factory.mktemp("judged")
    command = ["evaluate", str(run / "model.safetensors"), str(manifest), "--out", str(out), "--device", "cpu"]
    command += ["--plain", str(run / "plain.safetensors"), "--flips", "4", "--test-time-norm", "0.5"]
    command += ["--normalise-stain", "reinhard-set", "--normalise-stain", "grey-world", "--json"]
    command += ["--explanation-cells", "5"]
    assert main(command) == 0
    return json.loads((out / "evaluation.json").read_text()), out


def test_evaluation_json_has_the_promised_keys(everything: tuple[dict[str, Any], Path], run: Path) -> None:
    result, _ = everything
    assert result["n"] == 12
    assert len(result["classes"]) == 8
    assert result["model_sha256"] == file_sha256(run / "model.safetensors")
    assert np.sum(result["confusion_matrix"]) == 12
    for key in ("accuracy", "macro_f1", "balanced_accuracy"):
        low, high = result[f"{key}_ci95"]
        assert 0 <= low <= result[key] <= high <= 1
    assert 0 <= result["ece"] <= 1
    assert result["leakage"]["pairs_checked"] == 12 * (12 + 9)  # with each training and validation image
    assert {"groups_shared", "sentence", "method"} <= result["leakage"].keys()
    assert result["classes_without_images"] == [c for c in result["classes"] if c not in CLASSES]


def test_main_result_is_the_model_as_its_file_says(
    everything: tuple[dict[str, Any], Path], run: Path, manifest: Path
) -> None:
    result, _ = everything
    model, card = load_model(run / "model.safetensors")
    samples = [s for s in read_manifest(manifest) if s.split == "test"]
    found = predict_images(torch_predictor(model, card), samples).probabilities
    right = found.argmax(axis=1) == [card.codes.index(s.label) for s in samples]
    assert result["accuracy"] == pytest.approx(right.mean())
    assert result["risk_coverage"][-1]["risk"] == pytest.approx(1 - right.mean())
    assert result["rows"][0]["key"] == "model"
    assert result["rows"][0]["accuracy"] == result["accuracy"]


def test_each_variant_has_a_row(everything: tuple[dict[str, Any], Path]) -> None:
    rows = {row["key"]: row for row in everything[0]["rows"]}
    together = "flips-4+reinhard-set+norm-0.5"
    assert set(rows) >= {"model", "phase1", "plain", "restricted", "flips-4", "reinhard-set", "grey-world", "norm-0.5"}
    assert together in rows
    assert "test-time flips" in rows["flips-4"]["title"]
    assert {len(title) > 0 for title in (row["title"] for row in rows.values())} == {True}
    assert all(row["n"] == 12 for key, row in rows.items() if key != "without_shared")
    assert rows["restricted"]["accuracy"] == pytest.approx(rows["model"]["accuracy_restricted"])


def test_both_phases_and_both_networks_are_reported(everything: tuple[dict[str, Any], Path], run: Path) -> None:
    result, out = everything
    assert result["beside_the_model"] == ["history.csv", "phase1.safetensors"]
    assert [p["phase"] for p in result["phases"]] == ["1", "2"]
    assert result["phases"][0]["model_sha256"] == file_sha256(run / "phase1.safetensors")
    assert result["phases"][1]["accuracy"] == result["accuracy"]
    assert [t["best_epoch"] for t in result["training"]] == [2, 3]
    mass = result["heat_mass"]
    assert [n["role"] for n in mass["networks"]] == ["model", "plain"]
    assert mass["cells"] == 12
    assert 6 <= mass["segmented"] <= 12
    for network in mass["networks"]:
        found = network["figures"]
        if found:
            assert 0 <= found["share_ci95"][0] <= found["share"] <= found["share_ci95"][1] <= 1
            assert 0.02 < found["chance"] < 0.5
    labels = [c["class"] for c in result["grad_cam"]["cells"]]
    assert set(labels) == set(CLASSES)
    assert all(len(c["said"]) == 2 for c in result["grad_cam"]["cells"])
    pictures = {"confusion_phase1", "confusion_phase2", "reliability", "risk_coverage", "training_curves", "grad_cam"}
    assert pictures <= {p.stem for p in out.glob("*.png")}


def test_methods_of_explanation_are_compared(everything: tuple[dict[str, Any], Path]) -> None:
    result, out = everything
    found = result["explanations"]
    assert found["cells"] == 5
    assert "RISE" in found["method"]
    assert [network["role"] for network in found["networks"]] == ["model", "plain"]
    for network in found["networks"]:
        rows = {row["key"]: row for row in network["methods"]}
        assert ("attention" in rows) == (network["role"] == "model")
        assert rows.keys() >= {"grad-cam", "grad-cam++", "layer-cam", "hires-cam", "eigen-cam", "constant", "centre"}
        assert network["map"] == [2, 2]
        assert network["forward_milliseconds"] > 0
        for key, row in rows.items():
            for name in ("deletion", "insertion", "faithfulness", "against_grad_cam", "heat", "agreement"):
                if row[name] is not None:
                    assert row[f"{name}_ci95"][0] <= row[name] <= row[f"{name}_ci95"][1], (key, name)
            assert row["faithfulness"] == pytest.approx(row["insertion"] - row["deletion"])
        for name in ("deletion", "insertion", "heat", "agreement", "empty"):
            assert rows["hires-cam"][name] == rows["grad-cam"][name]
        assert rows["constant"]["agreement"] is None
        assert 0.02 < rows["constant"]["heat"] < 0.5
        assert rows["eigen-cam"]["of_a_class"] is False
        assert set(rows["layer-cam"]["agreement_by_copy"]) == {"mirrored", "turned", "stain"}
    assert (out / "explanations.png").exists()
    whole = " ".join(" ".join(page.extract_text() for page in PdfReader(out / "report.pdf").pages).split())
    assert "is the most faithful method" in whole
    assert "Maps of all methods" in whole


def test_report_contains_the_sentences(everything: tuple[dict[str, Any], Path]) -> None:
    result, out = everything
    pages = [page.extract_text() for page in PdfReader(out / "report.pdf").pages]
    whole = " ".join(" ".join(pages).split())
    assert " ".join(result["leakage"]["sentence"].split()[:8]) in " ".join(pages[0].split())
    assert result["model_sha256"][:40] in pages[0].replace("\n", "")
    for words in (
        "Phase 1: Transfer learning",
        "Phase 2: Fine-tuning",
        "Risk against coverage",
        "with test-time flips",
    ):
        assert words in whole, words
    assert all("For research use only" in page for page in pages)


def judged(model: Path, manifest: Path, out: Path, *more: str) -> int:
    """Run evaluate without its slow parts."""
    command = ["evaluate", str(model), str(manifest), "--out", str(out), "--device", "cpu", "--heat-cells", "0"]
    return main([*command, *more])


def test_copies_of_training_images_are_reported_and_left_out(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = read_manifest(manifest)
    learned = [s for s in samples if s.split == "train"]
    copied = [replace(s, split="test") for s in learned]
    write_manifest([*learned, *copied], tmp_path / "copies.csv")
    assert judged(tiny_model, tmp_path / "copies.csv", tmp_path / "a") == 0
    result = json.loads((tmp_path / "a" / "evaluation.json").read_text())
    assert result["leakage"]["images_in_shared_groups"] == 12
    assert result["without_shared"] is None
    assert "without them no image is left to evaluate" in capsys.readouterr().out
    assert (tmp_path / "a" / "report.pdf").exists()
    assert judged(tiny_model, manifest, tmp_path / "b", "--learned", str(tmp_path / "copies.csv")) == 0
    alone = json.loads((tmp_path / "b" / "evaluation.json").read_text())
    assert alone["leakage"]["learned_images"] == 12
    assert alone["heat_mass"] is None
    assert alone["explanations"] is None
    assert alone["phases"] == []


def test_comparison_with_another_manifest_is_reported_as_incomplete(
    tiny_model: Path, manifest: Path, tmp_path: Path
) -> None:
    """Without --learned the tested manifest's train part is compared, but the model was trained on another manifest."""
    model, card = load_model(tiny_model)
    told = {}
    for name, digest in (("own", manifest_sha256([manifest])), ("another", "ab" * 32)):
        save_model(model, replace(card, training_data={"manifest_sha256": digest}), tmp_path / f"{name}.safetensors")
        assert judged(tmp_path / f"{name}.safetensors", manifest, tmp_path / name) == 0
        told[name] = json.loads((tmp_path / name / "evaluation.json").read_text())["leakage"]
    assert told["own"]["learned_by_the_model"] is True
    assert told["another"]["learned_by_the_model"] is False
    assert "--learned" in told["another"]["sentence"]
    assert "--learned" not in told["own"]["sentence"]


def test_unknown_classes_are_refused_or_left_out(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = [replace(s, label="XYZ") if s.label == "MON" else s for s in read_manifest(manifest)]
    write_manifest(samples, tmp_path / "strange.csv")
    assert judged(tiny_model, tmp_path / "strange.csv", tmp_path / "a") == 2
    assert "--shared-classes" in capsys.readouterr().err
    assert judged(tiny_model, tmp_path / "strange.csv", tmp_path / "a", "--shared-classes") == 0
    result = json.loads((tmp_path / "a" / "evaluation.json").read_text())
    assert result["left_out"] == {"XYZ": 4}
    assert result["n"] == 8
    assert result["restricted"]["classes"] == ["NEU", "LYM"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--test-time-norm", "1.5"], "share above 0"),
        (["--history", "nowhere.csv"], "cannot be read as the history"),
        (["--plain", "nowhere.safetensors"], "is not there"),
        (["--learned", "nowhere.csv"], "cannot be read"),
    ],
)
def test_errors_are_one_sentence(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str
) -> None:
    assert judged(tiny_model, manifest, tmp_path / "o", *more) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert len(shown.strip().splitlines()) == 1


def test_unreadable_image_is_named(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = [s for s in read_manifest(manifest) if s.split == "test"][:3]
    (tmp_path / "cut_short.png").write_bytes(samples[0].path.read_bytes()[:200])
    write_manifest([*samples, replace(samples[0], path=tmp_path / "cut_short.png")], tmp_path / "m.csv")
    assert judged(tiny_model, tmp_path / "m.csv", tmp_path / "a") == 2
    assert "cut_short.png" in capsys.readouterr().err


def test_calibration_changes_the_card_but_no_weight(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "calibrated.safetensors"
    command = ["calibrate", str(tiny_model), str(manifest), str(manifest), "--error", "0.3", "--out", str(out)]
    assert main([*command, "--device", "cpu", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    card, before = read_card(out), read_card(tiny_model)
    assert done["sha256"] == file_sha256(out) != done["parent_sha256"]
    assert card.parent_sha256 == done["parent_sha256"] == file_sha256(tiny_model)
    assert (card.temperature, card.threshold) == (done["temperature"], done["threshold"]["value"])
    assert card.training_data["calibration"]["n"] == done["n"] == 18
    assert replace(card, temperature=1.0, threshold=0.0, parent_sha256="", training_data={}) == before
    old, new = load_file(tiny_model), load_file(out)
    assert old.keys() == new.keys()
    assert all(old[k].dtype == new[k].dtype and torch.equal(old[k], new[k]) for k in old)
    assert main(["calibrate", str(tiny_model), str(manifest), "--error", "7", "--out", str(out)]) == 2


def test_batch_norms_are_adapted_by_the_given_share(tiny_model: Path) -> None:
    images = [torch.randn(8, 3, 64, 64) * 2 + 1 for _ in range(2)]

    def statistics(alpha: float) -> tuple[torch.Tensor, torch.Tensor]:
        model, _ = load_model(tiny_model)
        if alpha >= 0:
            renormalise(model, images, alpha)
        norm = model.backbone.bn1
        return norm.running_mean.clone(), norm.running_var.clone()

    learned, same, half, new = (statistics(alpha) for alpha in (-1, 0, 0.5, 1))
    for kind in range(2):
        assert torch.allclose(same[kind], learned[kind])
        assert torch.allclose(half[kind], (learned[kind] + new[kind]) / 2, atol=1e-4)
        assert not torch.allclose(new[kind], learned[kind], atol=1e-2)
    model, _ = load_model(tiny_model)
    with torch.no_grad():
        met = model.backbone.conv1(torch.cat(images))
    assert torch.allclose(new[0], met.mean(dim=(0, 2, 3)), atol=1e-4)
    assert torch.allclose(new[1], met.var(dim=(0, 2, 3), unbiased=False), rtol=1e-3)
    with pytest.raises(ValueError, match="needs images"):
        renormalise(model, [], 0.5)
    with pytest.raises(ValueError, match="from 0 to 1"):
        renormalise(model, images, 2)


def test_flips_are_averaged_and_maps_are_kept(tiny_model: Path, manifest: Path) -> None:
    model, card = load_model(tiny_model)
    samples = [s for s in read_manifest(manifest) if s.split == "val"]
    once, turned = (predict_images(torch_predictor(model, card), samples, flips=flips) for flips in (1, 8))
    assert turned.probabilities.shape == once.probabilities.shape
    assert not np.allclose(once.logits, turned.logits)
    mirrored = predict_images(
        torch_predictor(model, card), samples, change=lambda image: np.ascontiguousarray(image[:, ::-1]), flips=8
    )
    assert mirrored.logits == pytest.approx(turned.logits, abs=1e-3)
