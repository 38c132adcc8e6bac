"""Return presses the button with the focus; tips and questions show markup as the text that it was typed as."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.widgets.rules import WindowRules

MARKUP = "<b>Ada</b> <img src='x.png'> &amp; <script>"


@pytest.fixture
def rules(qapp: QApplication) -> Iterator[WindowRules]:
    made = WindowRules()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_return_presses_the_button_with_the_focus(qtbot: QtBot, rules: WindowRules) -> None:
    button = QPushButton("Press")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_tips_and_questions_show_markup_as_it_was_typed(qtbot: QtBot, rules: WindowRules, qapp: QApplication) -> None:
    asking = QMessageBox(QMessageBox.Icon.Question, "Sure", MARKUP)
    qtbot.addWidget(asking)
    asking.show()
    words = [label for label in asking.findChildren(QLabel) if label.text() == MARKUP]
    assert [label.textFormat() for label in words] == [Qt.TextFormat.PlainText]
    QToolTip.showText(QPoint(5, 5), MARKUP, asking)
    tips = [w for w in qapp.topLevelWidgets() if isinstance(w, QLabel) and w.text() == MARKUP]
    assert [tip.textFormat() for tip in tips] == [Qt.TextFormat.PlainText]
    QToolTip.hideText()
