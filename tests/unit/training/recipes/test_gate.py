"""The gate: what passes, what does not, and why."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.training.recipes.predicted import CODES, noisy, predictions, slides

from training.recipes.comparing import compared
from training.recipes.gate import ALL_REFUSED, NO_HOME, NO_LABORATORY, gate

seeds = st.integers(0, 10_000)


def comparison(
    rng: np.random.Generator, before: float, after: float, n: int = 200, count: int = 4, name: str = "Our laboratory"
) -> dict[str, Any]:
    """Return the comparison of two models whose errors are independent, with these accuracies."""
    true = rng.integers(0, len(CODES), n)
    groups = slides(n, count)
    active = predictions(true, noisy(rng, true, before), groups, confidence=max(before, 0.3))
    return compared(name, active, predictions(true, noisy(rng, true, after), groups, confidence=max(after, 0.3)))


def equal(name: str = "PBC") -> dict[str, Any]:
    """Return a comparison of a model with itself."""
    true = np.arange(50) % 5
    one = predictions(true, np.where(np.arange(50) < 48, true, 0))
    return compared(name, one, one)


def failed(found: dict[str, Any]) -> list[str]:
    return [reason for reason in found["reasons"] if reason.startswith("Not passed")]


@pytest.mark.slow
def test_candidate_that_is_better_here_and_equal_at_home_passes() -> None:
    found = gate([equal("PBC"), equal("TEST")], comparison(np.random.default_rng(0), 0.4, 0.85))
    assert found["passed"], found["reasons"]
    assert len(found["reasons"]) == 4 + 3 + 3  # one sentence for each rule
    assert all(reason.startswith("Passed: ") and reason.endswith(".") for reason in found["reasons"])
    assert "200 held-out cells of Our laboratory (4 slides)" in found["reasons"][0]


def test_identical_predictions_never_pass() -> None:
    found = gate([equal()], equal("Here"))
    assert not found["passed"]
    assert len(failed(found)) == 2
    assert found["reasons"][0].startswith("Not passed: in the 50 held-out cells of Here (50 slides) balanced accuracy")


@pytest.mark.slow
def test_without_cells_of_the_laboratory_nothing_passes() -> None:
    found = gate([equal()], None)
    assert not found["passed"]
    assert found["reasons"][0] == NO_LABORATORY
    assert not gate([], comparison(np.random.default_rng(0), 0.4, 0.85))["passed"]
    assert failed(gate([], None)) == [NO_LABORATORY, NO_HOME]
    assert failed(gate([], None, held_out=3)) == [ALL_REFUSED, NO_HOME]


@pytest.mark.slow
def test_candidate_of_shuffled_labels_fails() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        found = gate([comparison(rng, 0.97, 0.2, name="PBC")], comparison(rng, 0.4, 0.2))
        assert not found["passed"]
        assert any("on PBC" in reason and "worse beyond noise" in reason for reason in failed(found))


@pytest.mark.slow
def test_worse_class_is_named() -> None:
    """One class becomes worse at home, although most others are better."""
    true = np.repeat(np.arange(5), 60)
    before = np.where(np.arange(300) % 10 == 0, (true + 1) % 5, true)
    after = np.where((true == 2) & (np.arange(300) % 3 == 0), 3, true)
    home = compared("PBC", predictions(true, before), predictions(true, after))
    found = gate([home], comparison(np.random.default_rng(0), 0.4, 0.85))
    assert not found["passed"]
    assert len(failed(found)) == 1
    assert "the recall of MON fell from 90.0 % to 66.7 %" in failed(found)[0]


@pytest.mark.slow
def test_worse_calibration_is_refused() -> None:
    true = np.arange(400) % 5
    guess = np.where(np.arange(400) % 10 == 0, (true + 1) % 5, true)
    home = compared("PBC", predictions(true, guess, confidence=0.9), predictions(true, guess, confidence=1.0))
    found = gate([home], comparison(np.random.default_rng(0), 0.4, 0.85))
    assert failed(found) == [reason for reason in found["reasons"] if "ECE" in reason and "is 0.100" in reason]
    assert not found["passed"]


@pytest.mark.slow
def test_single_held_out_slide_is_mentioned() -> None:
    found = gate([equal()], comparison(np.random.default_rng(0), 0.4, 0.85, count=1))
    assert found["passed"]
    assert any(reason.startswith("Note: all held-out cells are of one slide") for reason in found["reasons"])


@pytest.mark.slow
def test_five_changed_cells_are_too_few() -> None:
    true = np.zeros(40, dtype=int)
    before = np.where(np.arange(40) < 5, 1, 0)
    assert not gate([equal()], compared("Here", predictions(true, before), predictions(true, true)))["passed"]


@pytest.mark.slow
@settings(max_examples=10)
@given(seeds)
def test_wrong_cell_more_never_makes_a_candidate_pass(seed: int) -> None:
    """With the same calibration error: that can fall when a cell becomes wrong, if the model was not sure enough."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 60))
    true, groups = rng.integers(0, 3, n), slides(n, int(rng.integers(1, 6)))
    active = predictions(true, noisy(rng, true, 0.4), groups)
    guess = noisy(rng, true, 0.9)
    in_laboratory = bool(rng.integers(0, 2))
    good = comparison(rng, 0.2, 1.0)
    ece = compared("x", active, active)["active"]["ece"]
    passed = []
    for cell in [None, *rng.permutation(np.flatnonzero(guess == true))[:5]]:
        if cell is not None:
            guess[cell] = (guess[cell] + 1) % 3
        found = copy.deepcopy(compared("x", active, predictions(true, guess, groups)))
        found["candidate"]["ece"] = ece
        passed.append(gate([equal()], found)["passed"] if in_laboratory else gate([found], good)["passed"])
    assert passed == sorted(passed, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3, 12])
def test_candidate_that_is_no_better_rarely_passes(count: int) -> None:
    """Candidate and active model make independent errors of the same frequency."""
    rng = np.random.default_rng(count)
    passes = sum(gate([equal()], comparison(rng, 0.7, 0.7, n=60, count=count))["passed"] for _ in range(40))
    assert passes <= 2
