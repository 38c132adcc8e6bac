"""Figures beside their budgets: medians, percentiles, ratios, and what a person reads of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.bench.figures import BUDGETS, figure, line, percentile
from wbc_desktop.cli.parser import BENCH_KEYS, FIGURES


def test_the_command_names_every_budget_in_its_help() -> None:
    assert tuple(budget.name for budget in BUDGETS) == FIGURES
    assert all(name in BENCH_KEYS for name in FIGURES)


def test_a_ceiling_is_judged_by_what_it_is_about() -> None:
    told = figure("decision_ms", [10.0] * 98 + [60.0, 70.0])
    assert (told["median"], told["p99"], told["worst"]) == (10.0, 60.0, 70.0)
    assert told["ratio"] == 1.2
    assert told["kept"] is False
    assert told["value"] == 60.0
    assert told["how"]
    assert "NOT kept" in line(told)


def test_a_floor_is_kept_from_above() -> None:
    told = figure("classify_ratio", [0.95, 0.93, 0.99], processor=[0.5, 0.5, 0.5])
    assert told["kept"] is True
    assert told["worst"] == 0.93
    assert told["processor"]["median"] == 0.5  # type: ignore[index]
    assert "at least 0.9" in line(told)


@pytest.mark.parametrize("name", FIGURES)
def test_what_could_not_be_measured_says_why(name: str) -> None:
    told = figure(name, [], "no model")
    assert (told["median"], told["ratio"], told["kept"]) == (None, None, None)
    assert "no model" in line(json.loads(json.dumps(told)))


@given(values=st.lists(st.floats(0, 1e6), min_size=1, max_size=300), share=st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6
