"""The grid maps rows to places and places to rows, at any size and in both directions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from wbc_desktop.ui.gallery.grid import Grid


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    columns, tile = draw(st.integers(1, 9)), draw(st.integers(20, 300))
    width = 32 + columns * (tile + 8) - 8 + draw(st.integers(0, 60))
    groups = draw(st.one_of(st.just(()), st.lists(st.integers(1, 9000), min_size=1, max_size=12).map(tuple)))
    count = sum(groups) if groups else draw(st.integers(1, 100_000))
    return Grid(count, columns, QSize(tile, tile + 24), 16, 8, width, draw(st.booleans()), groups, 40)


@pytest.mark.slow
@given(grid=grids(), row=st.integers(0, 10**6))
def test_every_tile_is_found_at_its_place(grid: Grid, row: int) -> None:
    row %= grid.count
    rect = grid.rect(row)
    assert rect.left() >= grid.margin
    assert rect.right() < grid.width
    assert rect.top() >= grid.margin
    assert rect.bottom() < grid.height
    for place in (rect.center(), rect.topLeft(), rect.bottomRight()):
        assert grid.near(place) == row
    assert list(grid.rows_in(QRect(rect.center(), QSize(1, 1)))) == [(row, row)]


@pytest.mark.slow
@given(grid=grids(), x=st.integers(-5000, 5000), y=st.integers(-5000, 10**7))
def test_any_place_has_a_row_nearby(grid: Grid, x: int, y: int) -> None:
    assert 0 <= grid.near(QPoint(x, y)) < grid.count


@pytest.mark.slow
@given(grid=grids(), start=st.integers(0, 200))
def test_neighbours_do_not_overlap(grid: Grid, start: int) -> None:
    rows = range(min(start, grid.count), min(start + 3 * grid.columns, grid.count))
    rects = [grid.rect(row) for row in rows]
    assert not any(one.intersects(other) for one, other in pairwise(rects))


@pytest.mark.slow
@given(grid=grids(), first=st.integers(0, 50), last=st.integers(0, 50))
def test_rows_in_an_area_are_those_whose_tiles_intersect_it(grid: Grid, first: int, last: int) -> None:
    groups = tuple(min(count, 7) for count in grid.groups)
    count = sum(groups) if groups else min(grid.count, 60)
    few = replace(grid, count=count, groups=groups)
    block = QRect(few.rect(first % few.count).center(), few.rect(last % few.count).center()).normalized()
    found = [row for start, end in few.rows_in(block) for row in range(start, end + 1)]
    assert found == [row for row in range(few.count) if few.rect(row).intersects(block)]


@pytest.mark.slow
@given(grid=grids(), row=st.integers(0, 10**6))
def test_above_and_below_are_neighbouring_lines(grid: Grid, row: int) -> None:
    row %= grid.count
    for step, back in ((grid.above, grid.below), (grid.below, grid.above)):
        other = step(row)
        assert 0 <= other < grid.count
        if other != row:
            assert grid.rect(other).top() != grid.rect(row).top()
            assert grid.rect(back(other)).top() == grid.rect(row).top()


@pytest.mark.slow
@given(grid=grids(), top=st.integers(-1000, 10**6), height=st.integers(1, 3000))
def test_between_includes_all_visible_rows(grid: Grid, top: int, height: int) -> None:
    top %= grid.height
    seen = grid.between(top, top + height)
    area = QRect(0, top, grid.width, height)
    assert all(row in seen for line in grid.rows_in(area) for row in line)
    assert len(seen) <= (height // grid.pitch + 2 + len(grid.blocks)) * grid.columns


@pytest.mark.slow
@given(grid=grids())
def test_headings_are_above_their_tiles_and_cover_no_tile(grid: Grid) -> None:
    assert grid.has_headings == bool(grid.groups)
    for number, block in enumerate(grid.blocks):
        heading = grid.heading_of(number)
        assert heading.bottom() < grid.rect(block.first).top()
        assert block.first == 0 or heading.top() > grid.rect(block.first - 1).bottom()
        assert grid.block_at(heading.center().y()) == grid.block_at(grid.rect(block.first).center().y()) == number


def test_groups_whose_sum_is_not_the_count_are_ignored() -> None:
    grid = Grid(5, 3, QSize(10, 10), 16, 8, 100, False, (2, 2), 40)
    assert len(grid.blocks) == 1
    assert not grid.has_headings


def test_empty_grid_has_no_height() -> None:
    grid = Grid(0, 3, QSize(10, 10), 16, 8, 100, False)
    assert grid.height == 0
    assert grid.near(QPoint(20, 20)) == -1
