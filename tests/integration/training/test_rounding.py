"""A network with 8-bit numbers: near the exact one, the same digits in every batch, and used only where it agrees."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import write_cell_image
from numpy.typing import NDArray

from training.core.images import read_image
from training.core.model_card import ModelFileError, file_sha256
from training.core.model_file import load_model, save_model
from training.core.network import Architecture, WBCNet
from training.core.onnx_backbone import onnx_predictor, rounded_predictor
from training.core.rounding import Rounding, read_rounding, write_rounding
from training.data.manifest import ManifestError
from training.recipes.rounding import make_rounding
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.engine import CellInput, CellResult, load_engine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"{n:02}.png" for n in range(12)]
    for seed, path in enumerate(paths):
        write_cell_image(path, seed=seed)
    return paths


@pytest.fixture(scope="module")
def manifest(pictures: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("manifest") / "manifest.csv"
    lines = [
        f"{picture},{('NEU', 'LYM')[n % 2]},{('train', 'val', 'test')[n % 3]},g{n}"
        for n, picture in enumerate(pictures)
    ]
    path.write_text("\n".join(["path,label,split,group", *lines]) + "\n")
    return path


@pytest.fixture(scope="module")
def model(tiny_model: Path, manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with its file for 8-bit numbers."""
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    shutil.copy(tiny_model, path)
    told = make_rounding(path, [manifest], path.with_suffix(".int8.json"))
    assert told["cells"] == 4
    return path


def rounding_of(model: Path) -> Rounding:
    return read_rounding(model.with_suffix(".int8.json"))


def images(model: Path, pictures: list[Path]) -> NDArray[np.float32]:
    predictor = onnx_predictor(model)
    return np.stack([predictor.prepare(read_image(path)) for path in pictures])


def test_rounded_features_are_near_the_exact_ones(model: Path, pictures: list[Path]) -> None:
    batch = images(model, pictures)
    exact = onnx_predictor(model).backbone.run(batch)
    rounded = rounded_predictor(model, rounding_of(model)).rounded.backbone.run(batch)
    for name in ("features", "attention", "averages"):
        one, other = getattr(exact, name), getattr(rounded, name)
        assert one.shape == other.shape
        assert np.abs(one - other).max() > 0
        assert np.linalg.norm(one - other) < 0.1 * np.linalg.norm(one)


def test_a_cell_has_the_same_digits_in_every_batch(model: Path, pictures: list[Path]) -> None:
    batch, predictor = images(model, pictures), rounded_predictor(model, rounding_of(model))
    together = predictor.predict(batch)
    for n in range(len(batch)):
        alone = predictor.predict(batch[n : n + 1])
        assert alone.probabilities.tolist() == together.probabilities[n : n + 1].tolist()
        assert alone.maps.tolist() == together.maps[n : n + 1].tolist()


def test_doubtful_cells_are_computed_exactly(model: Path, pictures: list[Path]) -> None:
    batch, exact = images(model, pictures), onnx_predictor(model)
    all_again = rounded_predictor(model, replace(rounding_of(model), margin=1.0))
    assert all_again.predict(batch).probabilities.tolist() == exact.predict(batch).probabilities.tolist()
    none_again = rounded_predictor(model, replace(rounding_of(model), margin=0.0))
    assert none_again.predict(batch).probabilities.tolist() != exact.predict(batch).probabilities.tolist()


def test_maps_on_demand_and_adapted_predictions_are_exact(model: Path, pictures: list[Path]) -> None:
    batch, exact = images(model, pictures[:2]), onnx_predictor(model)
    rounded = rounded_predictor(model, rounding_of(model))
    assert rounded.explain(batch, "grad-cam++").tolist() == exact.explain(batch, "grad-cam++").tolist()
    twice = np.concatenate((batch, batch), axis=1)
    assert (
        rounded.predict_adapted(twice, 1.3).probabilities.tolist()
        == exact.predict_adapted(twice, 1.3).probabilities.tolist()
    )


def test_ranges_of_another_network_are_refused(model: Path) -> None:
    fewer = replace(rounding_of(model), ranges=rounding_of(model).ranges[:-1])
    more = replace(rounding_of(model), ranges=np.concatenate((rounding_of(model).ranges, [[0, 1]])).astype(np.float32))
    for wrong in (fewer, more):
        with pytest.raises(ModelFileError, match="does not fit its file for 8-bit numbers"):
            rounded_predictor(model, wrong)


def test_a_network_without_this_form_is_refused(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    _, card = load_model(tiny_model)
    options = Architecture(hidden=(16,), width=8, attention="cbam-blocks")
    with torch.random.fork_rng():
        save_model(WBCNet(8, options), replace(card, options=options.to_dict()), tmp_path / "blocks.safetensors")
    with pytest.raises(ModelFileError, match="no form with 8-bit numbers"):
        make_rounding(tmp_path / "blocks.safetensors", [manifest], tmp_path / "blocks.int8.json")
    assert not (tmp_path / "blocks.int8.json").exists()


def test_cells_of_all_parts_are_needed(tiny_model: Path, manifest: Path, tmp_path: Path) -> None:
    only = tmp_path / "manifest.csv"
    only.write_text("\n".join(line for line in manifest.read_text().splitlines() if ",val," not in line) + "\n")
    with pytest.raises(ManifestError, match="train, val and test"):
        make_rounding(tiny_model, [only], tmp_path / "file.int8.json")


def with_agreement(model: Path, same_class: float) -> None:
    rounding = rounding_of(model)
    write_rounding(
        replace(rounding, agreement={**rounding.agreement, "same_class": same_class, "accuracy_loss": 0.0}),
        model.with_suffix(".int8.json"),
    )


def test_the_engine_uses_8_bits_only_where_they_agree(model: Path, pictures: list[Path]) -> None:
    with_agreement(model, 1.0)
    rounded = load_engine(model, "cpu:int8")
    assert (rounded.device, rounded.name, rounded.notice) == ("cpu:int8", "onnxruntime", None)
    items = [CellInput(n, PictureSource(path, file_sha256(path))) for n, path in enumerate(pictures)]
    found = list(rounded.classify(items, lambda: False))
    assert [one.cell_id for one in found] == list(range(12))
    expected = rounded_predictor(model, rounding_of(model)).predict(images(model, pictures)).probabilities
    for one, values in zip(found, expected, strict=True):
        assert isinstance(one, CellResult)
        assert list(one.probabilities.values()) == pytest.approx(values.tolist())

    with_agreement(model, 0.99)
    exact = load_engine(model, "cpu:int8")
    assert (exact.device, exact.notice) == (
        "cpu",
        "With 8-bit numbers this model gives other results: the CPU computes exactly, which is slower.",
    )


def test_a_model_without_the_file_computes_exactly(tiny_model: Path) -> None:
    exact = load_engine(tiny_model, "cpu:int8")
    assert (exact.device, exact.notice) == (
        "cpu",
        "This model cannot compute with 8-bit numbers: the CPU computes exactly, which is slower.",
    )


def test_a_file_of_another_model_is_not_used(model: Path, tmp_path: Path) -> None:
    other = tmp_path / "tiny.safetensors"
    loaded, card = load_model(model)
    save_model(loaded, replace(card, name="other"), other)
    values = json.loads(model.with_suffix(".int8.json").read_text())
    (tmp_path / "tiny.int8.json").write_text(json.dumps(values))
    assert load_engine(other, "cpu:int8").device == "cpu"
