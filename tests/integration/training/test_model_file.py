"""The model file: saved files are loaded, damaged and foreign files are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from training.core.model_file import ModelFileError, file_sha256, load_model, read_card, save_model


def test_weights_and_card_come_back(tiny_model: Path, tmp_path: Path) -> None:
    model, card = load_model(tiny_model)
    again = tmp_path / "again.safetensors"
    sha = save_model(model, card, again)
    other, same = load_model(again)
    assert same == card == read_card(tiny_model)
    assert sha == file_sha256(again)
    images = torch.randn(2, 3, 64, 64)
    assert torch.equal(model(images), other(images))
    assert not list(tmp_path.glob("*.part"))


def test_damage_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    data = tiny_model.read_bytes()
    short = tmp_path / "short.safetensors"
    short.write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelFileError, match="is damaged"):
        load_model(short)
    model, card = load_model(tiny_model)
    wrong = tmp_path / "wrong.safetensors"
    save_model(model, replace(card, options={**card.options, "hidden": [9]}), wrong)
    with pytest.raises(ModelFileError, match="do not fit"):
        load_model(wrong)
    save_model(model, replace(card, options={**card.options, "backbone": "vgg"}), wrong)
    with pytest.raises(ModelFileError, match="do not fit"):
        load_model(wrong)
    with torch.no_grad():
        next(model.parameters()).fill_(float("nan"))
    save_model(model, card, wrong)
    with pytest.raises(ModelFileError, match="not finite numbers"):
        load_model(wrong)


def test_pickles_and_foreign_files_are_refused(tmp_path: Path) -> None:
    pickled = tmp_path / "checkpoint.pt"
    torch.save({"weights": torch.zeros(3)}, pickled)
    with pytest.raises(ModelFileError):
        load_model(pickled)
    stranger = tmp_path / "stranger.safetensors"
    save_file({"a": torch.zeros(3)}, stranger, metadata={"format": "pt"})
    with pytest.raises(ModelFileError, match="no model file of this program"):
        load_model(stranger)


def test_card_is_read_without_the_weights(tiny_model: Path) -> None:
    with tiny_model.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    assert json.loads(header["__metadata__"]["card"])["name"] == read_card(tiny_model).name
