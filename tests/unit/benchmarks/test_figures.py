"""Figures beside their budgets: statistics, ratios, and their words; a part that fails does not stop the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks import __main__ as bench
from benchmarks.figures import NAMES, figure, line, percentile
from benchmarks.parts import Amount, Figures, little, output_of
from hypothesis import given
from hypothesis import strategies as st


def test_a_maximum_is_judged_by_processor_time_where_the_budget_says_so() -> None:
    told = figure("decision_ms", {"clock": [90.0] * 100, "processor": [10.0] * 98 + [60.0, 70.0]})
    assert told["processor"] == {"median": 10.0, "p99": 60.0, "worst": 70.0}
    assert told["clock"] == {"median": 90.0, "p99": 90.0, "worst": 90.0}
    assert (told["value"], told["ratio"], told["kept"]) == (60.0, 1.2, False)
    assert told["judged"] == "p99 by processor"
    assert "NOT kept" in line(told)


def test_a_minimum_is_kept_from_above() -> None:
    told = figure("classify_ratio", {"clock": [0.95, 0.93, 0.99], "processor": [0.5, 0.5, 0.5]})
    assert told["kept"] is True
    assert told["clock"] == {"median": 0.95, "p99": 0.93, "worst": 0.93}
    assert "at least 0.9" in line(told)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_without_values_says_why(name: str) -> None:
    told = figure(name, {}, "no model")
    assert (told["value"], told["ratio"], told["kept"], told["clock"]) == (None, None, None, None)
    assert "no model" in line(json.loads(json.dumps(told)))


@pytest.mark.slow
@given(values=st.lists(st.floats(0, 1e6), min_size=1, max_size=300), share=st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_this_share_does_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6


def test_a_part_that_fails_is_told_and_the_others_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    roots: list[Path] = []

    def fails(root: Path, _amount: Amount) -> Figures:
        roots.append(root)
        raise OSError("the disk is full")

    def works(_root: Path, _amount: Amount) -> Figures:
        return [figure("pdf_s", {"clock": [1.0], "processor": [1.0]})]

    monkeypatch.setattr(bench, "PARTS", {fails: ("window_s",), works: ("pdf_s",)})
    failed, measured = bench.measure(little(10), {"window_s", "pdf_s"}, lambda _text: None)
    assert (failed["value"], failed["note"]) == (None, "OSError: the disk is full")
    assert measured["value"] == 1.0
    assert not roots[0].exists()


def test_a_child_that_fails_has_its_last_line_in_the_error() -> None:
    with pytest.raises(RuntimeError, match="No module named"):
        output_of("nothing")
