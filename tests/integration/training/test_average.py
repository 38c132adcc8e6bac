"""The mean of the weights of models of one kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.cli import main
from training.core.model_card import ModelFileError, read_card
from training.core.model_file import load_model, save_model
from training.recipes.average import average_files


@pytest.fixture
def other(tiny_model: Path, tmp_path: Path) -> Path:
    """A model of the same kind with other weights, counters and an evaluation."""
    model, card = load_model(tiny_model)
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 2
    path = tmp_path / "other.safetensors"
    save_model(model, replace(card, name="other", evaluation={"Somewhere": {"n": 3}}), path)
    return path


def test_weights_are_the_mean_and_the_card_is_that_of_the_last_model(tiny_model: Path, other: Path) -> None:
    out = other.with_name("mean.safetensors")
    assert main(["average", str(tiny_model), str(other), "--out", str(out)]) == 0
    one, mean, two = (load_model(path)[0].state_dict() for path in (tiny_model, out, other))
    for name, value in mean.items():
        expected = (one[name] + two[name]) / 2 if value.is_floating_point() else two[name]
        torch.testing.assert_close(value, expected, rtol=2e-3, atol=2e-3)  # files have 16 bits
    card = read_card(out)
    assert (card.name, dict(card.evaluation)) == ("other", {})


def test_models_of_two_kinds_have_no_mean(tiny_model: Path, other: Path) -> None:
    model, card = load_model(other)
    save_model(model, replace(card, channel_order="RGB"), other)
    with pytest.raises(ModelFileError, match="of another kind than tiny-random"):
        average_files([tiny_model, other], other.with_name("mean.safetensors"))
    assert not other.with_name("mean.safetensors").exists()


def test_mean_remembers_the_manifests_of_all_models(tiny_model: Path, other: Path) -> None:
    """A test image that only the first model learned is no unseen one."""
    for path, data in ((tiny_model, {"manifest_sha256": "1"}), (other, {"manifest_sha256": "2", "calibration": {}})):
        model, card = load_model(path)
        save_model(model, replace(card, training_data=data), other.with_name(f"{path.stem}-2.safetensors"))
    out = other.with_name("mean.safetensors")
    average_files([other.with_name(f"{path.stem}-2.safetensors") for path in (tiny_model, other)], out)
    assert read_card(out).training_data == {"manifest_sha256": "2", "earlier_manifests": ["1"]}
