"""The evaluations in a model file, by test set; the file comes from outside."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.model_scores import balanced_accuracies, by_test_set, counts, thresholds

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.just(10**400) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text() | st.just("candidate"), inside, max_size=4),
    max_leaves=12,
)


def comparison(name: str, value: float) -> dict[str, Any]:
    return {
        "name": name,
        "n": 40,
        "active": {"balanced_accuracy": {"value": 0.1, "low": 0, "high": 1}},
        "candidate": {"balanced_accuracy": {"value": value, "low": 0.2, "high": 0.9}},
    }


def test_evaluations_by_name_and_the_candidates_side_of_comparisons() -> None:
    evaluation = {
        "gate": {"passed": True, "reasons": []},
        "TEST": {"n": 7, "balanced_accuracy": 0.75},
        "home": [comparison("PBC", 0.5), comparison("TEST", 0.25)],
        "laboratory": comparison("", 0.125),
    }
    found = by_test_set(evaluation)
    assert [name for name, _ in found] == ["gate", "TEST", "PBC", "TEST", "laboratory"]
    assert found[2][1]["n"] == 40
    shares = [("TEST", 0.75), ("PBC", 0.5), ("TEST", 0.25), ("laboratory", 0.125)]
    assert balanced_accuracies(evaluation) == shares


@given(st.dictionaries(st.text() | st.sampled_from(["home", "laboratory"]), JSON, max_size=4))
def test_other_shapes_are_left_out(evaluation: dict[str, Any]) -> None:
    assert all(0 <= share <= 1 for _, share in balanced_accuracies(evaluation))
    assert all(n >= 0 for n in counts(evaluation, "corrections").values())
    assert all(0 <= share <= 1 for share in thresholds({"branches": evaluation}).values())


def test_counts_by_class() -> None:
    assert counts({"corrections": {"NEU": 3, "LYM": "4", "MON": True, "EOS": -1}}, "corrections") == {"NEU": 3}
    assert counts({"corrections": 7}, "corrections") == counts({}, "images") == {}


def test_thresholds_by_laboratory() -> None:
    branches = {"Klinik": {"threshold": 0.8, "cells": 40}, "older": {"cells": 9}, "odd": 3}
    assert thresholds({"branches": branches}) == {"Klinik": 0.8}
    assert thresholds({"branches": 7}) == thresholds({}) == {}
