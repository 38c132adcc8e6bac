"""Return presses the button with the focus; tool tips and questions show markup as text."""

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


def test_tool_tips_and_questions_show_markup_as_text(qtbot: QtBot, rules: WindowRules, qapp: QApplication) -> None:
    question = QMessageBox(QMessageBox.Icon.Question, "Sure", MARKUP)
    qtbot.addWidget(question)
    question.show()
    labels = [label for label in question.findChildren(QLabel) if label.text() == MARKUP]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
    QToolTip.showText(QPoint(5, 5), MARKUP, question)
    tips = [w for w in qapp.topLevelWidgets() if isinstance(w, QLabel) and w.text() == MARKUP]
    assert [tip.textFormat() for tip in tips] == [Qt.TextFormat.PlainText]
    QToolTip.hideText()
