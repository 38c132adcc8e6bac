"""A signed slide: everything that would change it is disabled and says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES, cell_class
from wbc_desktop.domain.commands import CHANGING
from wbc_desktop.ui.cell.class_rows import ClassRow, ClassRows
from wbc_desktop.ui.cell.comments import Comments
from wbc_desktop.ui.shell.commands import Commands

WHY = "The slide is signed by Ada."


@pytest.fixture
def commands(qtbot: QtBot) -> Commands:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Commands(window, window.menuBar())
    made.set_classes(STANDARD_CLASSES)
    return made


def key(pressed: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, pressed, modifiers)


def test_lock_disables_what_changes_the_slide_and_says_why(commands: Commands) -> None:
    commands.lock(WHY)
    for action in [*(commands[name] for name in CHANGING), *commands.decisions()]:
        assert not action.isEnabled()
        assert action.toolTip() == WHY
    for name in ("heat", "pdf", "sign", "amend", "details", "select_all"):
        assert commands[name].isEnabled()
        assert commands[name].toolTip() != WHY
    commands.set_classes([cell_class("BLA", "Blast")])
    assert not commands.decisions()[0].isEnabled()


def test_unlocked_commands_are_as_they_would_be_without_the_lock(commands: Commands) -> None:
    tips = {name: commands[name].toolTip() for name in CHANGING}
    commands.enable(False, "draw", "undo")
    commands.lock(WHY)
    commands.enable(True, "undo")
    commands.enable(False, "confirm")
    assert not commands["undo"].isEnabled()
    commands.lock("")
    assert [name for name in CHANGING if not commands[name].isEnabled()] == ["confirm", "draw"]
    assert {name: commands[name].toolTip() for name in CHANGING} == tips
    assert all(action.isEnabled() for action in commands.decisions() if action is not commands["confirm"])


def test_keys_of_locked_commands_are_recognised(commands: Commands) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    locked = [key(Qt.Key.Key_N), key(Qt.Key.Key_Space), key(Qt.Key.Key_Z, control), key(Qt.Key.Key_Z, control | shift)]
    free = [key(Qt.Key.Key_H), key(Qt.Key.Key_N, shift), key(Qt.Key.Key_P, control)]
    assert not any(commands.is_locked_key(event) for event in locked)
    commands.lock(WHY)
    assert all(commands.is_locked_key(event) for event in locked)
    assert not any(commands.is_locked_key(event) for event in free)


def test_classes_of_a_locked_slide_cannot_be_clicked(qtbot: QtBot) -> None:
    rows = ClassRows()
    qtbot.addWidget(rows)
    rows.lock(WHY)
    rows.set_classes([(one, one.code[0]) for one in STANDARD_CLASSES])
    rows.show_cell({"NEU": 0.9}, "NEU", "NEU")
    rows.show()
    chosen: list[str] = []
    rows.chosen.connect(chosen.append)
    row = rows.findChildren(ClassRow)[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert (chosen, row.toolTip()) == ([], WHY)
    rows.lock("")
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen == ["NEU"]
    assert row.toolTip() == "Classify as Neutrophil  (N)"


def test_comment_line_of_a_locked_slide_keeps_its_draft(qtbot: QtBot) -> None:
    comments = Comments()
    qtbot.addWidget(comments)
    comments.line.setText("half a th")
    comments.lock(WHY)
    comments.set_key("Ctrl+M")
    assert not comments.line.isEnabled()
    assert (comments.line.text(), comments.line.toolTip()) == ("half a th", WHY)
    comments.lock("")
    assert comments.line.isEnabled()
    assert comments.line.toolTip().endswith("(Ctrl+M)")
