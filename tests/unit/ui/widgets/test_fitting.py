"""Rows that wrap into lines, parts that scroll, and dialogs that are never larger than their screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.widgets import fitting
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody

SMALL = QRect(0, 0, 640, 400)


def row(qtbot: QtBot, width: int, count: int = 3, even: bool = False) -> tuple[QWidget, list[QPushButton]]:
    """Return a widget ``width`` pixels wide and its ``count`` buttons of at least 100 pixels in a row."""
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = Flow(even=even)
    whole.setLayout(flow)
    buttons = [QPushButton("x") for _ in range(count)]
    for button in buttons:
        button.setMinimumWidth(100)
        flow.addWidget(button)
    whole.resize(width, flow.heightForWidth(width))
    whole.show()
    return whole, buttons


def test_row_that_fits_is_one_line(qtbot: QtBot) -> None:
    _, buttons = row(qtbot, 400)
    assert len({button.y() for button in buttons}) == 1
    assert buttons[-1].geometry().right() == 399, "the last one is aligned to the right"


def test_row_that_does_not_fit_wraps_and_keeps_minimum_widths(qtbot: QtBot) -> None:
    whole, buttons = row(qtbot, 220)
    assert [button.y() for button in buttons[:2]] == [0, 0]
    assert buttons[2].y() >= buttons[0].height()
    assert all(button.width() >= 100 and whole.rect().contains(button.geometry()) for button in buttons)
    assert whole.layout().heightForWidth(220) > whole.layout().heightForWidth(400)


def test_even_items_are_equally_wide(qtbot: QtBot) -> None:
    _, buttons = row(qtbot, 400, even=True)
    assert max(button.width() for button in buttons) - min(button.width() for button in buttons) <= 2
    assert sum(button.width() for button in buttons) == 400 - 2 * 8


def test_hidden_item_takes_no_space(qtbot: QtBot) -> None:
    whole, buttons = row(qtbot, 220)
    buttons[0].hide()
    assert whole.layout().heightForWidth(220) == buttons[1].sizeHint().height()


def test_part_scrolls_if_it_is_too_high_and_is_never_narrower(qtbot: QtBot) -> None:
    body = ScrolledBody()
    column = QVBoxLayout(body)
    for _ in range(10):
        line = QLabel("words")
        line.setMinimumSize(200, 40)
        column.addWidget(line)
    area = Scrolled(body)
    qtbot.addWidget(area)
    assert area.minimumSizeHint().height() < 200 < area.minimumSizeHint().width()
    area.resize(area.minimumSizeHint().width(), 150)
    area.show()
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    area.resize(area.minimumSizeHint().width(), 150)  # the style of another test may have been removed meanwhile
    qtbot.waitUntil(lambda: body.width() <= area.viewport().width())


class Asking(FittedDialog):
    """A dialog with a long text, a line that can be filled in later, and a button."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        column, foot = QVBoxLayout(), QHBoxLayout()
        column.addWidget(QLabel("\n".join(["A line of a text."] * lines)))
        self.message = QLabel()
        column.addWidget(self.message)
        self.button = QPushButton("Ok")
        foot.addWidget(self.button)
        self.fill(column, foot)


@pytest.fixture
def _small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "available_area", lambda _widget: SMALL)


@pytest.mark.usefixtures("_small_screen")
def test_dialog_is_as_large_as_its_content_but_not_larger_than_the_screen(qtbot: QtBot) -> None:
    for lines, cut in ((3, False), (100, True)):
        dialog = Asking(lines)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        assert dialog.height() <= SMALL.height() - fitting.TITLE_HEIGHT
        inside = QRect(dialog.button.mapTo(dialog, dialog.button.rect().topLeft()), dialog.button.size())
        assert dialog.rect().contains(inside), "the button is visible"
        bar = dialog.findChild(Scrolled).verticalScrollBar()
        qtbot.waitUntil(lambda bar=bar, cut=cut: bar.isVisible() is cut)


@pytest.mark.usefixtures("_small_screen")
def test_dialog_grows_with_its_content_up_to_the_screen(qtbot: QtBot) -> None:
    dialog = Asking(3)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.height()
    dialog.message.setText("More.\n" * 6)
    dialog.fit()
    assert before < dialog.height() < SMALL.height()
    dialog.message.setText("More.\n" * 600)
    dialog.fit()
    assert dialog.height() == SMALL.height() - fitting.TITLE_HEIGHT


@pytest.mark.usefixtures("_small_screen")
def test_dialog_has_its_preferred_size_if_the_screen_has_room(qtbot: QtBot) -> None:
    for preferred in (QSize(500, 300), QSize(5000, 3000)):
        dialog = FittedDialog()
        qtbot.addWidget(dialog)
        dialog.fill(QVBoxLayout(), QHBoxLayout(), preferred)
        dialog.show()
        QApplication.processEvents()
        assert dialog.size() == preferred.boundedTo(QSize(SMALL.width(), SMALL.height() - fitting.TITLE_HEIGHT))
