"""The translations are complete, have the placeholders of the English, and are compiled; and their tool."""

from __future__ import annotations

import ast
import string
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "installer"))

import translations  # noqa: E402

from wbc_desktop.domain.commands import COMMANDS  # noqa: E402

FILES = sorted(translations.FOLDER.glob("wbc_*.ts"))
UPDATE = "run: python installer/translations.py, then translate the sentences that it names in resources/translations"


@pytest.fixture(scope="module")
def found() -> dict[str, translations.Message]:
    return translations.messages()


def test_indonesian_exists() -> None:
    assert [file.name for file in FILES] == ["wbc_id.ts"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_is_translated_with_its_placeholders(file: Path, found: dict[str, translations.Message]) -> None:
    assert len(found) > 500
    assert translations.faults(found, translations.read_translations(file)) == [], UPDATE


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(translations.FOLDER.glob("*.ts")), ids=lambda file: file.stem)
def test_compiled_files_are_up_to_date(file: Path, tmp_path: Path) -> None:
    translations.compile_translations(file, tmp_path / "new.qm")
    assert (tmp_path / "new.qm").read_bytes() == file.with_suffix(".qm").read_bytes(), UPDATE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_commands_of_a_menu_have_different_letters(file: Path) -> None:
    done = translations.read_translations(file)
    letters = Counter(
        (command.menu, text[text.index("&") + 1].lower())
        for command in COMMANDS
        if (text := done.get(command.text, command.text)) and "&" in text
    )
    assert [place for place, count in letters.items() if count > 1] == []
    menus = Counter(done[menu][done[menu].index("&") + 1].lower() for menu in {c.menu for c in COMMANDS if c.menu})
    assert max(menus.values()) == 1


def test_sentences_are_found_in_code() -> None:
    code = (
        'LATER = mark("A constant")\n'
        'tr("One {name} " "in two parts", name=f())\n'
        'trn("{n} cell", "{n} cells", count)\n'
        'Command("open", "&File", "&Open", ("Ctrl+O",), "Open it")\n'
        "tr(LATER)\n"
        'other("Not one of them")\n'
    )
    assert sorted(translations.sentences(ast.parse(code))) == [
        ("&File", ""),
        ("&Open", ""),
        ("A constant", ""),
        ("One {name} in two parts", ""),
        ("Open it", ""),
        ("{n} cells", "{n} cell"),
    ]


def test_update_keeps_translations(tmp_path: Path) -> None:
    file = tmp_path / "wbc_id.ts"
    messages = {
        "  <Open> & “close”\n{name}": translations.Message("  <Open> & “close”\n{name}", "", {"b.py", "a.py"}),
        "{n} cells": translations.Message("{n} cells", "{n} cell", {"a.py"}),
        "New": translations.Message("New", "", {"a.py"}),
    }
    done = {"  <Open> & “close”\n{name}": "  <Buka> & “tutup”\n{name}", "{n} cells": "{n} sel"}
    translations.write_translations(file, messages.values(), {**done, "Gone": "Hilang"})
    assert translations.read_translations(file) == done
    assert translations.faults(messages, translations.read_translations(file)) == ["not translated: 'New' (a.py)"]


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Open {name}", "Buka", "other placeholders"),
        ("Open {name}", "Buka {nama}", "other placeholders"),
        ("{share:.1f} %", "{share:.2f} %", "other placeholders"),
        ("Open", " Buka", "a space"),
        ("&Open", "Buka", "the letter of a menu"),
        ("Open", "&Buka", "the letter of a menu"),
        ("Open", None, "not translated"),
    ],
)
def test_a_wrong_translation_is_named(source: str, translation: str | None, fault: str) -> None:
    done = {} if translation is None else {source: translation}
    faults = translations.faults({source: translations.Message(source, "", {"a.py"})}, done)
    assert len(faults) == 1
    assert fault in faults[0]
    assert repr(source) in faults[0] or repr(translation) in faults[0]


def test_unused_translation_is_named() -> None:
    assert translations.faults({}, {"Gone": "Hilang"}) == ["not in the code any more: 'Gone'"]


def test_placeholders_are_names(found: dict[str, translations.Message]) -> None:
    """``tr`` cannot fill a placeholder without a name or with a number."""
    nameless = [
        source
        for source in found
        for _, name, _, _ in string.Formatter().parse(source)
        if name is not None and not name.isidentifier()
    ]
    assert nameless == []
