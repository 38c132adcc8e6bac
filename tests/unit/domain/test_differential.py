"""The differential: every cell is counted, the shares sum to 100 %, and cells and counts give the same result."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.cells import ActKind, Cell, Classification, Preclassification
from wbc_desktop.domain.classes import NOT_CLASSED, STANDARD_CLASSES, UNIDENTIFIED
from wbc_desktop.domain.differential import Differential, differential, differential_from_counts

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODES = [*(c.code for c in STANDARD_CLASSES), "BLA"]

said = st.none() | st.tuples(st.sampled_from(CODES), st.booleans())
label = st.none() | st.tuples(st.none() | st.sampled_from([*CODES, UNIDENTIFIED, NOT_CLASSED]))
cells = st.lists(st.tuples(said, label), max_size=60)


def cell(number: int, said: tuple[str, bool] | None, label: tuple[str | None] | None) -> Cell:
    guess = word = None
    if said is not None:
        guess = Preclassification(number, number, 1, said[0], 0.6, {said[0]: 0.6}, said[1], NOW)
    if label is not None:
        heard = said[0] if said is not None else None
        word = Classification(number, number, 1, ActKind.RECLASSIFY, label[0], heard, "Ada", NOW)
    return Cell(number, 1, "", f"{number}.png", 80, 80, guess, word)


def made(drawn: list[tuple[tuple[str, bool] | None, tuple[str | None] | None]]) -> list[Cell]:
    return [cell(number, *values) for number, values in enumerate(drawn)]


@pytest.mark.slow
@given(cells)
def test_every_cell_is_counted_once(drawn: list[tuple[tuple[str, bool] | None, tuple[str | None] | None]]) -> None:
    shown = made(drawn)
    d = differential(shown, STANDARD_CLASSES)
    assert d.total == len(shown)
    assert sum(r.count for r in d.rows) + d.unidentified + d.not_classed + d.unclassified == d.total
    assert d.undecided == sum(c.needs_decision for c in shown)
    assert d.white == sum(r.count for r in d.rows if r.cell_class.white)


@pytest.mark.slow
@given(cells)
def test_the_shares_of_the_white_cells_make_one(
    drawn: list[tuple[tuple[str, bool] | None, tuple[str | None] | None]],
) -> None:
    d = differential(made(drawn), STANDARD_CLASSES)
    shares = [r.share for r in d.rows if r.cell_class.white]
    if d.white:
        assert sum(s for s in shares if s is not None) == pytest.approx(1)
        assert all(r.share == r.count / d.white for r in d.rows)
    else:
        assert all(r.share is None for r in d.rows)


@pytest.mark.slow
@given(cells)
def test_undecided_cell_has_the_models_class(
    drawn: list[tuple[tuple[str, bool] | None, tuple[str | None] | None]],
) -> None:
    for c in made(drawn):
        if c.label is not None:
            assert c.current == c.label
        elif c.preclassification is None:
            assert c.current is None
        else:
            assert c.current == (UNIDENTIFIED if c.preclassification.unidentified else c.predicted)


def known() -> Differential:
    standing: Counter[str | None] = Counter({"NEU": 60, "LYM": 30, "MON": 10, "ERB": 5, UNIDENTIFIED: 2, None: 3})
    return differential_from_counts(standing, 5, STANDARD_CLASSES)


def test_a_known_differential() -> None:
    d = known()
    assert [(r.cell_class.code, r.count, r.share) for r in d.rows] == [
        ("NEU", 60, 0.6),
        ("LYM", 30, 0.3),
        ("MON", 10, 0.1),
        ("EOS", 0, 0.0),
        ("BAS", 0, 0.0),
        ("IG", 0, 0.0),
        ("ERB", 5, 0.05),
        ("PLT", 0, 0.0),
    ]
    assert (d.white, d.unidentified, d.not_classed, d.unclassified, d.undecided, d.total) == (100, 2, 0, 3, 5, 110)


def test_a_class_that_is_not_listed_is_listed_when_it_has_cells() -> None:
    standing: Counter[str | None] = Counter({"BLA": 1, "NEU": 1})
    assert [r.cell_class.code for r in differential_from_counts(standing, 0, ()).rows] == ["NEU", "BLA"]
