"""A row is a place and a place is a row, at any size and in both directions."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from wbc_desktop.ui.grid import Grid


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    columns, tile = draw(st.integers(1, 9)), draw(st.integers(20, 300))
    width = 32 + columns * (tile + 8) - 8 + draw(st.integers(0, 60))
    return Grid(draw(st.integers(1, 100_000)), columns, QSize(tile, tile + 24), 16, 8, width, draw(st.booleans()))


@given(grid=grids(), row=st.integers(0, 10**6))
def test_every_tile_is_found_where_it_lies(grid: Grid, row: int) -> None:
    row %= grid.count
    rect = grid.rect(row)
    assert rect.left() >= grid.margin
    assert rect.right() < grid.width
    assert rect.top() >= grid.margin
    assert rect.bottom() < grid.height
    for place in (rect.center(), rect.topLeft(), rect.bottomRight()):
        assert grid.near(place) == row
    assert list(grid.rows_in(QRect(rect.center(), QSize(1, 1)))) == [(row, row)]


@given(grid=grids(), x=st.integers(-5000, 5000), y=st.integers(-5000, 10**7))
def test_any_place_has_a_row_nearby(grid: Grid, x: int, y: int) -> None:
    assert 0 <= grid.near(QPoint(x, y)) < grid.count


@given(grid=grids(), start=st.integers(0, 200))
def test_neighbours_do_not_overlap(grid: Grid, start: int) -> None:
    rows = range(min(start, grid.count), min(start + 3 * grid.columns, grid.count))
    rects = [grid.rect(row) for row in rows]
    assert not any(one.intersects(other) for one, other in pairwise(rects))


@given(grid=grids(), first=st.integers(0, 50), last=st.integers(0, 50))
def test_a_block_holds_exactly_the_tiles_that_it_touches(grid: Grid, first: int, last: int) -> None:
    few = Grid(min(grid.count, 60), grid.columns, grid.tile, grid.margin, grid.gap, grid.width, grid.mirrored)
    block = QRect(few.rect(first % few.count).center(), few.rect(last % few.count).center()).normalized()
    found = [row for start, end in few.rows_in(block) for row in range(start, end + 1)]
    assert found == [row for row in range(few.count) if few.rect(row).intersects(block)]


def test_an_empty_grid_has_no_height() -> None:
    grid = Grid(0, 3, QSize(10, 10), 16, 8, 100, False)
    assert grid.height == 0
    assert grid.near(QPoint(20, 20)) == -1
