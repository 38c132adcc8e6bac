"""The screenshots of the guide are up to date: the window shows the same words, and the key card the same keys."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "installer"))

import screenshot_slides  # noqa: E402
import screenshot_words  # noqa: E402
import screenshots  # noqa: E402

UPDATE = "the window has changed: run python installer/screenshots.py, and look at the pictures that it writes"


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> screenshot_slides.Slides:
    return screenshot_slides.prepare(tmp_path_factory.mktemp("screenshots"))


@pytest.fixture
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from wbc_desktop.services import accounts

    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.usefixtures("_fast_passwords")
@pytest.mark.parametrize("language", screenshots.LANGUAGES)
def test_screenshots_show_the_words_of_the_window(
    qapp: QApplication, slides: screenshot_slides.Slides, language: str
) -> None:
    written = json.loads(screenshots.WORDS.read_text(encoding="utf-8"))[language]
    known, found = screenshot_words.sentences(language), {}
    with screenshots.window_on(slides, language, qapp) as window:
        page, text = screenshots.key_card(language, window)
        for name, shot in screenshots.Shots(window, slides, screenshots.wait).all():
            found[name] = screenshot_words.shown(shot, known)
    assert page.read_text(encoding="utf-8") == text, UPDATE
    assert list(found) == list(written), UPDATE
    for name, words in found.items():
        assert words == written[name], f"{language}/{name}.png: {UPDATE}"
    assert sum(map(len, found.values())) > 200


def test_words_are_sentences_of_the_program_only(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    for part in (QLabel("Neutrophil"), QLabel("2026-11-23 S-0417"), QPushButton("&Sign…"), QLabel("hidden")):
        column.addWidget(part)
    assert screenshot_words.shown(whole, frozenset({"Neutrophil", "Sign…", "Lymphocyte"})) == ["Neutrophil", "Sign…"]


def test_no_screenshot_is_missing_or_left_over() -> None:
    written = json.loads(screenshots.WORDS.read_text(encoding="utf-8"))
    for language in screenshots.LANGUAGES:
        files = {file.stem for file in (screenshots.PICTURES / language).glob("*.png")}
        assert files == set(written[language])
