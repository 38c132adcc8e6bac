"""Keys of classes: each its own, none taken twice, none of those with another meaning."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass, cell_class
from wbc_desktop.ui.keys import RESERVED, ReturnPresses, class_keys

codes = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÄ0123456789_", min_size=1, max_size=5)


def test_the_standard_classes_have_the_keys_of_the_design() -> None:
    assert "".join(class_keys(STANDARD_CLASSES).values()) == "NLMEBIRP"


@given(st.lists(codes, unique=True, max_size=30))
def test_no_key_is_taken_twice_or_reserved(extra: list[str]) -> None:
    classes = [*STANDARD_CLASSES, *(CellClass(code, code, True, "#777777", "") for code in extra)]
    classes = list({c.code: c for c in classes}.values())
    keys = class_keys(classes)
    given_keys = [key for key in keys.values() if key]
    assert len(set(given_keys)) == len(given_keys)
    assert not RESERVED & set(given_keys)
    assert set(keys) == {c.code for c in classes}


def test_a_class_that_only_a_model_knows_gets_a_letter_of_its_code() -> None:
    assert class_keys([*STANDARD_CLASSES, cell_class("BLA", "Blast")])["BLA"] == "A"


def test_return_presses_the_button_with_the_focus(qtbot: QtBot) -> None:
    button = QPushButton("Press")
    qtbot.addWidget(button)
    rule = ReturnPresses()
    button.installEventFilter(rule)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)
