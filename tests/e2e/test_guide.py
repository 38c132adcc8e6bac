"""The guide in the real window: its commands, the keys in use, and the end of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from conftest import Session


@pytest.fixture
def session(start: Callable[..., Session]) -> Iterator[Session]:
    session = start()
    yield session
    session.close()


def test_f1_opens_the_guide_beside_the_window(session: Session) -> None:
    QTest.keyClick(session.window, Qt.Key.Key_F1)
    guide = session.window.guide
    assert guide.isVisible()
    assert guide.isWindow()
    assert guide.view.toPlainText().startswith("Guide")


@pytest.mark.parametrize(("command", "title"), [("key_card", "Keyboard card"), ("limits", "What the models cannot do")])
def test_commands_of_the_help_menu_open_their_page(session: Session, command: str, title: str) -> None:
    session.window.commands[command].trigger()
    assert session.window.guide.view.toPlainText().startswith(title)


def test_guide_names_a_changed_key_at_once(session: Session) -> None:
    window = session.window
    window.guide.open("report")
    assert "Ctrl+P writes the PDF" in window.guide.view.toPlainText()
    shown = [shown for shown, _ in window.commands.classes]
    window.commands.set_keymap(window.commands.keymap.assign("pdf", "F7", shown))
    assert "F7 writes the PDF" in window.guide.view.toPlainText()


def test_closing_the_window_closes_the_guide(session: Session) -> None:
    session.window.guide.open()
    session.window.close()
    assert not session.window.guide.isVisible()
