"""Agreement of preclassification and final class: which cells are counted, and the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.reports.samples import cell, rough_interval

from wbc_desktop.reports.agreement import agreement, cohens_kappa
from wbc_desktop.reports.data import Change

codes = st.sampled_from(["NEU", "LYM", "MON", "EOS"])


def test_only_decided_cells_count() -> None:
    cells = [
        cell(1, "NEU"),
        cell(2, "NEU", "UNI"),
        cell(3, None, "NEU"),
        cell(4, "NEU", "NEU"),
        cell(5, "LYM", "NC"),
    ]
    found = agreement(cells, rough_interval)
    assert (found.n, found.agreed) == (2, 1)
    assert found.interval == (0.4, 0.6)
    assert found.changes == (Change("LYM", "NC", 1),)


def test_an_unsure_preclassification_counts_with_its_most_probable_class() -> None:
    assert agreement([cell(1, "EOS", "EOS", unidentified=True)], rough_interval).agreed == 1


def test_nothing_decided() -> None:
    found = agreement([cell(1, "NEU")], rough_interval)
    assert (found.n, found.agreed, found.interval, found.kappa, found.changes) == (0, 0, None, None, ())


def test_changes_the_most_frequent_first_then_in_the_order_of_the_classes() -> None:
    pairs = [("MON", "NEU"), ("NEU", "LYM"), ("LYM", "NEU"), ("LYM", "NEU"), ("NEU", "EOS")]
    found = agreement([cell(n, *pair) for n, pair in enumerate(pairs, 1)], rough_interval)
    assert found.changes == (
        Change("LYM", "NEU", 2),
        Change("NEU", "LYM", 1),
        Change("NEU", "EOS", 1),
        Change("MON", "NEU", 1),
    )


def test_kappa_of_a_textbook_table() -> None:
    from collections import Counter

    table = Counter({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})
    assert cohens_kappa(table) == pytest.approx(0.4)


def test_kappa_has_no_value_where_there_is_one_class_only() -> None:
    assert agreement([cell(1, "NEU", "NEU"), cell(2, "NEU", "NEU")], rough_interval).kappa is None


@pytest.mark.slow
@given(st.lists(st.tuples(codes, codes), min_size=1, max_size=30))
def test_numbers_are_consistent(pairs: list[tuple[str, str]]) -> None:
    found = agreement([cell(n, *pair) for n, pair in enumerate(pairs, 1)], rough_interval)
    assert found.n == len(pairs)
    assert found.agreed + sum(change.count for change in found.changes) == found.n
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.agreed == found.n)
