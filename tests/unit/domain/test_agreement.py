"""Agreement of two readers: Cohen's kappa in worked examples and as properties, and the differences."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.agreement import cohens_kappa, compare
from wbc_desktop.domain.cells import ActKind, Cell, Classification
from wbc_desktop.domain.regions import Box

NOW = datetime(2026, 3, 4, tzinfo=UTC)
CODES = ["NEU", "LYM", "MON"]
words = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=1, max_size=40)


def cell(number: int, label: str | None, reviewer: str = "Ada") -> Cell:
    said = None if label is None else Classification(1, number, 1, ActKind.CONFIRM, label, None, reviewer, NOW)
    return Cell(number, 1, f"{number}", f"{number}.png", 9, 9, None, said)


def readings(pairs: list[tuple[str, str]]) -> tuple[list[Cell], list[Cell]]:
    return [cell(i, one) for i, (one, _) in enumerate(pairs)], [cell(i, two, "Bo") for i, (_, two) in enumerate(pairs)]


def test_a_worked_example() -> None:
    """Wikipedia's first example: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no give 0.4."""
    pairs = [("NEU", "NEU")] * 20 + [("NEU", "LYM")] * 5 + [("LYM", "NEU")] * 10 + [("LYM", "LYM")] * 15
    found = compare(*readings(pairs))
    assert found.kappa == pytest.approx(0.4)
    assert (found.n, found.agreed, found.undecided) == (50, 35, 0)
    assert [(c.code, c.first, c.second, c.both) for c in found.classes] == [("NEU", 25, 30, 20), ("LYM", 25, 20, 15)]
    assert all(c.kappa == pytest.approx(0.4) for c in found.classes)  # of two classes each says the same
    assert len(found.differences) == 15


def test_undecided_cells_are_not_compared() -> None:
    first = [cell(1, "NEU"), cell(2, None), cell(3, "UNI"), cell(4, "NC"), cell(5, "LYM")]
    second = [cell(1, "LYM", "Bo"), cell(2, "NEU"), cell(3, "NEU"), cell(4, "NC"), cell(5, None)]
    found = compare(first, second)
    assert (found.n, found.agreed, found.undecided) == (2, 1, 3)
    (only,) = found.differences
    assert (only.path, only.first, only.first_reviewer, only.second) == ("1.png", "NEU", "Ada", "LYM")
    assert found.pairs == (("NEU", "LYM", 1), ("NC", "NC", 1))


def test_cells_of_one_field_are_compared_each_with_itself() -> None:
    boxes = [Box(20 * number, 0, 20, 20) for number in range(3)]
    first = [replace(cell(1, label), box=box) for label, box in zip(("NEU", "LYM", "MON"), boxes, strict=True)]
    second = [replace(cell(1, label, "Bo"), box=box) for label, box in zip(("NEU", "LYM", "EOS"), boxes, strict=True)]
    assert [(d.first, d.second) for d in compare(first, reversed(second)).differences] == [("MON", "EOS")]


def test_kappa_is_none_without_pairs_or_with_one_class() -> None:
    assert compare([], []).kappa is None
    assert cohens_kappa(Counter({("NEU", "NEU"): 9})) is None


@pytest.mark.slow
@given(words)
def test_kappa_is_symmetric(pairs: list[tuple[str, str]]) -> None:
    there, back = Counter(pairs), Counter((two, one) for one, two in pairs)
    assert cohens_kappa(there) == pytest.approx(cohens_kappa(back))


@pytest.mark.slow
@given(words)
def test_kappa_is_between_minus_one_and_one(pairs: list[tuple[str, str]]) -> None:
    kappa = cohens_kappa(Counter(pairs))
    agreed = all(one == two for one, two in pairs)
    assert kappa is None or -1 <= kappa <= 1
    assert kappa is None or (kappa == 1) == agreed
