"""The page of the keys takes the next pressed key, and refuses one that another command has."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass
from wbc_desktop.domain.keymap import BY_NAME, Keymap, class_name
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.guide import KeysInUse, key_table
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.widgets.preferences import Preferences

BLAST = CellClass("BLA", "Blast", True, "#777777", "K")
CLASSES = [*STANDARD_CLASSES, BLAST]


@pytest.fixture
def page(qtbot: QtBot) -> KeysPage:
    made = KeysPage(Keymap(), CLASSES)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(
    page: KeysPage, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    field = page.row(name).field
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.isChecked()
    QTest.keyClick(field, key, modifiers)
    assert not field.isChecked()


def test_every_command_and_class_has_a_row_with_accessible_names(page: KeysPage) -> None:
    names = [*BY_NAME, *(class_name(c.code) for c in CLASSES)]
    assert all(page.row(name).field.accessibleName() for name in names)
    assert "Confirm" in page.row("confirm").field.accessibleName()
    assert page.row("class BLA").field.text() == "K"
    assert all(button.accessibleName() or button.text() for button in page.findChildren(QPushButton))


def test_pressed_key_is_taken_also_space_and_keys_with_modifiers(page: KeysPage) -> None:
    press(page, "confirm", Qt.Key.Key_F2)
    press(page, "next", Qt.Key.Key_Space)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(page, "heat", Qt.Key.Key_H, both)
    press(page, "class NEU", Qt.Key.Key_7)
    keymap = page.keymap()
    assert [keymap.keys(n) for n in ("confirm", "next", "heat")] == [("F2",), ("Space",), ("Ctrl+Shift+H",)]
    assert keymap.keys("class NEU") == ("7",)
    assert page.row("heat").reset.isEnabled()


def test_conflict_is_refused_with_the_name_of_the_other_command(page: KeysPage) -> None:
    press(page, "heat", Qt.Key.Key_Space)
    assert page.message() == "Space is the key of “Confirm”: choose another key, or change that one first."
    press(page, "heat", Qt.Key.Key_K)
    assert "“Blast”" in page.message()
    press(page, "heat", Qt.Key.Key_Left)
    assert "always move" in page.message()
    assert page.keymap() == Keymap()
    assert page.row("heat").field.text() == "H"


def test_escape_cancels_backspace_removes_and_reset_restores_the_key(page: KeysPage) -> None:
    press(page, "heat", Qt.Key.Key_Escape)
    assert page.keymap() == Keymap()
    press(page, "heat", Qt.Key.Key_Backspace)
    press(page, "confirm", Qt.Key.Key_F2)
    assert page.keymap().keys("heat") == ()
    page.row("heat").reset.click()
    assert page.keymap().keys("heat") == ("H",)
    page.reset_all()
    assert page.keymap() == Keymap()


def test_command_is_found_by_its_text_or_its_key(page: KeysPage) -> None:
    page._find.setText("ctrl+z")
    shown = [name for name in BY_NAME if page.row(name).field.isVisible()]
    assert shown == ["undo"]
    page._find.setText("")
    assert page.row("confirm").field.isVisible()


def test_changed_keys_take_effect_at_once_and_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    data_dir.create()
    preferences = Preferences(data_dir)
    window = QMainWindow()
    qtbot.addWidget(window)
    commands = Commands(window, window.menuBar())
    commands.set_classes(CLASSES)
    preferences.changed.connect(lambda _settings: commands.set_keymap(preferences.keymap))
    keymap = Keymap().assign("class BLA", "7", CLASSES).assign("confirm", "K", CLASSES)
    with qtbot.waitSignal(commands.keys_changed):
        preferences.change_keys(keymap)
    assert commands["confirm"].shortcut().toString() == "K"
    assert "(K)" in commands["confirm"].toolTip()
    assert ("BLA", "7") in [(shown.code, key) for shown, key in commands.classes]
    card = key_table(KeysInUse(commands.classes, commands.keymap))
    assert "`7`" in card
    assert "Space" not in card
    preferences.store()
    again = Preferences(data_dir)
    assert again.keymap == keymap
    assert again.notices == []


def test_unusable_keys_are_reset_to_defaults_with_a_notice(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    data_dir.create()
    Settings(keys={"confirm": ["N", "F2"], "heat": ["Ctrl+Z"], "undo": ["nonsense+"], "of later": ["Q"]}).save(data_dir)
    broken = Preferences(data_dir)
    assert broken.keymap.keys("heat") == ("H",)
    assert broken.keymap.keys("confirm") == ("N", "F2")
    assert broken.notices == [
        "Some keyboard shortcuts in the settings cannot be used and were reset to defaults: Undo, Heatmap."
    ]
    data_dir.settings_file.write_text('{"keys": 7}')
    assert "keys" in Preferences(data_dir).notices[0]
    data_dir.settings_file.write_text("{")
    assert "settings-damaged-1.json" in Preferences(data_dir).notices[0]
