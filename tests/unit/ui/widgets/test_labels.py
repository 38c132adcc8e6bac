"""Labels show typed text as typed, also if it looks like markup."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.page import Page

UI = Path(__file__).resolve().parents[4] / "wbc_desktop" / "ui"


def test_label_shows_tags_as_text(qtbot: QtBot) -> None:
    label = Label("<b>slide</b>")
    plain = QLabel("<b>slide</b>")
    for one in (label, plain):
        qtbot.addWidget(one)
    assert label.text() == "<b>slide</b>"
    assert label.sizeHint().width() > plain.sizeHint().width(), "the tags are visible"


def test_pages_and_dialogs_show_tags_as_text(qtbot: QtBot) -> None:
    page = Page("Nothing in <i>one</i>", "There are no images in “<i>one</i>”.")
    dialog = AskDialog("Sign <i>one</i>", "The slide <i>one</i>", "Sign", lambda: None)
    for whole in (page, dialog):
        qtbot.addWidget(whole)
        labels = [label for label in whole.findChildren(QLabel) if label.text()]
        assert labels
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


@pytest.mark.slow
def test_window_has_no_labels_that_interpret_markup() -> None:
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    ]
    assert found == [], "use Label (wbc_desktop/ui/widgets/labels.py)"
