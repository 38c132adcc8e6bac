"""Model files that cannot be used: one sentence that names the file and says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.errors import ModelError
from wbc_desktop.inference.cards import model_sha256, read_model_card


def with_header(header: bytes) -> bytes:
    return len(header).to_bytes(8, "little") + header


CARD = {
    "name": "m",
    "architecture": "resnet50-cbam",
    "options": {},
    "classes": [["NEU", "Neutrophil"], ["LYM", "Lymphocyte"]],
    "input_size": 64,
    "channel_order": "BGR",
    "mean": [1, 2, 3],
    "std": [1, 2, 3],
    "temperature": 1,
    "threshold": 0.5,
    "trained_at": "",
    "training_data": {},
    "evaluation": {},
    "parent_sha256": "",
    "program_version": "",
}


def of_card(card: object) -> bytes:
    metadata = {"format": "wbc-model-1", "card": json.dumps(card)}
    return with_header(json.dumps({"__metadata__": metadata}).encode())


def fails(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model_card(path)
    words = str(caught.value)
    assert str(path) in words
    assert words.endswith("choose another model file, or get this one again.")
    assert "\n" not in words
    return words


def test_a_sound_card_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(of_card(CARD))
    assert read_model_card(path).codes == ("NEU", "LYM")
    assert len(model_sha256(path)) == 64


BROKEN: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("this is a letter to the laboratory"),
    "a pickle": lambda path: path.write_bytes(b"\x80\x02}q\x00(X\x05\x00\x00\x00modelq\x01K\x01u."),
    "cut in the header": lambda path: path.write_bytes(of_card(CARD)[:40]),
    "no metadata": lambda path: path.write_bytes(with_header(b"{}")),
    "another kind": lambda path: path.write_bytes(
        with_header(json.dumps({"__metadata__": {"format": "wbc-model-9", "card": "{}"}}).encode())
    ),
    "incomplete": lambda path: path.write_bytes(of_card({**CARD, "classes": None})),
    "senseless": lambda path: path.write_bytes(of_card({**CARD, "std": [0, 1, 1]})),
    "header is a list": lambda path: path.write_bytes(with_header(b"[1, 2]")),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_damaged_file_is_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "m.safetensors"
    BROKEN[kind](path)
    fails(path)


@pytest.mark.slow
@given(data=st.binary(max_size=200))
def test_any_bytes_raise_only_model_errors(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("model") / "m.safetensors"
    path.write_bytes(data)
    fails(path)


def test_the_hash_of_a_missing_file_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not there"):
        model_sha256(tmp_path / "gone.safetensors")
    with pytest.raises(ModelError, match="cannot be read"):
        model_sha256(tmp_path)
