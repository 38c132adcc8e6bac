"""A field around a cell: the heatmap stays on the cell, neighbours are clicked, boxes are drawn with the keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import ActKind, Cell, Classification
from wbc_desktop.domain.regions import Box
from wbc_desktop.ui.cell.draw_bar import DrawBar
from wbc_desktop.ui.cell.field_marks import Line, field_of
from wbc_desktop.ui.cell.field_view import FieldView

WIDTH, HEIGHT = 800, 600
OWN, NEAR, UNSURE = Box(100, 100, 80, 80), Box(300, 120, 60, 60), Box(500, 400, 50, 50)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def region(number: int, box: Box, label: str | None = None) -> Cell:
    decision = None if label is None else Classification(1, number, 1, ActKind.RECLASSIFY, label, None, "Ada", NOW)
    return Cell(
        number, 1, "a" * 64, "f.png", WIDTH, HEIGHT, classification=decision, picture_id=9, number=number, box=box
    )


@pytest.fixture
def view(qtbot: QtBot) -> FieldView:
    view = FieldView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    cell = region(1, OWN)
    view.set_field(field_of(cell, [cell, region(2, NEAR, "NEU")], [region(3, UNSURE)]))
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    view.show_image(image)
    return view


def test_crop_of_the_cell_fills_the_view_and_the_heatmap_covers_only_the_crop(view: FieldView) -> None:
    assert view.field is not None
    crop = view.field.crop
    assert crop is not None
    assert view.place(crop).height() == pytest.approx(view.height())
    overlay = QImage(4, 4, QImage.Format.Format_ARGB32_Premultiplied)
    overlay.fill(QColor("blue"))
    view.set_overlay(overlay)
    view.set_opacity(1.0)
    for whole in (False, True):
        view.show_whole(whole)
        shown, place = view.grab().toImage(), view.place(crop)
        inside = place.topLeft().toPoint() + (place.bottomRight() - place.topLeft()).toPoint() / 8
        assert shown.pixelColor(inside) == QColor("blue")
        assert shown.pixelColor(view.place(Box(crop.right + 4, 140, 2, 2)).center().toPoint()) == QColor("red")
    assert view.target().width() <= view.width(), "the whole field is shown"


def test_very_large_field_is_shown_smaller_with_its_boxes_in_place(view: FieldView) -> None:
    before = view.place(OWN)
    view.show_image(QImage(WIDTH // 2, HEIGHT // 2, QImage.Format.Format_RGB32))
    assert view.place(OWN).toRect() == before.toRect()


def test_lines_say_which_cells_are_decided(view: FieldView) -> None:
    assert view.field is not None
    assert [(mark.cell_id, mark.line, mark.code) for mark in view.field.marks] == [
        (3, Line.PROPOSED, "?"),
        (2, Line.DECIDED, "NEU"),
        (1, Line.CURRENT, ""),
    ]
    undecided = field_of(region(1, OWN), [region(2, NEAR, "UNI")], [])
    assert undecided.marks[0].line is Line.UNDECIDED


def test_neighbour_and_proposed_region_are_clicked(view: FieldView, qtbot: QtBot) -> None:
    view.show_whole(True)
    with qtbot.waitSignal(view.cell_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place(NEAR).center().toPoint())
    assert clicked.args == [2]
    with qtbot.waitSignal(view.proposal_clicked) as proposed:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place(UNSURE).center().toPoint())
    assert proposed.args == [3, UNSURE]
    with qtbot.assertNotEmitted(view.cell_clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place(OWN).center().toPoint())


def test_missed_cell_is_drawn_with_keys_that_no_command_takes(view: FieldView, qtbot: QtBot) -> None:
    bar = DrawBar(view)
    qtbot.addWidget(bar)
    bar.draw(1)
    assert view.editor is not None
    assert view.editor.boxes[0] == UNSURE, "the first proposal"
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    override.ignore()
    QApplication.sendEvent(view, override)
    assert override.isAccepted()
    described = view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() != described
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    moved = view.editor.result[0]
    assert moved.left > UNSURE.left - 9
    assert moved.width > UNSURE.width
    with qtbot.waitSignal(bar.drawn) as drawn:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert drawn.args == [1, moved]
    assert view.editor is None
    assert bar.isHidden()


def test_split_is_adjusted_and_cancelled(view: FieldView, qtbot: QtBot) -> None:
    bar = DrawBar(view)
    qtbot.addWidget(bar)
    halves = (Box(100, 100, 40, 80), Box(140, 100, 40, 80))
    bar.divide(1, halves)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.editor is not None
    assert view.editor.active == 1
    with qtbot.assertNotEmitted(bar.divided):
        qtbot.keyClick(view, Qt.Key.Key_Escape)
    bar.divide(1, halves)
    with qtbot.waitSignal(bar.divided) as divided:
        view.apply_boxes()
    assert divided.args == [1, halves]


def test_picture_of_one_cell_has_no_boxes(view: FieldView) -> None:
    view.set_field(None)
    view.show_image(QImage(90, 90, QImage.Format.Format_RGB32))
    view.draw_box()
    assert view.editor is None
    assert replace(region(1, OWN), box=None, number=0).crop is None


def test_drawing_asked_for_before_the_picture_is_there_begins_with_it(view: FieldView, qtbot: QtBot) -> None:
    bar = DrawBar(view)
    qtbot.addWidget(bar)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    halves = (Box(100, 100, 40, 80), Box(140, 100, 40, 80))
    for begin, boxes in ((lambda: bar.draw(1), 2), (lambda: bar.divide(1, halves), 2)):
        view.show_words("Loading…")
        begin()
        assert (view.editor, bar.isVisible()) == (None, False)
        view.show_image(image)
        assert view.editor is not None
        assert (len(view.editor.boxes), bar.isVisible()) == (boxes, True)
        view.stop_editing()
        assert not bar.isVisible()


def test_drawing_asked_for_in_one_field_does_not_begin_in_another(view: FieldView) -> None:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    view.show_words("Loading…")
    view.draw_box()
    view.stop_editing()
    view.show_image(image)
    assert view.editor is None, "another cell was chosen"
    view.show_words("Loading…")
    view.draw_box()
    other = region(2, NEAR)
    view.set_field(field_of(other, [other], []))
    view.show_image(image)
    assert view.editor is None, "another field is shown"
