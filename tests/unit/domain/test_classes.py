"""Class codes, names and their order; parsing of labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import (
    NOT_CLASSED,
    NOT_CLASSED_CLASS,
    STANDARD_CLASSES,
    UNIDENTIFIED,
    UNIDENTIFIED_CLASS,
    CellClass,
    cell_class,
    class_order,
    parse_label,
)
from wbc_desktop.domain.errors import UnknownLabel

ALL = (*STANDARD_CLASSES, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS)
BLAST = CellClass("BLA", "Blast cell", True, "#777777", "")

classes = st.sampled_from(ALL)
spaces = st.text(" \t", max_size=3)


@pytest.mark.slow
@given(classes, spaces, spaces, st.sampled_from([str.lower, str.upper, str.title, str.swapcase]), st.data())
def test_a_code_or_name_is_understood_in_any_case_and_plural(
    c: CellClass, before: str, after: str, case: object, data: st.DataObject
) -> None:
    text = data.draw(
        st.sampled_from([c.code, c.name, c.name + "s", c.name.replace(" ", "_"), c.name.replace(" ", "-")])
    )
    assert parse_label(before + case(text) + after) == c.code  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NEUTROPHIL", "NEU"),
        ("lymphocytes", "LYM"),
        ("ig", "IG"),
        ("Immature  Granulocyte", "IG"),
        ("immature_granulocytes", "IG"),
        ("immature-granulocyte", "IG"),
        ("platelet", "PLT"),
        ("uni", UNIDENTIFIED),
        ("not classed", NOT_CLASSED),
        ("blast cells", "BLA"),
    ],
)
def test_examples(text: str, code: str) -> None:
    assert parse_label(text, [BLAST]) == code


@pytest.mark.slow
@given(st.text(max_size=30))
def test_any_text_is_a_known_code_or_refused_with_itself(text: str) -> None:
    try:
        code = parse_label(text)
    except UnknownLabel as error:
        refused = error.text
    else:
        assert code in {c.code for c in ALL}
        return
    assert refused == text


@pytest.mark.parametrize("text", ["", " ", "s", "NE", "neutrophilss", "neu tro phil", "NEU LYM", "blast cell"])
def test_unknown_labels_are_refused(text: str) -> None:
    with pytest.raises(UnknownLabel):
        parse_label(text)


def test_no_two_classes_share_a_code_name_key_or_colour() -> None:
    for part in ("code", "name", "key", "colour"):
        values = [getattr(c, part).casefold() for c in ALL]
        assert len(set(values)) == len(ALL), part


@pytest.mark.slow
@given(st.permutations([*ALL, BLAST, cell_class("ABC")]))
def test_the_order_is_that_of_the_field_with_unknown_classes_before_the_uncounted(shuffled: list[CellClass]) -> None:
    codes = [c.code for c in sorted(shuffled, key=lambda c: class_order(c.code))]
    assert codes == [*(c.code for c in STANDARD_CLASSES), "ABC", "BLA", UNIDENTIFIED, NOT_CLASSED]


@pytest.mark.slow
@given(st.text(max_size=6), st.none() | st.text(min_size=1, max_size=10))
def test_a_class_that_only_a_model_knows_counts_as_a_white_cell(code: str, name: str | None) -> None:
    c = cell_class(code, name)
    if code in {known.code for known in ALL}:
        assert c in ALL
    else:
        assert (c.code, c.name, c.white) == (code, name or code, True)
