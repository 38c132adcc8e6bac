"""The guide names the keys in use, and reads the figures of the models from their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbc_desktop.domain.classes import STANDARD_CLASSES, cell_class
from wbc_desktop.domain.keymap import Keymap, class_keys
from wbc_desktop.services import guide
from wbc_desktop.services.guide import KeysInUse, Section


def in_use(keymap: Keymap | None = None) -> KeysInUse:
    chosen = keymap or Keymap()
    letters = class_keys(STANDARD_CLASSES, chosen)
    return KeysInUse([(shown, letters[shown.code]) for shown in STANDARD_CLASSES], chosen)


def test_pages_name_the_default_keys() -> None:
    text = "Press `Ctrl+P`, `N` or `Space`; run `wbc-desktop doctor`."
    assert guide.filled(text, in_use()) == text


def test_pages_name_changed_keys() -> None:
    keymap = Keymap().assign("confirm", "K", STANDARD_CLASSES).assign("class NEU", "7", STANDARD_CLASSES)
    assert guide.filled("`Space` or `N`", in_use(keymap)) == "`K` or `7`"


def test_pages_name_the_menu_text_of_a_command_without_key() -> None:
    keymap = Keymap().assign("pdf", "", STANDARD_CLASSES)
    assert guide.filled("Press `Ctrl+P`.", in_use(keymap)) == "Press “Report (PDF)”."


def test_pages_write_keys_as_the_platform_does() -> None:
    keys = KeysInUse(in_use().classes, Keymap(), lambda key: key.replace("Ctrl+", "⌘"))
    assert guide.filled("`Ctrl+P`", keys) == "`⌘P`"
    assert "| `⌘P` |" in guide.key_table(keys)


def test_key_card_has_every_key_once_and_no_key_of_the_zoom_with_equals() -> None:
    card = guide.key_table(in_use())
    assert card.count("| `Ctrl+P` |") == 1
    assert "| `Ctrl+Shift+Z` or `Ctrl+Y` |" in card
    assert "Classify as Neutrophil (NEU)" in card
    assert "=" not in card


def test_key_card_shows_names_of_classes_as_they_are() -> None:
    card = guide.key_table(KeysInUse([(cell_class("BLA", "Blast | *odd*"), "7")], Keymap()))
    assert r"Blast \| \*odd\*" in card


def test_table_replaces_what_lies_between_its_marks() -> None:
    text = "before\n<!-- keys -->\nold\n<!-- /keys -->\nafter\n"
    assert guide.replaced(text, "keys", lambda: "new") == "before\n<!-- keys -->\n\nnew\n<!-- /keys -->\nafter\n"
    assert guide.replaced("no marks", "keys", lambda: "new") == "no marks"


def test_figures_come_from_the_files_of_the_models() -> None:
    from wbc_desktop.inference.cards import read_model_card
    from wbc_desktop.reports.performance import performance
    from wbc_desktop.runtime.resources import bundled_models

    figures = guide.model_figures()
    for file in bundled_models():
        assert f"### {file.stem}" in figures
        for sentence in performance(read_model_card(file).evaluation):
            assert guide.escaped(sentence) in figures


def test_damaged_model_is_named_in_place_of_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"nothing")
    monkeypatch.setattr(guide, "bundled_models", lambda: [broken])
    assert "choose another model file" in guide.model_figures()


def test_contents_follow_the_first_page() -> None:
    sections = guide.contents()
    assert sections[0] == Section("For reviewers", tuple(page for section in sections[:1] for page in section.pages))
    assert sections[0].pages[0] == ("first-slide", "Your first slide")
    assert [section.title for section in sections] == ["For reviewers", "For managers", "For researchers", "Look up"]


def test_search_finds_pages_with_all_words() -> None:
    keys = in_use()
    assert "backups" in guide.pages_with("backup RESTORE", keys)
    assert "heatmap" not in guide.pages_with("backup restore", keys)
    assert guide.pages_with("xyzzy", keys) == set()
    assert "keys" in guide.pages_with("ctrl+shift+t", keys)
