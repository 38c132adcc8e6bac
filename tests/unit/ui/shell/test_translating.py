"""Qt's translators set the language of the window: choice, loading, plurals, Qt's own texts, return to English."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import NEUTROPHIL, CellClass
from wbc_desktop.domain.commands import COMMANDS
from wbc_desktop.domain.language import current_language, number, tr, trn
from wbc_desktop.runtime.resources import resource
from wbc_desktop.ui.shell import translating
from wbc_desktop.ui.shell.translating import NAMES, chosen_language, forget_translations, translate_into


@pytest.fixture(autouse=True)
def reset_language(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    forget_translations()
    QLocale.setDefault(before)


def test_indonesian_can_be_loaded_and_removed() -> None:
    assert translate_into("id") == "id"
    assert current_language().code == "id"
    assert (tr("&File"), tr("Neutrophil")) == ("&Berkas", "Neutrofil")
    assert [trn("{n:,} cell", "{n:,} cells", count) for count in (1, 1234)] == ["1 sel", "1.234 sel"]
    assert number(12.5, ".1f") == "12,5"
    assert tr("A sentence that nobody has translated") == "A sentence that nobody has translated"
    forget_translations()
    assert tr("&File") == "&File"
    assert trn("{n:,} cell", "{n:,} cells", 1) == "1 cell"


def test_language_replaces_the_one_before() -> None:
    for language, file in (("id", "&Berkas"), ("en", "&File"), ("id", "&Berkas"), ("en", "&File")):
        assert translate_into(language) == language
        assert tr("&File") == file


def test_name_of_a_class_is_translated_unless_the_laboratory_changed_it() -> None:
    translate_into("id")
    assert NEUTROPHIL.title == "Neutrofil"
    assert CellClass("NEU", "Open", True, "#4477AA", "N").title == "Open"
    assert CellClass("OPN", "Neutrophil", True, "#4477AA", "N").title == "Neutrophil"


@pytest.mark.parametrize("language", ["en", "id"])
def test_letters_of_a_menu_are_unique(language: str) -> None:
    translate_into(language)
    texts = [(command.menu, tr(command.text)) for command in COMMANDS if command.menu and "&" in command.text]
    letters = [(menu, text[text.index("&") + 1].casefold()) for menu, text in texts]
    assert [letter for letter in letters if letters.count(letter) > 1] == []


def test_qts_own_buttons_are_translated(qtbot: QtBot) -> None:
    translate_into("id")
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Close | kinds.Yes)
    qtbot.addWidget(box)
    texts = {box.button(kind).text().replace("&", "") for kind in (kinds.Ok, kinds.Cancel, kinds.Close, kinds.Yes)}
    assert texts == {"OK", "Batal", "Tutup", "Ya"}


@pytest.mark.parametrize(
    ("languages", "code"),
    [
        (["id-ID"], "id"),
        (["in_ID"], "id"),
        (["de-DE", "id", "en"], "id"),
        (["en-GB", "id"], "en"),
        (["de-DE"], "en"),
        ([], "en"),
    ],
)
def test_language_of_the_system_is_used_if_it_is_available(
    monkeypatch: pytest.MonkeyPatch, languages: list[str], code: str
) -> None:
    class System:
        @staticmethod
        def system() -> System:
            return System()

        def uiLanguages(self) -> list[str]:
            return languages

    monkeypatch.setattr(translating, "QLocale", System)
    assert chosen_language("system") == code
    assert chosen_language("en") == "en"
    assert chosen_language("xx") == code


def test_language_is_english_if_the_translation_file_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(translating, "resource", lambda *parts: tmp_path.joinpath(*parts))
    with caplog.at_level(logging.WARNING):
        translate_into("id")
    assert tr("&File") == "&File"
    assert "wbc_id.qm" in caplog.text


def test_every_language_has_its_files() -> None:
    for code in NAMES.keys() - {"en"}:
        assert {name for name in ("qtbase", "wbc") if resource("translations", f"{name}_{code}.qm").is_file()} == {
            "qtbase",
            "wbc",
        }


def test_keys_of_qts_texts_exist_in_qts_own_translation() -> None:
    """Qt's German translation has the same keys, so ours are not misspelt."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    german, ours = QTranslator(), QTranslator()
    if not german.load(str(Path(folder) / "qtbase_de.qm")):
        pytest.skip("this Qt comes without its German translation")
    assert ours.load(str(resource("translations", "qtbase_id.qm")))
    for context, text in (
        ("QPlatformTheme", "Cancel"),
        ("QPlatformTheme", "&Yes"),
        ("QLineEdit", "Select All"),
        ("QFileDialog", "&Open"),
        ("QColorDialog", "Select Color"),
    ):
        assert german.translate(context, text)
        assert ours.translate(context, text)
        assert ours.translate(context, text) != german.translate(context, text)
