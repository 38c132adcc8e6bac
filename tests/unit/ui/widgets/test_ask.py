"""The dialog that asks: its first focus and the order of its buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.widgets.ask import AskDialog


def shown(qtbot: QtBot, *fields: QLineEdit) -> tuple[AskDialog, list[str]]:
    acts: list[str] = []
    dialog = AskDialog("Second read", "You review the slide again.", "Begin", lambda: acts.append("begun"))
    qtbot.addWidget(dialog)
    for field in fields:
        dialog.add("Name", field)
        field.setFocus()
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog, acts


def test_question_without_fields_is_answered_with_return(qtbot: QtBot) -> None:
    dialog, acts = shown(qtbot)
    assert QApplication.focusWidget() is dialog.button
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert acts == ["begun"]


def test_first_field_keeps_the_focus(qtbot: QtBot) -> None:
    field = QLineEdit()
    _dialog, acts = shown(qtbot, field)
    assert QApplication.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert acts == []


def test_buttons_have_the_order_of_the_system(qtbot: QtBot) -> None:
    dialog, _acts = shown(qtbot)
    assert dialog.button.parentWidget() is dialog.cancel.parentWidget()
    assert dialog.button.x() < dialog.cancel.x(), "as in the dialogs of Qt without a desktop"
