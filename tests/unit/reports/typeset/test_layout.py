"""Shaping and breaking: nothing is lost, nothing is wider than it may be, cuts keep both ends of a name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbc_desktop.reports.typeset.clean import clean
from wbc_desktop.reports.typeset.faces import FALLBACKS, Faces
from wbc_desktop.reports.typeset.layout import ELLIPSIS, Line, Style, Typesetter
from wbc_desktop.runtime.resources import resource

STYLE = Style(10)

SCRIPTS = {
    "Latin": "Zoë Łukasz Đỗ Nguyễn",
    "Greek": "Ελληνικά",
    "Cyrillic": "Кровь Ђорђе",
    "Arabic": "مختبر أمراض الدم پژوهش",
    "Hebrew": "מעבדה",
    "Devanagari": "प्रयोगशाला क्षत्रिय",
    "Thai": "ห้องปฏิบัติการ น้ำ",
    "Chinese": "血液学实验室 實驗室",
    "Japanese": "ひらがな カタカナ 東京",
    "Korean": "서울대학교 혈액",
    "Bengali": "বাংলা",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Ethiopic": "አማርኛ",
    "Khmer": "ខ្មែរ",
    "Lao": "ລາວ",
    "Myanmar": "မြန်မာ",
}


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces(resource("fonts"))


@pytest.fixture(scope="module")
def typesetter(faces: Faces) -> Typesetter:
    return Typesetter(faces)


def text_of(line: Line) -> str:
    """The text that the glyphs of a line stand for, sorted: its order on paper is not that of reading."""
    return "".join(sorted("".join(glyph.text for run in line.runs for glyph in run.glyphs)))


def test_all_fonts_are_there() -> None:
    assert [name for name in FALLBACKS if not resource("fonts", name).is_file()] == []


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_every_script_has_its_glyphs(typesetter: Typesetter, text: str) -> None:
    (line,) = typesetter.lines(text, STYLE)
    assert all(glyph.id != 0 for run in line.runs for glyph in run.glyphs)
    assert text_of(line) == "".join(sorted(clean(text)))


def test_arabic_letters_are_joined(typesetter: Typesetter) -> None:
    joined = typesetter.lines("ببب", STYLE)[0].runs[0].glyphs
    assert len({glyph.id for glyph in joined}) == 3  # final, medial and initial form


def test_right_to_left_runs_stand_in_reading_order_from_the_right(typesetter: Typesetter) -> None:
    (line,) = typesetter.lines("אב", STYLE)
    assert [glyph.text for run in line.runs for glyph in run.glyphs] == ["ב", "א"]
    assert line.right_to_left


def test_a_file_name_keeps_its_ending_at_the_right(typesetter: Typesetter) -> None:
    (line,) = typesetter.name("אב.png", STYLE, 500, 1)
    assert [glyph.text for run in line.runs for glyph in run.glyphs] == ["ב", "א", ".", "p", "n", "g"]
    assert not line.right_to_left


def test_a_character_without_glyph_is_a_box(typesetter: Typesetter) -> None:
    (line,) = typesetter.lines("😀", STYLE)
    assert [glyph.id for run in line.runs for glyph in run.glyphs] == [0]
    assert line.width > 0


def test_words_are_broken_at_spaces(typesetter: Typesetter) -> None:
    lines = typesetter.lines("one two three four", STYLE, typesetter.width("one two th", STYLE))
    assert [text_of(line) for line in lines] == ["".join(sorted(t)) for t in ("one two", "three four")]


def test_blank_lines_are_kept(typesetter: Typesetter) -> None:
    assert [line.width > 0 for line in typesetter.lines("one\n\ntwo\n", STYLE)] == [True, False, True]


def test_a_long_name_is_cut_in_its_middle(typesetter: Typesetter) -> None:
    lines = typesetter.name("start_" + "x" * 300 + "_end.jpg", STYLE, 120, 2)
    assert len(lines) == 2
    glyphs = [[glyph.text for run in line.runs for glyph in run.glyphs] for line in lines]
    assert glyphs[0][:6] == list("start_")
    assert glyphs[1][-8:] == list("_end.jpg")
    assert sum(part.count(ELLIPSIS) for part in glyphs) == 1


def test_a_very_long_text_is_cut_quickly(typesetter: Typesetter) -> None:
    lines = typesetter.lines("word " * 100_000, STYLE, 200, most=3)
    assert len(lines) == 3
    assert ELLIPSIS in {glyph.text for run in lines[-1].runs for glyph in run.glyphs}


def test_a_percent_sign_stays_with_its_number(typesetter: Typesetter) -> None:
    width = typesetter.lines("between 79.2 and 97.6", STYLE, 1000)[0].width * STYLE.size + 1
    lines = typesetter.lines("between 79.2 and 97.6 %", STYLE, width)
    last = "".join(glyph.text for run in lines[-1].runs for glyph in run.glyphs)
    assert (len(lines), last) == (2, "97.6 %")


any_text = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("".join(SCRIPTS.values()) + " \n-_<&"), max_size=60
)


@pytest.mark.slow
@settings(max_examples=60)
@given(any_text, st.floats(15, 200))
def test_any_text_fits_and_nothing_is_lost(typesetter: Typesetter, text: str, width: float) -> None:
    lines = typesetter.lines(text, STYLE, width)
    kept = "".join(sorted("".join(text_of(line) for line in lines).replace(" ", "")))
    assert kept == "".join(sorted(clean(text).replace("\n", "").replace(" ", "")))
    for line in lines:
        single = sum(bool(glyph.text) for run in line.runs for glyph in run.glyphs) <= 1
        # Joined letters at a break may be somewhat wider than within the word.
        assert single or line.width * STYLE.size <= width + STYLE.size


@pytest.mark.slow
@settings(max_examples=60)
@given(any_text, st.floats(15, 200), st.integers(1, 3))
def test_cut_text_has_no_more_lines_than_asked(typesetter: Typesetter, text: str, width: float, most: int) -> None:
    assert len(typesetter.lines(text, STYLE, width, most)) <= most
    assert len(typesetter.name(text, STYLE, width, most)) <= most
