"""Evaluations say which test images a model may have seen: by other manifests, as corrections, or by their groups."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from integration.training.test_evaluate import drawn_manifest, judged

from training.cli import main
from training.core.model_card import ModelFileError
from training.core.model_file import load_model, save_model
from training.core.torch_backbone import torch_predictor
from training.data.manifest import manifest_sha256, read_manifest, write_manifest
from training.recipes.predictions import predict_images
from training.recipes.publish import describe
from wbc_desktop.domain.learning import digest_of


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_manifest(tmp_path_factory.mktemp("cells"))


def test_manifests_that_taught_the_first_weights_are_asked_for(
    tiny_model: Path, manifest: Path, tmp_path: Path
) -> None:
    """Another split of the same images, on which the first weights were trained, must be compared, too."""
    samples = read_manifest(manifest)
    turned = {"train": "test", "test": "train", "val": "val"}
    write_manifest([replace(s, split=turned[s.split]) for s in samples], tmp_path / "before.csv")
    own, before = (manifest_sha256([path]) for path in (manifest, tmp_path / "before.csv"))
    model, card = load_model(tiny_model)
    data = {"manifest_sha256": own, "earlier_manifests": [before]}
    save_model(model, replace(card, training_data=data), tmp_path / "m.safetensors")
    assert judged(tmp_path / "m.safetensors", manifest, tmp_path / "a") == 0
    alone = json.loads((tmp_path / "a" / "evaluation.json").read_text())["leakage"]
    assert not alone["learned_by_the_model"]
    assert "--learned" in alone["sentence"]
    more = ["--learned", str(tmp_path / "before.csv"), "--learned", str(manifest)]
    assert judged(tmp_path / "m.safetensors", manifest, tmp_path / "b", *more) == 0
    both = json.loads((tmp_path / "b" / "evaluation.json").read_text())["leakage"]
    assert both["learned_by_the_model"]
    assert both["images_in_shared_groups"] == 12


def test_corrected_cells_that_the_model_learned_are_told_apart(
    tiny_model: Path, manifest: Path, tmp_path: Path
) -> None:
    tested = [s for s in read_manifest(manifest) if s.split == "test"]
    contents = [hashlib.sha256(s.path.read_bytes()).hexdigest() for s in tested[:3]]
    model, card = load_model(tiny_model)
    data = {"cells": [digest_of(content, "LYM") for content in contents]}
    save_model(model, replace(card, training_data=data), tmp_path / "m.safetensors")
    assert judged(tmp_path / "m.safetensors", manifest, tmp_path) == 0
    result = json.loads((tmp_path / "evaluation.json").read_text())
    assert result["leakage"]["learned_corrections"] == result["leakage"]["images_in_shared_groups"] == 3
    assert "3 of these images are corrected cells" in result["leakage"]["sentence"]
    assert result["without_shared"]["n"] == 9


def test_images_of_learned_groups_are_no_unseen_ones(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    """Other cells of a slide that was learned are found by their group, not by their content."""
    samples = read_manifest(manifest)
    slide = [replace(s, group="slide") if s.path.stem in ("0", "9") else s for s in samples]
    write_manifest(slide, tmp_path / "m.csv")
    assert judged(tiny_model, tmp_path / "m.csv", tmp_path / "a") == 0
    result = json.loads((tmp_path / "a" / "evaluation.json").read_text())
    assert (result["leakage"]["groups_shared"], result["leakage"]["images_in_shared_groups"]) == (1, 3)
    assert "3 of these images belong to a group with training or validation images" in result["leakage"]["sentence"]
    assert result["without_shared"]["n"] == 9


def test_copies_of_validation_images_are_no_unseen_ones(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    """The validation part chose the epoch, the temperature and the threshold."""
    samples = read_manifest(manifest)
    tested = [s for s in samples if s.split == "test"]
    copy = tmp_path / "copy.png"
    copy.write_bytes(tested[0].path.read_bytes())
    write_manifest([*samples, replace(tested[0], path=copy, split="val")], tmp_path / "m.csv")
    assert judged(tiny_model, tmp_path / "m.csv", tmp_path / "a") == 0
    result = json.loads((tmp_path / "a" / "evaluation.json").read_text())
    assert result["leakage"]["images_in_shared_groups"] == 1
    assert "shares an original with a training or validation image" in result["leakage"]["sentence"]
    assert result["without_shared"]["n"] == 11


def test_figures_on_cells_that_chose_the_threshold_are_told_and_not_published(
    tiny_model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "m.safetensors"
    command = ["calibrate", str(tiny_model), str(manifest), "--split", "test", "--out", str(model), "--device", "cpu"]
    assert main(command) == 0
    assert judged(model, manifest, tmp_path / "a") == 0
    result = tmp_path / "a" / "evaluation.json"
    assert "chosen on cells of a part “test”" in json.loads(result.read_text())["leakage"]["sentence"]
    publish = ["publish", str(model), "--name", "x", "--evaluation", f"t={result}"]
    assert main([*publish, "--out", str(tmp_path / "x.safetensors")]) == 2
    assert "was calibrated on the part “test”" in capsys.readouterr().err


def test_card_names_the_classes_that_were_not_measured(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    samples = [replace(s, label="XYZ") if s.label == "MON" else s for s in read_manifest(manifest)]
    write_manifest(samples, tmp_path / "m.csv")
    assert judged(tiny_model, tmp_path / "m.csv", tmp_path, "--shared-classes") == 0
    out = tmp_path / "x.safetensors"
    publish = ["publish", str(tiny_model), "--name", "x", "--evaluation", f"t={tmp_path / 'evaluation.json'}"]
    assert main([*publish, "--out", str(out)]) == 0
    card = out.with_suffix(".md").read_text()
    assert "does not know their class: 4 of XYZ." in card
    assert "No image here has the class MON, EOS" in card


def test_model_that_gives_no_numbers_has_no_accuracy(tiny_model: Path, manifest: Path) -> None:
    model, card = load_model(tiny_model)
    with torch.no_grad():
        next(model.head.parameters()).fill_(float("nan"))
    with pytest.raises(ModelFileError, match="gives no number as probability"):
        predict_images(torch_predictor(model, card), read_manifest(manifest))


@pytest.mark.parametrize(("n", "use"), [(6, "early stopping, temperature"), (29, "early stopping")])
def test_card_tells_for_what_the_validation_images_were_used(tiny_model: Path, n: int, use: str) -> None:
    """A later calibration may use more images than the training watched."""
    data = {"validation_images": {"NEU": 6}, "calibration": {"n": n, "threshold": {"value": 0.9}}}
    card = replace(load_model(tiny_model)[1], training_data=data)
    assert f"- Validation images ({use}): NEU 6" in describe(card, "", 1, {})
