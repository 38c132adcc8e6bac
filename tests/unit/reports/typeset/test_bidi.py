"""The direction of text. The expected orders follow the Unicode bidirectional algorithm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.reports.typeset import bidi


def shown(text: str, base: int | None = None) -> str:
    """Return the characters in their order from left to right (brackets not mirrored)."""
    level = bidi.base_level(text) if base is None else base
    runs = bidi.visual_runs(text, bidi.levels(text, level), 0, len(text), level)
    return "".join(text[a:b][::-1] if depth % 2 else text[a:b] for a, b, depth in runs)


@pytest.mark.parametrize(
    ("text", "base", "order"),
    [
        ("abc 12.5 %", 0, "abc 12.5 %"),
        ("אבג", 1, "גבא"),
        ("אב 12.5", 1, "12.5 בא"),  # numbers stay readable
        ("אב 12-34", 1, "12-34 בא"),
        ("عم 12-34", 1, "34-12 مع"),  # after Arabic letters a hyphen parts two numbers
        ("slide אב 5 cells", 0, "slide 5 בא cells"),
        ("slide אב, 5 cells", 1, "cells 5 ,בא slide"),
        ("אב (cd) גד", 1, "דג )cd( בא"),
        ("ab (גד) ef", 0, "ab (דג) ef"),
        ("אב $5", 1, "$5 בא"),
        ("אב.png", 0, "בא.png"),
        ("a אב ", 0, "a בא "),
        ("א\u0301ב", 1, "ב\u0301א"),
    ],
)
def test_orders(text: str, base: int, order: str) -> None:
    assert shown(text, base) == order


def test_the_first_letter_decides_the_paragraph() -> None:
    assert bidi.base_level("12 (אב) cd") == 1
    assert bidi.base_level("12 cd אב") == 0
    assert bidi.base_level("12 ...") == 0


letters = st.text("ab אבעم12٣%-,.()[] \u0301\u0651_", max_size=30)


@pytest.mark.slow
@given(letters, st.sampled_from([0, 1]))
def test_every_character_is_shown_once(text: str, base: int) -> None:
    assert sorted(shown(text, base)) == sorted(text)


@pytest.mark.slow
@given(st.text("abc 12%.,()-", max_size=30))
def test_text_without_right_to_left_letters_stays_as_it_is(text: str) -> None:
    assert bidi.is_plain(text)
    assert shown(text, 0) == text
