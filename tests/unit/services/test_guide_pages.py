"""The pages of the guide: alike in both languages; each link, picture, menu, button and key that they name exists."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "installer"))

import translations  # noqa: E402

from wbc_desktop.domain.classes import STANDARD_CLASSES  # noqa: E402
from wbc_desktop.domain.commands import COMMANDS  # noqa: E402
from wbc_desktop.domain.keymap import BY_NAME, class_keys, normal_key  # noqa: E402
from wbc_desktop.services.guide import LANGUAGES  # noqa: E402

HELP = ROOT / "resources" / "help"
NAMES = sorted(file.stem for file in (HELP / "en").glob("*.md"))
LONGEST_LINE = 140
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pages = pytest.mark.parametrize("name", NAMES)
languages = pytest.mark.parametrize("language", LANGUAGES)


def text(language: str, name: str) -> str:
    return (HELP / language / f"{name}.md").read_text(encoding="utf-8")


@cache
def shown(language: str) -> dict[str, str]:
    """Return the text in the window for each sentence of the program, without the marks of a menu."""
    done = translations.read_translations(translations.FOLDER / f"wbc_{language}.ts")
    return {source: plain(done.get(source, source)) for source in translations.messages()}


def plain(sentence: str) -> str:
    return sentence.replace("&", "").rstrip("…")


def menus(language: str) -> dict[str, set[str]]:
    """Return the commands of each menu, as the window shows them in this language."""
    words, found = shown(language), dict[str, set[str]]()
    for command in COMMANDS:
        if command.menu:
            found.setdefault(words[command.menu], set()).add(words[command.text])
    return found


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(file.stem for file in (HELP / "id").glob("*.md")) == NAMES
    assert len(NAMES) > 15


@pages
def test_both_languages_have_the_same_headings_pictures_links_and_code(name: str) -> None:
    english, indonesian = text("en", name), text("id", name)
    assert HEADING.findall(english) == HEADING.findall(indonesian)
    assert [Path(file).name for _, file in PICTURE.findall(english)] == [
        Path(file).name for _, file in PICTURE.findall(indonesian)
    ]
    assert sorted(set(LINK.findall(english))) == sorted(set(LINK.findall(indonesian)))
    assert FENCED.findall(english) == FENCED.findall(indonesian)
    if name != "keys":  # a table in the language's own words
        assert set(CODE.findall(english)) == set(CODE.findall(indonesian))


@languages
@pages
def test_links_lead_to_pages_and_model_cards(language: str, name: str) -> None:
    for target in LINK.findall(text(language, name)):
        assert (HELP / language / target).is_file(), target
        assert (HELP / language / target).resolve().is_relative_to(ROOT / "resources"), target


@languages
def test_every_page_is_in_the_contents_under_its_title(language: str) -> None:
    entries = dict(re.findall(r"^- \[([^\]]+)\]\(([a-z-]+)\.md\)$", text(language, "index"), re.MULTILINE))
    assert sorted(entries.values()) == [name for name in NAMES if name != "index"]
    for title, name in entries.items():
        assert text(language, name).startswith(f"# {title}\n")


@languages
def test_every_picture_is_used_in_its_language_and_described(language: str) -> None:
    used = [found for name in NAMES for found in PICTURE.findall(text(language, name))]
    assert all(len(about) > 20 for about, _ in used)
    wanted = {(HELP / language / file).resolve() for _, file in used}
    assert wanted == set((HELP / "pictures" / language).glob("*.png"))


def test_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in HELP.rglob("*.png")) < 3_000_000


@languages
@pages
def test_bold_words_are_words_of_the_window(language: str, name: str) -> None:
    """Menus as ``**File → Backups**``; a single word is any text of the window. Bold is used for nothing else."""
    words = {word.casefold() for word in shown(language).values()}
    for bold in BOLD.findall(text(language, name)):
        menu, *rest = [part.strip() for part in " ".join(bold.split()).split("→")]
        if rest:
            assert rest[0] in menus(language)[menu], bold
            assert {part.casefold() for part in rest[1:]} <= words, bold
        else:
            assert menu.casefold() in words, bold


@pages
def test_keys_in_the_text_are_default_keys_of_commands_and_classes(name: str) -> None:
    """The window replaces them by the keys in use. A key that cannot be changed is written without backticks."""
    defaults = {key for command in BY_NAME.values() for key in command.keys} | set(
        class_keys(STANDARD_CLASSES).values()
    )
    for code in CODE.findall(text("en", name)):
        if normal_key(code) == code and code != "_":
            assert code in defaults, code
        else:
            assert not re.match(r"(Ctrl|Shift|Alt)\+", code), code


@languages
@pages
def test_no_key_of_a_command_is_named_outside_backticks(language: str, name: str) -> None:
    rest = CODE.sub("", FENCED.sub("", text(language, name)))
    assert re.findall(r"\b(?:Ctrl|Shift|Alt)\+\S|\bF\d\b(?!1)", rest.replace("F1,", "").replace("F1)", "")) == []


@languages
@pages
def test_lines_are_short_enough_to_read_in_the_file(language: str, name: str) -> None:
    lines = [line for line in text(language, name).splitlines() if not line.startswith(("|", "!", "wbc-train"))]
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
