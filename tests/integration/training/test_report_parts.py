"""Report pages, choice of example cells, and variants of an evaluation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.recipes.examples import chosen
from training.recipes.sheet import ROOM, Sheets, wrapped
from training.recipes.variants import Variant, asked_for


@settings(max_examples=25)
@given(st.lists(st.text("abcdefghij ÄÖ$_^%", min_size=1, max_size=90), min_size=1, max_size=4), st.floats(0.5, ROOM))
def test_lines_fit_their_width_and_keep_all_letters(words: list[str], inches: float) -> None:
    text = " ".join(words)
    lines = wrapped(text, 10, inches)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    from training.recipes.sheet import _inches

    assert all(_inches(line, 10, "normal") <= inches or len(line) == 1 for line in lines)


def test_long_table_continues_on_the_next_page() -> None:
    sheets = Sheets()
    sheets.new_page("A title")
    sheets.table(("name", "figure"), [(f"row {n}", f"{n}\nbelow it") for n in range(70)], (1, 1))
    shown = [text.get_text() for page in sheets.pages for text in page.texts]
    assert len(sheets.pages) > 1
    assert shown.count("figure") == len(sheets.pages)  # its head is on every page
    assert {f"row {n}" for n in range(70)} <= set(shown)
    for page in sheets.pages:
        assert all(0.02 < text.get_position()[1] < 0.98 for text in page.texts)


def test_median_correct_and_most_confident_wrong_cells_are_shown() -> None:
    sure = np.array([0.9, 0.6, 0.7, 0.95, 0.8, 0.55])
    guess = np.array([0, 0, 0, 1, 1, 1])
    p = np.zeros((6, 2))
    p[np.arange(6), guess] = sure
    p[np.arange(6), 1 - guess] = 1 - sure
    picked = chosen(p, np.array([0, 0, 0, 0, 0, 1]))
    assert [(e.index, e.label, e.right) for e in picked] == [(2, 0, True), (3, 0, False), (5, 1, True)]


def test_variants_alone_and_combined() -> None:
    assert asked_for(0, (), ()) == []
    assert asked_for(8, (), ()) == [Variant(flips=8)]
    assert len(asked_for(0, ("reinhard", "grey-world"), ())) == 2
    several = asked_for(4, ("reinhard", "grey-world"), (0.3, 1.0))
    assert len(several) == 6
    assert several[-1] == Variant(4, "reinhard", 0.3)
    assert several[-1].key == "flips-4+reinhard+norm-0.3"
    assert len({way.key for way in several}) == len({way.title for way in several}) == 6
    with pytest.raises(AttributeError):
        several[0].flips = 2  # type: ignore[misc]
