"""The gallery with real files and a real store: keys and mouse, light and dark, any scaling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from e2e.gallery_table import Table, press
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.cells import NO_CELL, ReviewState, ScannedImage
from wbc_desktop.services.changes import Changes
from wbc_desktop.store import cells, files

NOW = datetime.now(UTC)
Key = Qt.Key


def test_first_cell_is_current_at_once_and_keys_move(table: Table, slide_folder: Callable[..., Path]) -> None:
    announced: list[int] = []
    table.gallery.current_changed.connect(announced.append)
    assert table.gallery.current_id() == NO_CELL
    assert table.gallery.selected_ids() == []
    press(table.gallery, Key.Key_Right, Key.Key_End)
    table.scan(slide_folder(30))
    assert table.current_row() == 0
    columns = table.gallery.grid().columns
    assert columns == 4
    steps = [
        (Key.Key_Right, 1),
        (Key.Key_Down, 1 + columns),
        (Key.Key_Left, columns),
        (Key.Key_Left, columns - 1),
        (Key.Key_Right, columns),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
        (Key.Key_Left, 0),
        (Key.Key_End, 29),
        (Key.Key_Right, 29),
        (Key.Key_Home, 0),
        (Key.Key_PageDown, 2 * columns),
        (Key.Key_PageUp, 0),
    ]
    for key, row in steps:
        press(table.gallery, key)
        assert table.current_row() == row, key
        assert table.gallery.viewport().rect().contains(table.gallery.visualRect(table.gallery.currentIndex()))
    press(table.gallery, Key.Key_End, Key.Key_Up, Key.Key_Right, Key.Key_Right, Key.Key_Down)
    assert table.current_row() == 29
    assert announced[0] == table.ids[0]
    assert announced[-1] == table.gallery.current_id() == table.ids[29]
    assert all(before != after for before, after in pairwise(announced))
    table.model.open(None)
    assert announced[-1] == NO_CELL


def test_gallery_ignores_letters_and_space(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(9))
    press(table.gallery, Key.Key_N, Key.Key_C, Key.Key_Space, Key.Key_5)
    assert table.current_row() == 0
    assert table.gallery.selected_ids() == [table.ids[0]]


def test_cells_are_selected_by_keys_and_mouse(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(20))
    gallery, ids = table.gallery, table.ids
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

    def click(row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = gallery.visualRect(table.model.index(row)).center()
        QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    press(gallery, Key.Key_Right, Key.Key_Right, modifier=shift)
    assert gallery.selected_ids() == [ids[0], ids[1], ids[2]]
    click(6)
    assert gallery.selected_ids() == [ids[6]]
    click(1, shift)
    assert gallery.selected_ids() == list(ids[1:7])
    click(3, control)
    assert gallery.selected_ids() == [*ids[1:3], *ids[4:7]]
    press(gallery, Key.Key_A, modifier=control)
    assert gallery.selected_ids() == list(ids)
    assert gallery.select(ids[19])
    assert gallery.selected_ids() == [ids[19]]
    assert not gallery.select(10**6)


def test_shift_extends_from_the_next_undecided_cell(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(12))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    QTest.mouseClick(
        gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.visualRect(table.model.index(2)).center()
    )
    table.decide("NEU", *ids[2:6])
    gallery.next_undecided()
    press(gallery, Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert gallery.selected_ids() == [ids[6], ids[7]]


def test_rubber_band_selects_a_block(qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(12))
    gallery, view = table.gallery, table.gallery.viewport()
    start = QPoint(4, 4)
    end = gallery.visualRect(table.model.index(5)).center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for place in (QPoint(60, 60), end):
        QTest.mouseMove(view, place)
    assert gallery.selected_ids() == [table.ids[row] for row in (0, 1, 4, 5)]
    view.grab()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_next_undecided_cell_is_found(qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(8))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    table.decide("NEU", ids[0], ids[1], ids[3])
    table.decide("UNI", ids[4])
    seen = []
    for _ in range(6):
        gallery.next_undecided()
        seen.append(table.current_row())
    assert seen == [2, 4, 5, 6, 7, 2]
    table.decide("NEU", *ids)
    with qtbot.waitSignal(gallery.all_decided):
        gallery.next_undecided()
    assert table.current_row() == 2


def test_next_undecided_skips_no_cell_of_a_filtered_list(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(6))
    gallery, ids = table.gallery, table.ids
    table.predict("NEU", 0.9, *ids)
    table.model.set_filter(states=frozenset({ReviewState.UNREVIEWED}))
    gallery.select(ids[1])
    went = []
    for _ in range(5):
        went.append(gallery.current_id())
        table.decide("NEU", *gallery.selected_ids())
        gallery.next_undecided()
    assert went == [ids[1], ids[2], ids[3], ids[4], ids[5]]
    assert gallery.current_id() == ids[0]
    assert gallery.selected_ids() == [ids[0]]


def test_current_cell_keeps_its_height_while_cells_are_added_above(
    qtbot: QtBot, table: Table, slide_folder: Callable[..., Path]
) -> None:
    folder = slide_folder(60)
    table.scan(folder)
    gallery = table.gallery
    gallery.select(table.ids[40])
    qtbot.wait(10)
    before = gallery.visualRect(gallery.currentIndex()).top()
    assert gallery.verticalOffset() > 0
    images = [ScannedImage(f"a{n}.png", 1, 1, f"{n:064}", 9, 9) for n in range(20)]
    with table.db.write() as s:
        new = files.record_images(s, table.slide_id, images, NOW)
    table.model.refresh(Changes(table.slide_id, tuple(new), cells_added=True))
    qtbot.waitUntil(lambda: table.model.rowCount() == 80)
    qtbot.wait(10)
    assert gallery.current_id() == table.ids[40]
    assert gallery.visualRect(gallery.currentIndex()).top() == before


def test_control_and_wheel_request_another_size(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(3))
    asked: list[int] = []
    table.gallery.zoom_asked.connect(asked.append)
    for step in (120, -120):
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(50, 50),
            QPoint(),
            QPoint(0, step),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(table.gallery.viewport(), event)
    assert asked == [8, -8]


def test_screen_readers_get_the_text_of_each_cell(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(3))
    table.predict("NEU", 0.93, *table.ids)
    table.decide("NEU", table.ids[1])
    view = QAccessible.queryAccessibleInterface(table.gallery)
    assert view is not None
    assert view.role() == QAccessible.Role.List
    assert view.text(QAccessible.Text.Name) == "Cells"
    heard = [view.child(number).text(QAccessible.Text.Name) for number in range(view.childCount())]
    assert heard[:2] == [
        "cell cell_0000.png, neutrophil, 93 %, unreviewed",
        "cell cell_0001.png, neutrophil, 93 %, confirmed",
    ]


def test_hundreds_of_changes_reset_nothing(table: Table, slide_folder: Callable[..., Path]) -> None:
    table.scan(slide_folder(40))
    resets: list[str] = []
    table.model.modelReset.connect(lambda: resets.append("reset"))
    table.model.layoutChanged.connect(lambda: resets.append("layout"))
    table.model.rowsInserted.connect(lambda: resets.append("rows"))
    table.gallery.select(table.ids[20])
    for number in range(200):
        table.predict("NEU", 0.5 + number / 500, table.ids[number % 40])
    assert resets == []
    assert table.gallery.current_id() == table.ids[20]
    with table.db.read() as s:
        assert [table.model.cell(row) for row in range(40)] == cells.get_many(s, table.model.ids())
