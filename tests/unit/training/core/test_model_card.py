"""The model card: written and read back; every fault of a file is a plain reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.model_card import ModelCard, ModelFileError, read_card

CARD = ModelCard(
    name="größe 1",
    architecture="ResNet50 + CBAM",
    options={"hidden": [256, 64]},
    classes=(("NEU", "Neutrophil"), ("LYM", "Lymphocyte")),
    input_size=96,
    channel_order="BGR",
    mean=(1.5, 2.0, 3.0),
    std=(4.0, 5.0, 6.0),
    temperature=1.25,
    threshold=0.6,
    trained_at="2026-01-01T00:00:00+00:00",
    evaluation={"accuracy": 0.9},
)


def written(path: Path, metadata: object) -> Path:
    header = json.dumps({"__metadata__": metadata}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path


def test_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_card(written(tmp_path / "m", CARD.to_metadata())) == CARD
    assert CARD.codes == ("NEU", "LYM")


@pytest.mark.parametrize(
    "change",
    [
        {"std": (0.0, 1.0, 1.0)},
        {"mean": (float("nan"), 1.0, 1.0)},
        {"input_size": 5},
        {"channel_order": "GRB"},
        {"classes": (("NEU", "a"), ("NEU", "b"))},
        {"classes": (("NEU", "a"),)},
        {"classes": (("NEU", "a"), ("UNI", "b"))},
        {"classes": (("NEU", "a"), ("NC", "b"))},
        {"temperature": 0.0},
        {"threshold": 1.5},
        {"framing": "the cell"},
        {"background": "green"},
    ],
)
def test_invalid_values_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    bad = replace(CARD, **change)  # type: ignore[arg-type]
    with pytest.raises(ModelFileError, match="make no sense"):
        read_card(written(tmp_path / "m", bad.to_metadata()))


def test_another_format_and_a_missing_value_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="wbc-model-9"):
        read_card(written(tmp_path / "m", CARD.to_metadata() | {"format": "wbc-model-9"}))
    short = json.loads(CARD.to_metadata()["card"])
    del short["mean"]
    with pytest.raises(ModelFileError, match="mean"):
        read_card(written(tmp_path / "m", CARD.to_metadata() | {"card": json.dumps(short)}))


def test_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="is not there"):
        read_card(tmp_path / "none")
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_card(tmp_path)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_reason(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("junk") / "m"
    file.write_bytes(data)
    with pytest.raises(ModelFileError):
        read_card(file)
