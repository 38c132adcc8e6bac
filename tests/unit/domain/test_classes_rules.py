"""Classes of a laboratory: codes are never reused, names and keys are unique, similar colours are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain import classes
from wbc_desktop.domain.classes import (
    NOT_CLASSED_CLASS,
    STANDARD_CLASSES,
    UNIDENTIFIED_CLASS,
    CellClass,
    cell_class,
    class_order,
    name_of_title,
    parse_label,
)
from wbc_desktop.domain.classes_colours import (
    PALETTE,
    SIMILAR_BELOW,
    VISIONS,
    distance,
    is_colour,
    similar_colours,
    smallest_distance,
    suggest_colour,
)
from wbc_desktop.domain.classes_rules import check_new_code, checked, every_class, from_json, offered, to_json
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import ENGLISH, Language, set_language

BLAST = CellClass("BLA", "Blast", True, "#332288", "A")


@pytest.fixture
def no_laboratory_classes_afterwards() -> Iterator[None]:
    """Remove the laboratory's classes after the test."""
    yield
    classes.set_laboratory_classes(())


@pytest.mark.usefixtures("no_laboratory_classes_afterwards")
def test_laboratory_changes_apply_everywhere() -> None:
    neutrophil = replace(cell_class("NEU"), name="Segmented neutrophil", colour="#0077BB")
    classes.set_laboratory_classes([BLAST, neutrophil])
    assert cell_class("BLA") == BLAST
    assert cell_class("NEU").name == "Segmented neutrophil"
    assert classes.current_laboratory_classes() == (BLAST, neutrophil)
    assert parse_label("segmented neutrophils", [neutrophil]) == parse_label("Neutrophil", [neutrophil]) == "NEU"
    assert parse_label("bla", [BLAST]) == parse_label("blasts", [BLAST]) == "BLA"
    classes.set_laboratory_classes(())
    assert cell_class("NEU").name == "Neutrophil"


def test_lists_of_classes() -> None:
    of_model = CellClass("ART", "Artefact", True, "#777777", "")
    away = replace(STANDARD_CLASSES[4], active=False)
    every = every_class([of_model], [BLAST, away])
    assert [c.code for c in every] == ["NEU", "LYM", "MON", "EOS", "BAS", "IG", "ERB", "PLT", "ART", "BLA"]
    shown = offered([*STANDARD_CLASSES[:5], of_model], [BLAST, away])
    assert [c.code for c in shown] == ["NEU", "LYM", "MON", "EOS", "ART", "BLA"], "without the one set aside"
    assert class_order("BLA") < class_order("UNI") < class_order("NC")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"code": "B"}, "two to eight"),
        ({"code": "1BC"}, "two to eight"),
        ({"code": "BLÄ"}, "two to eight"),
        ({"name": "  "}, "a name"),
        ({"name": "x" * 61}, "a name"),
        ({"name": "Neutrophils"}, "mistaken for Neutrophil"),
        ({"name": "neu"}, "mistaken for Neutrophil"),
        ({"name": "Unidentified"}, "mistaken for Unidentified"),
        ({"colour": "blue"}, "not a colour"),
        ({"key": "N"}, "Neutrophil has the key N"),
        ({"key": "U"}, "belongs to a command"),
        ({"key": "AB"}, "one letter"),
        ({"key": "ß"}, "one letter"),
    ],
)
def test_invalid_classes_are_refused(change: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        checked(replace(BLAST, **change), STANDARD_CLASSES)


def test_valid_classes_are_accepted() -> None:
    wanted = CellClass(" bla ", " Blast  cell ", True, "#aabbcc", " b2"[1:2], True)
    with pytest.raises(UsageError, match="Basophil has the key B"):
        checked(wanted, STANDARD_CLASSES)
    away = [replace(c, active=c.code != "BAS") for c in STANDARD_CLASSES]
    assert checked(wanted, away) == CellClass("BLA", "Blast cell", True, "#AABBCC", "B", True)
    assert checked(STANDARD_CLASSES[0], STANDARD_CLASSES) == STANDARD_CLASSES[0], "a class is not in its own way"


@pytest.mark.parametrize("code", ["NEU", "neu", "UNI", "nc", "BLA", " bla "])
def test_a_code_is_never_used_again(code: str) -> None:
    with pytest.raises(UsageError, match="not reused"):
        check_new_code(code, {"BLA"})
    check_new_code("BLAST", {"BLA"})


@pytest.mark.slow
@given(st.builds(CellClass, st.just("BLA"), st.text(min_size=1), st.booleans(), st.sampled_from(PALETTE), st.text()))
def test_stored_class_is_read_unchanged(c: CellClass) -> None:
    assert from_json("BLA", to_json(c), BLAST) == c
    assert from_json("BLA", {}, BLAST) == BLAST
    assert from_json("NEU", {"white": False}, STANDARD_CLASSES[0]).white, "a standard class stays what it is"


colours = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


@pytest.mark.slow
@given(colours, colours)
def test_distance_is_symmetric(one: str, other: str) -> None:
    for eyes in VISIONS:
        assert distance(one, other, eyes) == pytest.approx(distance(other, one, eyes))
        assert distance(one, one, eyes) == 0
    least, eyes = smallest_distance(one, other)
    assert least == min(distance(one, other, e) for e in VISIONS) == distance(one, other, eyes)


def test_known_distances() -> None:
    """Black and white are 100 apart in CIELAB; red-green blind eyes see little but the lightness of red and green."""
    assert distance("#000000", "#FFFFFF", "all eyes") == pytest.approx(100, abs=0.01)
    normal = distance("#EE3333", "#338833", "all eyes")
    assert normal > 100
    for eyes in list(VISIONS)[1:]:
        assert distance("#EE3333", "#338833", eyes) < normal / 2
        assert distance("#000000", "#FFFFFF", eyes) == pytest.approx(100, abs=0.1), "greys look alike to all"


def test_similar_colours_are_named() -> None:
    near = replace(BLAST, colour="#4477AB")
    (pair,) = similar_colours([*STANDARD_CLASSES, near], ["BLA"])
    assert (pair.one.code, pair.other.code) == ("NEU", "BLA")
    assert pair.distance < SIMILAR_BELOW
    assert "look alike to" in str(pair)
    assert similar_colours([*STANDARD_CLASSES, replace(BLAST, colour="#332288")], ["BLA"]) == []


def test_new_class_gets_a_distinct_colour() -> None:
    shown = [*STANDARD_CLASSES, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS]
    for number in range(2):
        colour = suggest_colour(c.colour for c in shown)
        assert is_colour(colour)
        new = CellClass(f"N{number}", f"New {number}", True, colour, "")
        shown.append(new)
        assert similar_colours(shown, [new.code]) == []


def test_name_that_another_class_has_in_the_language_of_the_window_is_refused() -> None:
    set_language(Language("id", ",", ".", lambda text, _number: "Monosit" if text == "Monocyte" else text))
    try:
        with pytest.raises(UsageError, match=r"could be mistaken for Monosit \(MON\)"):
            checked(replace(BLAST, name="monosit"), STANDARD_CLASSES)
        assert name_of_title("MON", " monosit ") == "Monocyte"
        assert name_of_title("BLA", "Monosit") == "Monosit"
    finally:
        set_language(ENGLISH)
