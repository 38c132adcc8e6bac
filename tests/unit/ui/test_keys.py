"""Return presses the button that has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.keys import ReturnPresses


def test_return_presses_the_button_with_the_focus(qtbot: QtBot) -> None:
    button = QPushButton("Press")
    qtbot.addWidget(button)
    rule = ReturnPresses()
    button.installEventFilter(rule)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)
