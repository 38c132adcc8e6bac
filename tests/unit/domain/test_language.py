"""Sentences in the current language: translated, filled, with plurals, and English without a translation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wbc_desktop.domain.language import ENGLISH, Language, current_language, mark, number, set_language, tr, trn

WORDS = {
    "Open": "Buka",
    "The slide {name} has {count:,} cells.": "Ada {count:,} sel pada sediaan {name}.",
    "{n:,} cells": "{n:,} sel",
    "Broken {name}": "Rusak {nama}",
    "{share:.1f} %": "{share:.1f} %",
}
INDONESIAN = Language("id", ",", ".", lambda text, _number: WORDS.get(text, text))


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language(ENGLISH)


def test_sentence_without_translation_is_unchanged() -> None:
    assert current_language().code == "en"
    assert tr("Open") == "Open"
    assert tr("The slide {name} has {count:,} cells.", name="A{}", count=1234) == "The slide A{} has 1,234 cells."


def test_translation_may_reorder_values_and_formats_numbers() -> None:
    set_language(INDONESIAN)
    assert tr("Open") == "Buka"
    said = tr("The slide {name} has {count:,} cells.", name="1,5 {x}.", count=1234)
    assert said == "Ada 1.234 sel pada sediaan 1,5 {x}.."  # what is no number stays as it is
    assert tr("{share:.1f} %", share=12.34) == "12,3 %"
    assert number(1234.5, ",.1f") == "1.234,5"


@pytest.mark.parametrize(("count", "said"), [(0, "0 cells"), (1, "1 cell"), (2, "2 cells"), (1234, "1,234 cells")])
def test_english_has_a_singular(count: int, said: str) -> None:
    assert trn("{n:,} cell", "{n:,} cells", count) == said


def test_indonesian_has_no_singular() -> None:
    set_language(INDONESIAN)
    assert [trn("{n:,} cell", "{n:,} cells", count) for count in (1, 1234)] == ["1 sel", "1.234 sel"]
    assert trn("{n} slide", "{n} slides", 1) == "1 slide"  # not translated yet: English, with its singular


def test_translation_with_a_wrong_placeholder_falls_back_to_english() -> None:
    set_language(INDONESIAN)
    assert tr("Broken {name}", name="x") == "Broken x"


def test_a_constant_is_translated_when_it_is_shown() -> None:
    constant = mark("Open")
    assert constant == "Open"
    set_language(INDONESIAN)
    assert tr(constant) == "Buka"


def test_a_value_that_is_not_given_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        tr("{missing}", other=1)


@pytest.mark.parametrize("typed", ["Opening “{0}”…", "Ranges of {our lab}", "} and {", "100 % {{sure}}"])
@pytest.mark.parametrize("language", [ENGLISH, INDONESIAN])
def test_typed_text_with_braces_is_unchanged(typed: str, language: Language) -> None:
    set_language(language)
    assert tr(typed) == typed
