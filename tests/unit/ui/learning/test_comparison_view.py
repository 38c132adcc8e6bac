"""The page of a finished run: what of a long comparison it shows."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from unit.domain.comparison_samples import CODES, a_comparison, parsed

from wbc_desktop.ui.learning.comparison_view import MOST_CONFUSIONS, ComparisonView, figures_text
from wbc_desktop.ui.shell.translating import forget_translations, translate_into


def test_rare_confusions_are_only_counted(qtbot: QtBot) -> None:
    view = ComparisonView()
    qtbot.addWidget(view)
    laboratory = a_comparison()
    laboratory["changed"] = [
        {"true": true, "active": "NEU", "candidate": "PLT", "n": n} for n in (9, 2) for true in CODES
    ]
    view.show_result(parsed(laboratory=laboratory))
    view.show()
    assert view.confusions.topLevelItemCount() == MOST_CONFUSIONS == 12
    assert view.rest.isVisible()
    assert view.rest.text() == "and 8 cells in 4 other ways"
    view.sets.setCurrentItem(view.sets.topLevelItem(1))  # a test set with few of them
    assert not view.rest.isVisible()


def test_one_slide_is_singular() -> None:
    laboratory = parsed(laboratory={**a_comparison(), "groups": 1}).laboratory
    assert laboratory is not None
    assert " of 1 slide or original: " in figures_text(laboratory)


def test_a_laboratory_without_a_name_is_named_in_the_language_of_the_window(qapp: QApplication, qtbot: QtBot) -> None:
    view = ComparisonView()
    qtbot.addWidget(view)
    translate_into("id")
    try:
        view.show_result(parsed(laboratory={**a_comparison(), "name": "This laboratory"}))
        first = view.sets.topLevelItem(0)
        assert first is not None
        assert "Laboratorium ini" in first.text(0)
    finally:
        forget_translations()


def test_promoting_is_the_main_act_only_for_a_better_candidate(qtbot: QtBot) -> None:
    view = ComparisonView()
    qtbot.addWidget(view)
    for passed in (True, False):
        view.show_result(parsed(gate={"passed": passed, "reasons": []}))
        assert view.promote.property("primary") is passed
