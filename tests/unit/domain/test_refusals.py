"""Stored reasons why a file is not a cell, shown in another language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.domain.refusals import reason_text

WORDS = {
    "is empty": "kosong",
    "is a folder that {what}": "adalah folder yang {what}",
    "cannot be read ({what})": "tidak dapat dibaca ({what})",
    "is too large to be the picture of one cell ({what} MB)": "terlalu besar ({what} MB)",
}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language(ENGLISH)


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("is empty", "kosong"),
        ("is too large to be the picture of one cell (1,234 MB)", "terlalu besar (1,234 MB)"),
        (
            "is a folder that cannot be read (Input/output error)",
            "adalah folder yang tidak dapat dibaca (Input/output error)",
        ),
        ("was written by an older program", "was written by an older program"),
        ("", ""),
    ],
)
def test_stored_reason_is_translated(stored: str, told: str) -> None:
    assert reason_text(stored) == stored
    set_language(Language("id", ",", ".", lambda text, _number: WORDS.get(text, text)))
    assert reason_text(stored) == told
