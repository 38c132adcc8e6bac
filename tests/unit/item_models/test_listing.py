"""Listings agree with the same rules in plain Python; a changed listing equals a new one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import class_order
from wbc_desktop.item_models.id_list import as_ids, rows_among, runs
from wbc_desktop.item_models.listing import Group, Listing, ListRequest, listing_of

CODES = ("NEU", "LYM", "BAS", "UNI", None)
CellStates = Mapping[int, tuple[bool, str | None]]
"""For each cell, whether it matches the filter, and its class."""

cell_states = st.dictionaries(st.integers(1, 40), st.tuples(st.booleans(), st.sampled_from(CODES)))
rows = st.sets(st.integers(0, 60)).map(sorted)


def listing(request: ListRequest, states: CellStates) -> Listing:
    every = as_ids(states)
    codes = tuple(dict.fromkeys(code for _, code in states.values()))
    numbers = [codes.index(code) for _, code in states.values()] if request.grouped else []
    matches = np.array([matches for matches, _ in states.values()], np.bool_)
    return Listing(request, every, matches, np.array(numbers, np.int16), codes if request.grouped else ())


@pytest.mark.slow
@given(states=cell_states)
def test_groups_follow_the_order_of_classes_and_keep_the_order_of_cells(states: CellStates) -> None:
    made = listing(ListRequest(1, grouped=True), states)
    shown = [cell for cell, (matches, _) in states.items() if matches]

    def place(code: str | None) -> tuple[bool, object]:
        return code is None, class_order(code or "")

    assert made.shown.tolist() == sorted(shown, key=lambda cell: place(states[cell][1]))
    codes = [states[cell][1] for cell in made.shown.tolist()]
    assert list(made.groups) == [Group(code, codes.count(code)) for code in dict.fromkeys(codes)]


@pytest.mark.slow
@given(states=cell_states, changes=cell_states, grouped=st.booleans())
def test_changed_listing_equals_a_new_one(states: CellStates, changes: CellStates, grouped: bool) -> None:
    before = listing(ListRequest(1, grouped=grouped), states)
    belonging = {cell for cell, (matches, _) in changes.items() if matches}
    now = before.changed(list(changes), belonging, {cell: code for cell, (_, code) in changes.items()})
    # Cells that are new on the slide are not shown before the list is read again.
    fresh = listing(before.request, {cell: changes.get(cell, states[cell]) for cell in states})
    assert now.shown.tolist() == fresh.shown.tolist()
    assert now.groups == fresh.groups
    assert now.request is before.request


def test_unchanged_listing_is_the_same_object() -> None:
    plain = listing_of(ListRequest(1), [3, 1, 2])
    assert plain.changed([1, 9], {1, 9}, {}) is plain
    assert plain.changed([1], set(), {}) is not plain


@pytest.mark.slow
@given(rows=rows)
def test_runs_cover_exactly_their_rows(rows: list[int]) -> None:
    found = runs(np.array(rows, np.intp))
    assert [row for first, last in found for row in range(first, last + 1)] == rows
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(found))


@pytest.mark.slow
@given(ids=st.lists(st.integers(0, 10**9), unique=True), some=st.sets(st.integers(0, 10**9)))
def test_rows_among_finds_the_rows_of_the_ids(ids: list[int], some: set[int]) -> None:
    assert rows_among(as_ids(ids), some).tolist() == [row for row, item in enumerate(ids) if item in some]
