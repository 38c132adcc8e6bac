"""The comparison of two models: counts, intervals, and what follows if models or cells are exchanged."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.training.recipes.predicted import CODES, noisy, predictions, slides

from training.recipes.comparing import compared
from training.recipes.metrics import share_interval

cells = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=40
)
Cells = list[tuple[int, int, int, int]]


def of_cells(some: Cells) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    true, before, after, group = (np.array(column) for column in zip(*some, strict=True))
    return true, before, after, [f"slide {g}" if g else "" for g in group]


def test_counts_of_a_small_comparison() -> None:
    true = [0, 0, 0, 1, 1, 2]
    found = compared(
        "Here",
        predictions(true, [0, 1, 1, 1, 1, 0], threshold=0.95),
        predictions(true, [0, 0, 0, 1, 0, 0], confidence=1.0),
    )
    assert (found["name"], found["n"], found["groups"], found["classes"]) == ("Here", 6, 6, list(CODES))
    assert found["mcnemar"] == {"better": 2, "worse": 1, "p": 1.0}
    assert list(found["per_class"]) == ["NEU", "LYM", "MON"]  # classes without cells have no row
    neu = found["per_class"]["NEU"]
    assert (neu["n"], neu["better"], neu["worse"], neu["p"]) == (3, 2, 0, 0.5)
    assert (neu["active"]["value"], neu["candidate"]["value"]) == (pytest.approx(1 / 3), 1.0)
    assert found["difference"]["accuracy"]["value"] == pytest.approx(1 / 6)
    assert found["active"]["balanced_accuracy"]["value"] == pytest.approx((1 / 3 + 1 + 0) / 3)
    assert found["changed"] == [
        {"true": "NEU", "active": "LYM", "candidate": "NEU", "n": 2},
        {"true": "LYM", "active": "LYM", "candidate": "NEU", "n": 1},
    ]
    assert found["candidate"]["confusion"][2] == [1, 0, 0, 0, 0]
    assert (found["active"]["unidentified"], found["active"]["error_named"]) == (1.0, None)
    assert (found["candidate"]["unidentified"], found["candidate"]["error_named"]) == (0.0, pytest.approx(2 / 6))
    assert found["candidate"]["ece"] == pytest.approx(2 / 6)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_class_that_only_the_candidate_knows() -> None:
    known = predictions([0, 1, -1, -1], [0, 1, 1, 0], codes=("NEU", "LYM"))
    found = compared("Here", known, predictions([2, 1, 0, 0], [2, 1, 0, 1], codes=("IG", "LYM", "NEU")))
    assert found["classes"] == ["NEU", "LYM", "IG"]
    assert found["per_class"]["IG"]["better"] == 1
    assert found["active"]["confusion"] == [[1, 0, 0], [0, 1, 0], [1, 1, 0]]
    assert found["candidate"]["confusion"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert found["active"]["accuracy"]["value"] == 0.5


def test_predictions_of_other_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="same cells"):
        compared("Here", predictions([0, 1], [0, 1]), predictions([0, 2], [0, 1]))
    with pytest.raises(ValueError, match="same cells"):
        compared("Here", predictions([0, 1], [0, 1], ["a", "b"]), predictions([0, 1], [0, 1], ["a", "a"]))
    with pytest.raises(ValueError, match="neither"):
        compared("Here", predictions([-1], [0]), predictions([-1], [0]))
    with pytest.raises(ValueError, match="needs cells"):
        compared("Here", predictions([], []), predictions([], []))


@pytest.mark.slow
@settings(max_examples=15)
@given(cells)
def test_exchanged_models_exchange_better_and_worse(some: Cells) -> None:
    true, before, after, groups = of_cells(some)
    one, other = predictions(true, before, groups), predictions(true, after, groups, threshold=0.95)
    there, back = compared("x", one, other), compared("x", other, one)
    assert there["active"] == back["candidate"]
    assert there["candidate"] == back["active"]
    for row, mirror in [
        (there["mcnemar"], back["mcnemar"]),
        *((there["per_class"][code], back["per_class"][code]) for code in there["per_class"]),
    ]:
        assert (row["better"], row["worse"], row["p"]) == (mirror["worse"], mirror["better"], mirror["p"])
    for name in ("accuracy", "balanced_accuracy"):
        gap, mirror = there["difference"][name], back["difference"][name]
        assert gap["value"] == pytest.approx(-mirror["value"])
        assert (gap["low"], gap["high"]) == pytest.approx((-mirror["high"], -mirror["low"]))


@pytest.mark.slow
@settings(max_examples=15)
@given(cells)
def test_ranges_hold_their_value(some: Cells) -> None:
    true, before, after, groups = of_cells(some)
    found = compared("x", predictions(true, before, groups), predictions(true, after, groups))
    ranges = [*found["difference"].values(), found["active"]["accuracy"], found["candidate"]["balanced_accuracy"]]
    for row in found["per_class"].values():
        ranges += [row["active"], row["candidate"]]
    for one in ranges:
        assert -1 <= one["low"] <= one["value"] + 1e-9
        assert one["value"] - 1e-9 <= one["high"] <= 1 + 1e-9
        assert one["low"] < one["high"]


@pytest.mark.slow
def test_cells_of_one_slide_are_not_independent() -> None:
    rng = np.random.default_rng(1)
    good = np.repeat(rng.random(12) < 0.5, 40)  # on half of the slides the candidate names everything rightly
    true = rng.integers(0, 5, len(good))
    before, after = noisy(rng, true, 0.6), np.where(good, true, noisy(rng, true, 0.5))
    whole = [f"slide {i // 40}" for i in range(len(true))]

    def width(groups: list[str]) -> float:
        gap = compared("x", predictions(true, before, groups), predictions(true, after, groups))["difference"]
        return float(gap["balanced_accuracy"]["high"] - gap["balanced_accuracy"]["low"])

    assert width(whole) > 1.5 * width([""] * len(true))


@pytest.mark.slow
def test_interval_agrees_with_that_of_the_other_reports() -> None:
    rng = np.random.default_rng(2)
    true = rng.integers(0, 5, 400)
    after, groups = noisy(rng, true, 0.8), slides(400, 40)
    found = compared("x", predictions(true, true, groups), predictions(true, after, groups))
    low, high = share_interval((after == true).astype(np.float64), groups)
    accuracy = found["candidate"]["accuracy"]
    assert accuracy["low"] <= low + 0.01
    assert accuracy["high"] >= high - 0.01
    assert accuracy["high"] - accuracy["low"] < 1.5 * (high - low)


@pytest.mark.slow
def test_two_slides_that_agree_by_chance_give_no_narrow_interval() -> None:
    true = np.zeros(20, dtype=int)
    before = np.array([0] * 6 + [1] * 4 + [0] * 6 + [1] * 4)
    found = compared(
        "x",
        predictions(true, before, ["a"] * 10 + ["b"] * 10),
        predictions(true, np.array([0] * 7 + [1] * 3 + [0] * 7 + [1] * 3), ["a"] * 10 + ["b"] * 10),
    )
    assert found["difference"]["accuracy"]["low"] <= 0
