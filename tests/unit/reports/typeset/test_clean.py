"""Text made fit to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.reports.typeset.clean import clean, clean_name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('plain <b>text</b> & "more"', 'plain <b>text</b> & "more"'),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("bell\x07 nul\x00", "bell\\x07 nul\\x00"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("नमस्ते\u200d", "नमस्ते\u200d"),
        ("na\udcffme", "na\\xffme"),
        ("lone \ud800", "lone \\ud800"),
        ("e\u0301", "é"),
        ("\uffff", "\\uffff"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_line_break_in_a_name_shows() -> None:
    assert clean_name("a\nb\u2028c.png") == "a\\x0ab\\x2028c.png"


@pytest.mark.slow
@given(st.text(st.characters()))
def test_clean_text_can_be_encoded_and_has_no_bidi_controls(text: str) -> None:
    shown = clean(text)
    shown.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown.replace("\n", ""))
    assert not any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in shown)
    assert clean(shown) == shown
