"""The page of full-screen review."""

from __future__ import annotations

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import Cell
from wbc_desktop.ui.cell.full_screen_page import FullScreenPage

CELL = Cell(1, 1, "ab" * 32, "a.png", 90, 90)


def test_text_about_the_heatmap_is_shown_only_with_one(qtbot: QtBot) -> None:
    page = FullScreenPage([], [], [])
    qtbot.addWidget(page)
    page.show_cell(CELL, "", 0, 1)
    page.show_overlay(QImage(4, 4, QImage.Format.Format_ARGB32), "Not a proof.")
    assert page.words()["heat"] == "Not a proof."
    page.show_end(0, False)
    assert page.words()["heat"] == ""
    page.show_cell(CELL, "", 0, 1)
    assert page.words()["heat"] == "Not a proof."
    page.show_overlay(None, "Not a proof.")
    assert page.words()["heat"] == ""
