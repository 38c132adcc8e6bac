"""The geometry of a grid of equal tiles, as one block or as several with headings: from a row to a place and back.

Rows are numbered through all blocks; each block starts on a new line, below its heading.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize


@dataclass(frozen=True, slots=True)
class Block:
    """``count`` rows starting with row ``first``; the heading starts at height ``heading``, the tiles at ``top``."""

    first: int
    count: int
    heading: int
    top: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of ``count`` tiles in contents that are ``width`` pixels wide, before scrolling.

    ``groups``: the number of rows of each block, from the top. If it is empty, or its sum is not ``count``, there is
    one block without heading. ``heading``: the height of a heading with the gap below it.
    """

    count: int
    columns: int
    tile: QSize
    margin: int
    gap: int
    width: int
    mirrored: bool
    groups: tuple[int, ...] = ()
    heading: int = 0
    blocks: tuple[Block, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        has_headings = bool(self.groups) and sum(self.groups) == self.count
        first, y = 0, self.margin
        blocks = []
        for count in self.groups if has_headings else (self.count,):
            top = y + (self.heading if has_headings else 0)
            blocks.append(Block(first, count, y, top))
            first, y = first + count, top + math.ceil(count / self.columns) * self.pitch
        object.__setattr__(self, "blocks", tuple(blocks))

    @property
    def has_headings(self) -> bool:
        """Return whether the blocks have headings."""
        return self.blocks[0].heading != self.blocks[0].top

    @property
    def pitch(self) -> int:
        """Return the distance from the top of one line to the top of the next."""
        return self.tile.height() + self.gap

    @property
    def height(self) -> int:
        """Return the height of all contents, including margins."""
        last = self.blocks[-1]
        return last.top + self._lines(last) * self.pitch - self.gap + self.margin if self.count else 0

    def rect(self, row: int) -> QRect:
        """Return the rectangle of the tile of a row."""
        block = self._of(row)
        line, column = divmod(row - block.first, self.columns)
        x = self.margin + column * (self.tile.width() + self.gap)
        if self.mirrored:
            x = self.width - x - self.tile.width()
        return QRect(QPoint(x, block.top + line * self.pitch), self.tile)

    def heading_of(self, number: int) -> QRect:
        """Return the rectangle of the heading of a block, without the gap below it."""
        block = self.blocks[number]
        height = max(0, block.top - block.heading - self.gap)
        return QRect(self.margin, block.heading, max(0, self.width - 2 * self.margin), height)

    def block_at(self, y: int) -> int:
        """Return the number of the block at a height; between two blocks, of the one above."""
        return max(0, bisect_right(self.blocks, y, key=lambda block: block.heading) - 1)

    def column_at(self, x: int) -> int:
        """Return the column at or before ``x``, from 0 to the last column."""
        if self.mirrored:
            x = self.width - x
        return min(max(0, (x - self.margin) // (self.tile.width() + self.gap)), self.columns - 1)

    def near(self, point: QPoint) -> int:
        """Return the row whose tile is at or near ``point``; -1 if the grid is empty."""
        block = self.blocks[self.block_at(point.y())]
        row = self._line_at(block, point.y()) * self.columns + self.column_at(point.x())
        return block.first + min(row, block.count - 1) if self.count else -1

    def between(self, top: int, bottom: int) -> range:
        """Return the rows of all lines from the one at or above ``top`` to the one at or above ``bottom``."""
        if not self.count:
            return range(0)
        begin, end = self.blocks[self.block_at(top)], self.blocks[self.block_at(bottom)]
        last = (self._line_at(end, bottom) + 1) * self.columns
        return range(begin.first + self._line_at(begin, top) * self.columns, end.first + min(last, end.count))

    def above(self, row: int) -> int:
        """Return the row one line up, in the same column or the last; ``row`` itself in the top line."""
        block = self._of(row)
        line, column = divmod(row - block.first, self.columns)
        if line:
            return row - self.columns
        if block.first == 0:
            return row
        before = self._of(block.first - 1)
        start = (self._lines(before) - 1) * self.columns
        return before.first + min(start + column, before.count - 1)

    def below(self, row: int) -> int:
        """Return the row one line down, in the same column or the last; ``row`` itself in the bottom line."""
        block = self._of(row)
        line, column = divmod(row - block.first, self.columns)
        if line + 1 < self._lines(block):
            return block.first + min(row - block.first + self.columns, block.count - 1)
        after = block.first + block.count
        return row if after >= self.count else after + min(column, self._of(after).count - 1)

    def rows_in(self, area: QRect) -> Iterator[tuple[int, int]]:
        """Yield, for each line, the first and the last row of the tiles that intersect ``area``."""
        if not self.count:
            return
        columns = sorted((self.column_at(area.left()), self.column_at(area.right())))
        for block in self.blocks[self.block_at(area.top()) : self.block_at(area.bottom()) + 1]:
            for line in range(self._line_at(block, area.top()), self._line_at(block, area.bottom()) + 1):
                first, last = (min(line * self.columns + column, block.count - 1) for column in columns)
                rows = range(block.first + first, block.first + last + 1)
                touched = [row for row in rows if self.rect(row).intersects(area)]
                if touched:
                    yield touched[0], touched[-1]

    def _of(self, row: int) -> Block:
        return self.blocks[max(0, bisect_right(self.blocks, row, key=lambda block: block.first) - 1)]

    def _lines(self, block: Block) -> int:
        return math.ceil(block.count / self.columns)

    def _line_at(self, block: Block, y: int) -> int:
        return min(max(0, (y - block.top) // self.pitch), max(0, self._lines(block) - 1))
