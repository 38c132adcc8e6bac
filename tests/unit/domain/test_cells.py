"""The current class and the review state of a cell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.cells import ActKind, Cell, Classification, Preclassification, ReviewState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODES = ("NEU", "LYM", "UNI", "NC")


def cell(now: tuple[str, bool] | None, said: tuple[str | None, str | None] | None) -> Cell:
    """``now``: the model's class, and whether unidentified; ``said``: the reviewer’s class and the model’s then."""
    guess = Preclassification(1, 1, 1, now[0], 0.5, {now[0]: 0.5}, now[1], NOW) if now else None
    word = Classification(1, 1, 1, ActKind.RECLASSIFY, said[0], said[1], "anna", NOW) if said else None
    return Cell(1, 1, "00", "a.png", 9, 9, guess, word)


@pytest.mark.parametrize(
    ("now", "said", "current", "state"),
    [
        (None, None, None, ReviewState.UNREVIEWED),
        (("NEU", False), None, "NEU", ReviewState.UNREVIEWED),
        (("NEU", True), None, "UNI", ReviewState.UNREVIEWED),
        (("NEU", False), ("NEU", "NEU"), "NEU", ReviewState.CONFIRMED),
        (("NEU", False), ("LYM", "NEU"), "LYM", ReviewState.RECLASSIFIED),
        (("NEU", False), (None, "NEU"), "NEU", ReviewState.UNREVIEWED),
        (("LYM", False), ("NEU", "NEU"), "NEU", ReviewState.CONFIRMED),  # a later model differs: still confirmed
        (("NEU", False), ("NEU", None), "NEU", ReviewState.CONFIRMED),  # imported before the model looked
        (("LYM", False), ("NEU", None), "NEU", ReviewState.RECLASSIFIED),
        (None, ("NEU", None), "NEU", ReviewState.DECIDED),
        (None, ("UNI", None), "UNI", ReviewState.DECIDED),
    ],
)
def test_class_and_state_of_a_cell(
    now: tuple[str, bool] | None, said: tuple[str | None, str | None] | None, current: str | None, state: ReviewState
) -> None:
    assert cell(now, said).current == current
    assert cell(now, said).state is state


guesses = st.none() | st.tuples(st.sampled_from(CODES[:2]), st.booleans())
words = st.none() | st.tuples(st.none() | st.sampled_from(CODES), st.none() | st.sampled_from(CODES[:2]))


@pytest.mark.slow
@given(guesses, words)
def test_reviewers_class_counts_and_unidentified_needs_a_decision(
    now: tuple[str, bool] | None, said: tuple[str | None, str | None] | None
) -> None:
    one = cell(now, said)
    if one.label is not None:
        assert one.current == one.label
    assert one.needs_decision == (one.label is None or one.label == "UNI")
    assert (one.state is ReviewState.UNREVIEWED) == (one.label is None)
    if one.current == "UNI":
        assert one.needs_decision
