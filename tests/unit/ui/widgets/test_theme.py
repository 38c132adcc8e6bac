"""The themes: text is readable in light and dark, the style sheet is complete, the chosen theme is used."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QStyle, QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.gallery.cell_delegate import paint_frames
from wbc_desktop.ui.gallery.class_drops import paint_target
from wbc_desktop.ui.widgets.theme import DARK, LIGHT, Theme, Tones, is_dark, palette_of, style_sheet


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tones", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_background(tones: Tones) -> None:
    grounds = ("window", "panel", "raised", "hover", "soft", "info_ground", "warning_ground", "error_ground")
    for ground in grounds:
        assert contrast(tones.text, getattr(tones, ground)) >= 7, ground
    for ground in ("window", "panel", "raised", "soft"):
        assert contrast(tones.muted, getattr(tones, ground)) >= 4.5, ground
    assert contrast(tones.on_accent, tones.accent) >= 4.5
    assert contrast(tones.accent, tones.window) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_current_line_of_an_open_list_is_marked(name: str, qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, name)
    try:
        box = QComboBox()
        qtbot.addWidget(box)
        box.addItems(["One", "Two", "Three"])
        box.setCurrentIndex(1)
        box.show()
        box.showPopup()
        view = box.view()
        picture = view.viewport().grab().toImage()
        ends = [view.visualRect(view.model().index(row, 0)) for row in range(3)]
        marks = [picture.pixelColor(end.right() - 8, end.center().y()).name().upper() for end in ends]
        assert marks == [theme.tones.raised, theme.tones.soft, theme.tones.raised]
    finally:
        theme.remove()


@pytest.mark.parametrize("tones", [LIGHT, DARK], ids=["light", "dark"])
def test_style_sheet_uses_only_colours_of_the_theme(tones: Tones) -> None:
    rules = re.sub(r"/\*.*?\*/", "", style_sheet(tones), flags=re.DOTALL)
    assert "@" not in rules
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", rules))
    assert used <= {*asdict(tones).values()}


def test_chosen_theme_is_used_on_every_system(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, "dark")
    assert is_dark(qapp.palette())
    with qtbot.waitSignal(theme.changed):
        theme.set("light")
    assert not is_dark(qapp.palette())
    theme.remove()
    assert qapp.styleSheet() == ""
    theme.deleteLater()


def test_dark_and_light_palettes_are_recognised() -> None:
    assert is_dark(palette_of(DARK))
    assert not is_dark(palette_of(LIGHT))


class GarbageMaker(QWidget):
    """Handles each change in Python, and creates enough objects to start a garbage collection."""

    def changeEvent(self, event: QEvent) -> None:
        self.was_changed = True
        self.objects: list[list[int]] = [[] for _ in range(100)]
        super().changeEvent(event)


@pytest.fixture
def eager_collection() -> Iterator[None]:
    """Make Python collect garbage after a few new objects."""
    before = gc.get_threshold()
    gc.set_threshold(20)
    gc.enable()
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("eager_collection")
def test_no_garbage_is_collected_while_qt_goes_through_all_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, "light")
    widget = GarbageMaker()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    during_change: list[bool] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        if phase == "start":  # the stack of a collection shows whether a widget's handler started it
            during_change.append(_in_a_change())

    gc.callbacks.append(note)
    try:
        for change in (lambda: theme.set("dark"), lambda: theme.set("light"), theme.remove):
            widget.was_changed = False
            change()
            assert widget.was_changed
            assert gc.isenabled()
    finally:
        gc.callbacks.remove(note)
    assert during_change, "there was no collection at all"
    assert not any(during_change), "the collection could have deleted a widget in Qt's list"
    theme.deleteLater()


def _in_a_change() -> bool:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code is GarbageMaker.changeEvent.__code__:
            return True
        frame = frame.f_back
    return False


@pytest.mark.parametrize(("name", "tones"), [("light", LIGHT), ("dark", DARK)])
def test_marks_in_lists_have_the_accent_colour(qapp: QApplication, qtbot: QtBot, name: str, tones: Tones) -> None:
    """The style sheet gives lists a soft colour of selection, in which a frame or a drop target cannot be seen."""
    theme = Theme(qapp, name)
    view = QListView()
    qtbot.addWidget(view)
    view.ensurePolished()
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    place, state = QRect(10, 10, 40, 40), QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Active
    found = []
    for paint in (
        lambda painter: paint_frames(painter, place, state, view.palette()),
        lambda painter: paint_target(painter, place, view.palette()),
    ):
        image.fill(QColor(tones.window))
        painter = QPainter(image)
        paint(painter)
        painter.end()
        colours = {image.pixelColor(x, 30).name() for x in range(60)}
        found.append(max(contrast(colour, tones.window) for colour in colours))
    theme.remove()
    theme.deleteLater()
    assert found[0] >= 2.5
    assert found[1] >= 2.5
