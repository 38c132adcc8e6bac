"""Slides held out of training: whole, about a third, and for ever."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.held_out import SHARE, Sizes, sides, split_sentence

CODES = ("NEU", "LYM", "MON")
SLIDE = st.dictionaries(st.sampled_from(CODES), st.integers(1, 60), min_size=1).map(Counter)
SLIDES = st.dictionaries(st.integers(1, 500), SLIDE, min_size=1, max_size=25)


def share(sizes: Sizes, out: dict[int, bool], code: str) -> float:
    """Return the share of a class that is held out."""
    total = sum(size.get(code, 0) for size in sizes.values())
    return sum(size.get(code, 0) for slide, size in sizes.items() if out[slide]) / total


@given(SLIDES)
def test_every_slide_has_a_side_and_neither_side_is_empty(sizes: Sizes) -> None:
    found = sides(sizes, {})
    assert set(found) == set(sizes)
    assert sides(dict(reversed(sizes.items())), {}) == found
    assert len(set(found.values())) == min(len(sizes), 2)


@given(SLIDES, SLIDES)
def test_sides_stay_when_slides_come_and_cells_are_added(first: Sizes, second: Sizes) -> None:
    earlier = sides(first, {})
    both = {**first, **second}
    later = sides(both, earlier)
    assert {slide: later[slide] for slide in earlier} == earlier
    assert set(later) == set(both)
    assert sides(second, later) == {slide: later[slide] for slide in second}


@given(SLIDES)
def test_a_class_is_held_out_only_where_another_slide_has_it_too(sizes: Sizes) -> None:
    found = sides(sizes, {})
    trained = Counter[str]()
    for slide, size in sizes.items():
        trained.update({} if found[slide] else size)
    lost = {code for slide, size in sizes.items() if found[slide] for code in size} - set(trained)
    assert not lost or sum(found.values()) == 1  # the one slide that has to be held out anyway


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, st.integers(5, 10))), min_size=20, max_size=60))
def test_about_the_share_of_each_class_is_held_out_of_many_slides(some: list[dict[str, int]]) -> None:
    sizes = dict(enumerate(some, 1))
    found = sides(sizes, {})
    assert all(abs(share(sizes, found, code) - SHARE) < 0.1 for code in CODES)


def test_slide_with_most_lessons_is_trained_on() -> None:
    for slide in range(1, 20):
        sizes = {slide: Counter(NEU=90), slide + 1: Counter(NEU=10)}
        assert sides(sizes, {}) == {slide: False, slide + 1: True}


def test_new_slide_takes_the_side_that_is_empty() -> None:
    assert sides({1: Counter(NEU=5), 2: Counter(NEU=50)}, {1: True})[2] is False
    assert sides({1: Counter(NEU=5), 2: Counter(NEU=50)}, {1: False})[2] is True
    assert sides({1: Counter(NEU=5), 2: Counter(LYM=5)}, {1: True})[2] is False


def test_sentence_says_what_is_missing() -> None:
    assert split_sentence({}) == ""
    assert "one slide only" in split_sentence({1: False})
    assert "trained on before" in split_sentence({1: False, 2: False})
    assert "held out before" in split_sentence({1: True, 2: True})
    assert split_sentence({1: True, 2: False}) == ""
