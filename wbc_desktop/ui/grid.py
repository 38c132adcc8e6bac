"""The arithmetic of a grid of equal tiles: from a row number to a place and back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize


@dataclass(frozen=True, slots=True)
class Grid:
    """Where each of ``count`` tiles lies in contents that are ``width`` wide, before scrolling."""

    count: int
    columns: int
    tile: QSize
    margin: int
    gap: int
    width: int
    mirrored: bool

    @property
    def lines(self) -> int:
        """Rows of tiles."""
        return math.ceil(self.count / self.columns)

    @property
    def pitch(self) -> int:
        """From the top of one line to the top of the next."""
        return self.tile.height() + self.gap

    @property
    def height(self) -> int:
        """Of all contents, margins included."""
        return 2 * self.margin + self.lines * self.pitch - self.gap if self.count else 0

    def rect(self, row: int) -> QRect:
        """The tile of a row."""
        line, column = divmod(row, self.columns)
        x = self.margin + column * (self.tile.width() + self.gap)
        if self.mirrored:
            x = self.width - x - self.tile.width()
        return QRect(QPoint(x, self.margin + line * self.pitch), self.tile)

    def line_at(self, y: int) -> int:
        """The line at or above a height, within the lines that there are."""
        return min(max(0, (y - self.margin) // self.pitch), max(0, self.lines - 1))

    def column_at(self, x: int) -> int:
        """The column at or before a place, within the columns that there are."""
        if self.mirrored:
            x = self.width - x
        return min(max(0, (x - self.margin) // (self.tile.width() + self.gap)), self.columns - 1)

    def near(self, point: QPoint) -> int:
        """The row whose tile is at ``point`` or next to it; -1 when there is none at all."""
        return min(self.line_at(point.y()) * self.columns + self.column_at(point.x()), self.count - 1)

    def rows_in(self, block: QRect) -> Iterator[tuple[int, int]]:
        """The first and the last row, line by line, of the tiles that ``block`` touches."""
        columns = sorted((self.column_at(block.left()), self.column_at(block.right())))
        for line in range(self.line_at(block.top()), self.line_at(block.bottom()) + 1):
            first, last = (min(line * self.columns + column, self.count - 1) for column in columns)
            touched = [row for row in range(first, last + 1) if self.rect(row).intersects(block)]
            if touched:
                yield touched[0], touched[-1]
