"""8-bit numbers: which cells are computed again, and the file with the ranges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from training.core.model_card import ModelFileError
from training.core.onnx_int8 import scale_and_zero, widened
from training.core.predict import BatchResult
from training.core.rounding import Rounding, find_rounding, is_doubtful, read_rounding, with_rows, write_rounding

SHA = "ab" * 32
AGREEMENT = {"cells": 1000, "same_class": 0.998, "accuracy_loss": 0.0, "again": 0.05}


def result(rows: list[list[float]], threshold: float = 0.6, unlike: list[float] | None = None) -> BatchResult:
    probabilities = np.array(rows, np.float32)
    count, classes = probabilities.shape
    return BatchResult(
        logits=np.log(probabilities),
        probabilities=probabilities,
        maps=np.zeros((count, classes, 2, 2), np.float32),
        attention=np.ones((count, 2, 2), np.float32),
        thresholds=np.full(count, threshold),
        unlike=None if unlike is None else np.array(unlike, np.float32),
    )


def rounding(**changes: Any) -> Rounding:
    values = {"model_sha256": SHA, "ranges": np.array([[-1, 2], [0, 3]], np.float32), "margin": 0.05}
    return Rounding(**{**values, "agreement": AGREEMENT, **changes})


def test_cells_near_a_decision_are_doubtful() -> None:
    found = result(
        [[0.9, 0.1], [0.51, 0.49], [0.62, 0.38], [0.58, 0.42], [0.9, 0.1]], unlike=[0.2, 0.2, 0.2, 0.2, 1.02]
    )
    assert is_doubtful(found, 0.05).tolist() == [False, True, True, True, True]
    assert is_doubtful(found, 0.0).tolist() == [False, False, False, False, True]


def test_replaced_rows_are_those_of_the_other_result() -> None:
    one, other = result([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]], unlike=[1, 2, 3]), result([[0.1, 0.9]], unlike=[9])
    found = with_rows(one, np.array([1]), other)
    assert found.probabilities.tolist() == pytest.approx(np.array([[0.9, 0.1], [0.1, 0.9], [0.7, 0.3]], np.float32))
    assert found.unlike is not None
    assert found.unlike.tolist() == [1, 9, 3]
    assert one.probabilities[1].tolist() == pytest.approx([0.8, 0.2])  # the first result is left as it is


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_range_holds_its_ends_and_an_exact_zero(one: float, other: float) -> None:
    lowest, highest = sorted((one, other))
    assume(max(highest, 0) - min(lowest, 0) > 1e-3)
    scale, zero = scale_and_zero(lowest, highest)
    ends = [(whole - int(zero)) * float(scale) for whole in (0, 255)]
    slack = float(scale)
    assert scale > 0
    assert ends[0] - slack <= min(lowest, 0) <= ends[0] + slack
    assert ends[1] - slack <= max(highest, 0) <= ends[1] + slack


def test_ranges_become_wider_with_further_values() -> None:
    first = widened(None, {0: np.array([1, 2], np.float32), 1: np.array([-1, 0], np.float32)})
    assert first.tolist() == [[1, 2], [-1, 0]]
    assert widened(first, {0: np.array([0, 1.5]), 1: np.array([5, 6])}).tolist() == [[0, 2], [-1, 6]]


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_rounding(rounding(), tmp_path / "model.int8.json")
    (tmp_path / "other.int8.json").write_text("{")
    found = find_rounding(SHA, tmp_path)
    assert found is not None
    assert found.ranges.tolist() == rounding().ranges.tolist()
    assert (found.margin, dict(found.agreement), found.agrees) == (0.05, AGREEMENT, True)
    assert find_rounding("cd" * 32, tmp_path) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.int8.json", "other.int8.json"]


@pytest.mark.parametrize("change", [{"same_class": 0.994}, {"accuracy_loss": 0.002}])
def test_a_model_that_gives_other_results_does_not_agree(change: dict[str, float]) -> None:
    assert not rounding(agreement={**AGREEMENT, **change}).agrees


@pytest.mark.parametrize(
    "change",
    [
        {"format": "wbc-int8-9"},
        {"ranges": []},
        {"ranges": [[1, 2, 3]]},
        {"ranges": [[2, 1]]},
        {"ranges": [[0, float("inf")]]},
        {"ranges": [["a", "b"]]},
        {"margin": -0.1},
        {"margin": float("nan")},
        {"agreement": {}},
        {"agreement": {**AGREEMENT, "same_class": float("nan")}},
        {"agreement": {**AGREEMENT, "again": "0.1"}},
        {"agreement": 3},
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "model.int8.json"
    write_rounding(rounding(), path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelFileError):
        read_rounding(path)


@given(st.binary(max_size=60))
def test_other_content_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("rounding") / "model.int8.json"
    path.write_bytes(content)
    with pytest.raises(ModelFileError):
        read_rounding(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="is not there"):
        read_rounding(tmp_path / "none.int8.json")
