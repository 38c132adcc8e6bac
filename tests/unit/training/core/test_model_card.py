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


def test_thresholds_of_laboratories_are_read_in_the_order_of_the_branches(tmp_path: Path) -> None:
    branched = replace(CARD, options={"branches": ["B", "A", "C"]}, thresholds={"A": 0.7, "B": 0.8})
    found = read_card(written(tmp_path / "m", branched.to_metadata()))
    assert found == branched
    assert found.threshold_of_way == (0.6, 0.8, 0.7, 0.6)
    assert CARD.threshold_of_way == (0.6,)
    assert "thresholds" not in CARD.to_metadata()["card"], "a file without is written as older versions write it"


@pytest.mark.parametrize(
    "change",
    [
        {"std": (0.0, 1.0, 1.0)},
        {"mean": (float("nan"), 1.0, 1.0)},
        {"input_size": 5},
        {"channel_order": "GRB"},
        {"classes": (("NEU", "a"),)},
        {"temperature": 0.0},
        {"threshold": 1.5},
        {"options": {"branches": ["A"]}, "thresholds": {"A": 1.5}},
        {"options": {"branches": ["A"]}, "thresholds": {"B": 0.5}},
        {"options": {"branches": 3}, "thresholds": {"A": 0.5}},
        {"framing": "the cell"},
        {"background": "green"},
    ],
)
def test_invalid_values_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    bad = replace(CARD, **change)  # type: ignore[arg-type]
    with pytest.raises(ModelFileError, match="make no sense"):
        read_card(written(tmp_path / "m", bad.to_metadata()))


BAD_CODES = ["../x", "=CMD", "+A", "-A", "@A", "A B", " NEU", "NEU ", "NEU\n", "A\x1b[2J", "A\0", "neu", "Neu", "", "N"]
BAD_CODES += ["N" * 9, "1A", "A-B", "A_B", "A,B", "ÄÖ", "ＮＥＵ"]


@pytest.mark.parametrize("code", BAD_CODES)
def test_a_class_code_that_breaks_the_rule_is_refused_with_the_rule(tmp_path: Path, code: str) -> None:
    bad = replace(CARD, classes=(("NEU", "Neutrophil"), (code, "Something")))
    with pytest.raises(ModelFileError) as error:
        read_card(written(tmp_path / "m", bad.to_metadata()))
    assert "two to eight letters A to Z and digits, and begins with a letter" in error.value.reason
    assert error.value.reason.isprintable()


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        ((("NEU", "a"), ("NEU", "b")), "lists the class code NEU twice"),
        ((("NEU", "a"), ("UNI", "b")), "lists the class code UNI, which means that a cell is in no class"),
        ((("NEU", "a"), ("NC", "b")), "lists the class code NC, which means that a cell is in no class"),
        ((("NEU", "a"), ("LYM", " ")), "gives the class LYM no name of one to 60 printable characters"),
        ((("NEU", "a"), ("LYM", "a\nb")), "gives the class LYM no name of one to 60 printable characters"),
        ((("NEU", "a"), ("LYM", "a" * 61)), "gives the class LYM no name of one to 60 printable characters"),
    ],
)
def test_classes_that_cannot_be_told_apart_or_named_are_refused(
    tmp_path: Path, classes: tuple[tuple[str, str], ...], reason: str
) -> None:
    with pytest.raises(ModelFileError) as error:
        read_card(written(tmp_path / "m", replace(CARD, classes=classes).to_metadata()))
    assert error.value.reason == reason


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


@pytest.mark.slow
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_reason(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("junk") / "m"
    file.write_bytes(data)
    with pytest.raises(ModelFileError):
        read_card(file)
