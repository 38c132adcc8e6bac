"""The page of a finished run: what of a long comparison it shows."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from unit.domain.comparison_samples import CODES, a_comparison, parsed

from wbc_desktop.ui.learning.comparison_view import MOST_CONFUSIONS, ComparisonView


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
