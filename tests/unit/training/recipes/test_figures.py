"""The tables of an evaluation: classes without images, restriction to present classes, leakage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.manifest import Sample
from training.recipes.figures import figures, restricted, row, selective
from training.recipes.metrics import averages, calibration_error, mean_interval

CODES = ("NEU", "LYM", "MON", "EOS")


def samples(labels: str) -> list[Sample]:
    """Return one sample per letter."""
    codes = {"N": "NEU", "L": "LYM", "M": "MON", "E": "EOS"}
    return [Sample(Path(f"{n}.png"), codes[letter], "test", "") for n, letter in enumerate(labels)]


def certain(guesses: list[int], sure: float = 0.97) -> np.ndarray:
    """Return probabilities that predict these classes."""
    p = np.full((len(guesses), 4), (1 - sure) / 3)
    p[np.arange(len(guesses)), guesses] = sure
    return p


def test_classes_without_images_are_left_out_of_averages() -> None:
    found = figures(certain([0, 0, 1, 3]), samples("NNLL"), CODES)
    assert found["classes_without_images"] == ["MON", "EOS"]
    assert found["accuracy"] == 0.75
    assert found["balanced_accuracy"] == 0.75  # (2/2 + 1/2) / 2, and not over four classes
    assert found["averages"]["macro"]["recall"] == 0.75
    assert "MON, EOS" in found["averages_note"]
    assert found["per_class"]["EOS"]["support"] == 0
    assert np.shape(found["confusion_matrix"]) == (4, 4)
    assert found["confusion_matrix"][1] == [0, 1, 0, 1]


def test_restricted_to_present_classes() -> None:
    p = np.array([[0.3, 0.2, 0.1, 0.4], [0.0, 0.0, 0.5, 0.5]])
    narrowed = restricted(p, CODES, ["NEU", "LYM"])
    assert narrowed[0] == pytest.approx([0.6, 0.4])
    assert narrowed[1] == pytest.approx([0.5, 0.5])  # nothing was left: as good as any
    plain = row("a", "A", p[:1], samples("N"), CODES, np.full(1, 0.5))
    kept = row("b", "B", narrowed[:1], samples("N"), ["NEU", "LYM"], np.full(1, 0.5))
    assert (plain["accuracy"], kept["accuracy"]) == (0.0, 1.0)


def test_weighted_and_macro_averages() -> None:
    matrix = np.array([[8.0, 2.0], [0.0, 90.0]])
    found = averages(matrix)
    assert found["macro"]["recall"] == pytest.approx(0.9)
    assert found["weighted"]["recall"] == pytest.approx(0.98)
    assert found["macro"]["precision"] == pytest.approx((1 + 90 / 92) / 2)


def test_averages_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    random = np.random.default_rng(0)
    true, guess = random.integers(0, 4, 80), random.integers(0, 4, 80)
    matrix = metrics.confusion_matrix(true, guess, labels=range(4)).astype(float)
    report = metrics.classification_report(true, guess, labels=range(4), output_dict=True, zero_division=0)
    for name, theirs in (("macro", "macro avg"), ("weighted", "weighted avg")):
        for key, their_key in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert averages(matrix)[name][key] == pytest.approx(report[theirs][their_key])


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=80))
def test_calibration_error_is_a_share_and_its_bins_hold_every_image(pairs: list[tuple[float, int]]) -> None:
    first = np.array([p for p, _ in pairs])
    error, bins = calibration_error(np.stack([first, 1 - first], axis=1), np.array([t for _, t in pairs]))
    assert 0 <= error <= 1
    assert sum(b["n"] for b in bins) == len(pairs)
    for b in bins:
        assert b["low"] - 1e-9 <= b["confidence"] <= b["high"] + 1e-9


def test_images_of_unknown_origin_are_counted() -> None:
    known, unknown = samples("NL")
    found = figures(certain([0, 1]), [replace(known, group="slide"), unknown], CODES)
    assert (found["groups"], found["images_without_group"]) == (2, 1)


def test_selective_figures_end_at_the_total_error() -> None:
    found = selective(certain([0, 1, 1, 3]), samples("NLNE"), CODES, np.full(4, 0.5))
    assert found["risk_coverage"][-1]["risk"] == 0.25
    assert found["unidentified"]["error_among_rest"] == 0.25
    flawless = selective(certain([0, 1, 1, 0]), samples("NLLN"), CODES, np.full(4, 0.5))["unidentified"]
    assert flawless["error_among_rest"] == 0
    assert flawless["error_among_rest_ci95"][1] > 0.5, "four cells without an error prove little"


def test_interval_of_copies_is_wider() -> None:
    values = np.repeat(np.random.default_rng(0).random(20), 10)
    low, high = mean_interval(values, [str(i // 10) for i in range(200)])
    near, far = mean_interval(values, [""] * 200)
    assert high - low > 2 * (far - near)
    assert low < values.mean() < high
