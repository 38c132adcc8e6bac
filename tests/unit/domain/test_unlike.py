"""Cells unlike the training data: the limit, the binomial test of a slide, and the sentences."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.cells import Cell, Preclassification
from wbc_desktop.domain.unlike import (
    SIGNIFICANCE,
    TOLERATED_SHARE,
    Unlikeness,
    is_unlike,
    likeness_sentence,
    tail,
    unlikeness,
    why_unidentified,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def said(unlike: float | None, unidentified: bool = False) -> Preclassification:
    return Preclassification(1, 1, 1, "NEU", 0.97, {"NEU": 0.97}, unidentified, NOW, "cpu", unlike)


def cell(unlike: float | None, preclassified: bool = True) -> Cell:
    return Cell(1, 1, "a", "a.png", 9, 9, said(unlike) if preclassified else None)


@pytest.mark.parametrize(
    ("score", "unlike"),
    [(None, False), (0.0, False), (1.0, False), (1.0001, True), (math.inf, True), (math.nan, True)],
)
def test_only_scores_over_the_limit_are_unlike(score: float | None, unlike: bool) -> None:
    assert is_unlike(score) is unlike


@pytest.mark.slow
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 99))
def test_the_tail_is_the_exact_binomial_one(counts: tuple[int, int], percent: int) -> None:
    k, n = counts
    share = Fraction(percent, 100)
    exact = sum(math.comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k, n + 1))
    assert tail(k, n, percent / 100) == pytest.approx(float(exact), rel=1e-9)


def test_tail_of_a_very_large_slide() -> None:
    assert tail(10_500, 100_000, 0.1) == pytest.approx(8.54728e-08, rel=1e-4)  # scipy.special.betainc's
    assert tail(90_000, 100_000, 0.1) == 0.0


@pytest.mark.slow
@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_warning_stays_with_one_more_unlike_cell(counts: tuple[int, int]) -> None:
    outside, n = counts
    found = Unlikeness(outside, n)
    if found.needs_warning:
        assert Unlikeness(min(outside + 1, n), n).needs_warning
        assert outside / n > TOLERATED_SHARE
        assert tail(outside, n, TOLERATED_SHARE) < SIGNIFICANCE
    assert bool(found.sentence) is found.needs_warning


@pytest.mark.parametrize(
    ("outside", "n", "announced"),
    [(0, 0, False), (1, 1, False), (3, 3, True), (1, 100, False), (10, 100, False), (18, 100, False), (19, 100, True)],
)
def test_warning_needs_a_significant_share(outside: int, n: int, announced: bool) -> None:
    assert Unlikeness(outside, n).needs_warning is announced


def test_only_cells_with_a_score_are_counted() -> None:
    cells = [cell(0.5), cell(2.0), cell(None), cell(3.0, preclassified=False), cell(1.0)]
    assert unlikeness(cells) == Unlikeness(1, 3)
    assert unlikeness([]) == Unlikeness(0, 0)


def test_sentences_name_the_reason() -> None:
    assert why_unidentified(said(1.5, True), "Neutrophil", "97 %").startswith("Unidentified: unlike what the model")
    assert why_unidentified(said(0.5, True), "Neutrophil", "41 %") == "Unidentified: only 41 % sure of Neutrophil"
    assert why_unidentified(said(None, True), "Neutrophil", "41 %") == "Unidentified: only 41 % sure of Neutrophil"
    assert likeness_sentence(None) == likeness_sentence(said(None)) == ""
    assert "1.5 times" in likeness_sentence(said(1.5))
    assert likeness_sentence(said(0.4)).startswith("Like the cells")
    assert likeness_sentence(said(0.4), announced=True) == ""
    assert "1.5 times" in likeness_sentence(said(1.5), announced=True)
