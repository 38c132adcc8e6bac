"""When the list is replaced, selection, current cell, anchor and scroll position stay with their cells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from wbc_desktop.item_models.id_list import IdListModel, as_ids
from wbc_desktop.ui.gallery.grid_view import GridView

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
Select = QItemSelectionModel.SelectionFlag.Select
COLUMNS = 4


class Numbers(IdListModel):
    """Ids that a test replaces."""

    def show(self, ids: Sequence[int]) -> None:
        with self._resetting():
            self._ids = as_ids(ids)

    def data(self, _index: object, _role: int = 0) -> None:
        return None


class Tiles(GridView):
    """Tiles of one size; records the selections that it is notified of."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = Numbers(self)
        self.setModel(self.numbers)
        self.selections: list[list[int]] = []
        self.selected_changed.connect(lambda: self.selections.append(self.chosen()))

    def tile_size(self, room: int) -> tuple[int, QSize]:
        return COLUMNS, QSize(100, 100)

    def current(self) -> int | None:
        row = self.currentIndex().row()
        return self.numbers.ids()[row] if row >= 0 else None

    def chosen(self) -> list[int]:
        return sorted(self.numbers.ids()[index.row()] for index in self.selectionModel().selectedIndexes())

    def choose(self, current: int, *others: int) -> None:
        """Select these ids and make the first current."""
        selection = self.selectionModel()
        for item in (current, *others):
            selection.select(self.numbers.index(self.numbers.row_of(item)), Select)
        row = self.numbers.row_of(current)
        selection.setCurrentIndex(self.numbers.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)

    def top_of(self, item: int) -> int:
        """Pixels from the upper edge of the window to the tile of an id."""
        return self.visualRect(self.numbers.index(self.numbers.row_of(item))).top()


@pytest.fixture
def tiles(qtbot: QtBot) -> Tiles:
    tiles = Tiles()
    qtbot.addWidget(tiles)
    tiles.resize(480, 400)
    tiles.show()
    tiles.numbers.show(range(100))
    return tiles


def test_selection_and_current_cell_follow_their_ids(tiles: Tiles) -> None:
    tiles.choose(7, 3, 4, 20)
    tiles.selections.clear()
    tiles.numbers.show(range(99, -1, -1))
    assert tiles.chosen() == [3, 4, 7, 20]
    assert tiles.current() == 7
    assert tiles.selections == []  # the selection is the same as before
    tiles.numbers.show([4, 7, 50])
    assert tiles.chosen() == [4, 7]
    assert tiles.selections == [[4, 7]]


def test_cells_added_between_selected_ones_are_not_selected(tiles: Tiles) -> None:
    tiles.numbers.show(range(0, 100, 2))
    tiles.selectAll()
    tiles.numbers.show(range(100))
    assert tiles.chosen() == list(range(0, 100, 2))


def test_next_cell_becomes_current_when_the_current_one_leaves(tiles: Tiles) -> None:
    tiles.choose(30)
    tiles.numbers.show([n for n in range(100) if not 29 <= n <= 34])
    assert tiles.current() == 35
    tiles.numbers.show(range(20))
    assert tiles.current() == 19
    assert tiles.chosen() == []
    tiles.numbers.show([])
    assert tiles.current() is None


def test_shift_extends_from_the_anchor_after_a_reset(tiles: Tiles) -> None:
    QTest.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=tiles.visualRect(tiles.numbers.index(5)).center())
    QTest.keyClick(tiles, Key.Key_Right, Shift)
    tiles.numbers.show(range(1, 100))
    QTest.keyClick(tiles, Key.Key_Right, Shift)
    assert tiles.chosen() == [5, 6, 7]
    place = tiles.visualRect(tiles.numbers.index(tiles.numbers.row_of(2))).center()
    QTest.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, Shift, place)
    assert tiles.chosen() == [2, 3, 4, 5]
    tiles.numbers.show([n for n in range(100) if n != 5])  # without anchor, it starts at the current cell
    QTest.keyClick(tiles, Key.Key_Left, Shift)
    assert tiles.chosen() == [1, 2]


def test_visible_current_cell_keeps_its_height(tiles: Tiles) -> None:
    tiles.verticalScrollBar().setValue(1000)
    item = tiles.visible_rows().start + 6
    tiles.choose(item)
    before = tiles.top_of(item)
    tiles.numbers.show(range(-40, 100))
    assert tiles.top_of(item) == before
    tiles.numbers.show(range(20, 100))
    assert tiles.top_of(item) == before


def test_topmost_tile_keeps_its_height_if_the_current_cell_is_not_visible(tiles: Tiles) -> None:
    tiles.choose(0)
    tiles.verticalScrollBar().setValue(1130)
    first = tiles.visible_rows().start
    before = tiles.top_of(first)
    tiles.numbers.show(range(-80, 100))
    assert tiles.top_of(first) == before
    assert tiles.current() == 0
    rest = [n for n in range(-80, 100) if not first <= n < first + 3]
    tiles.numbers.show(rest)
    assert tiles.numbers.ids()[tiles.visible_rows().start] in range(first - 1, first + 4)


def test_list_at_the_top_stays_at_the_top(tiles: Tiles) -> None:
    tiles.choose(2)
    tiles.numbers.show(range(-40, 100))
    assert tiles.verticalOffset() == 0


def test_rubber_band_continues_after_a_reset(tiles: Tiles) -> None:
    view = tiles.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    QTest.mouseMove(view, QPoint(60, 60))
    assert tiles.state() == QAbstractItemView.State.DragSelectingState
    tiles.numbers.show(range(10, 100))
    assert tiles.state() == QAbstractItemView.State.DragSelectingState
    end = tiles.visualRect(tiles.numbers.index(1)).center()
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert tiles.chosen() == [10, 11]


@pytest.mark.slow
@given(
    before=st.lists(st.integers(0, 60), min_size=1, max_size=50, unique=True),
    after=st.lists(st.integers(0, 60), max_size=50, unique=True),
    chosen=st.sets(st.integers(0, 60)),
    current=st.integers(0, 60),
    scroll=st.integers(0, 2000),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_selection_and_current_cell_survive_any_change_of_the_list(
    tiles: Tiles, before: list[int], after: list[int], chosen: set[int], current: int, scroll: int
) -> None:
    tiles.clearSelection()
    tiles.numbers.show(before)
    current = before[current % len(before)]
    chosen &= set(before)
    tiles.choose(current, *chosen)
    tiles.verticalScrollBar().setValue(scroll)
    tiles.numbers.show(after)
    assert tiles.chosen() == sorted((chosen | {current}) & set(after))
    left = [n for n in before[before.index(current) :] if n in after] or [n for n in before if n in after][-1:]
    assert tiles.current() == (left[0] if left else None)
