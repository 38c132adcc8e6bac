"""A list view of equal tiles whose places are computed: as fast with 100,000 tiles as with ten.

Qt's own list view lays each item out one by one, which takes a quarter of a second for 100,000 of them after every
insertion.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from wbc_desktop.ui.gallery.grid import Grid
from wbc_desktop.ui.gallery.saved_place import parts

Index = QModelIndex | QPersistentModelIndex


class GridPlaces(QListView):
    """Tiles from left to right, then down; scrolled vertically. Subclasses implement :meth:`tile_size`."""

    MARGIN = 16
    GAP = 8

    _known: tuple[tuple[object, ...], Grid] | None = None

    def tile_size(self, room: int) -> tuple[int, QSize]:
        """Return the number of columns that fit into ``room`` pixels with GAP between them, and the tile size."""
        raise NotImplementedError

    def grid(self) -> Grid:
        """Return the current geometry."""
        width = self.viewport().width()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        model = cast("QAbstractItemModel | None", self.model())
        if model is None:  # Qt asks during construction, before a subclass can answer
            return Grid(0, 1, QSize(1, 1), self.MARGIN, self.GAP, width, mirrored)
        groups, heading = self.group_sizes()
        key = (width, mirrored, model.rowCount(), groups, heading)
        if self._known is None or self._known[0] != key:  # needed many times per painting
            columns, tile = self.tile_size(max(1, width - 2 * self.MARGIN))
            grid = Grid(model.rowCount(), columns, tile, self.MARGIN, self.GAP, width, mirrored, groups, heading)
            self._known = key, grid
        return self._known[1]

    def remeasure(self) -> None:
        """Compute the geometry again, because the size of the tiles changed."""
        self._known = None
        self.scheduleDelayedItemsLayout()

    def group_sizes(self) -> tuple[tuple[int, ...], int]:
        """Return the number of rows per group (empty: one list), and the height of a heading with the gap below."""
        return (), 0

    def visible_rows(self, screens_more: int = 0) -> range:
        """Return the rows that are at least partly visible, and those ``screens_more`` screens above and below."""
        top, height = self.verticalOffset(), self.viewport().height()
        return self.grid().between(top - screens_more * height, top + height + screens_more * height)

    # Geometry for Qt

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        return self.grid().rect(index.row()).translated(0, -self.verticalOffset()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        grid, place = self.grid(), point + QPoint(0, self.verticalOffset())
        row = grid.near(place) if grid.count else -1
        return self.model().index(row, 0) if row >= 0 and grid.rect(row).contains(place) else QModelIndex()

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        grid, visible, offset = self.grid(), self.visible_rows(), self.verticalOffset()
        region = QRegion()
        for part in parts(selection):
            for row in range(max(part.top(), visible.start), min(part.bottom() + 1, visible.stop)):
                region |= self.ringed(grid.rect(row).translated(0, -offset))
        return region

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        self.executeDelayedItemsLayout()
        rect, bar, height = self.grid().rect(index.row()), self.verticalScrollBar(), self.viewport().height()
        top, bottom = rect.top() - self.MARGIN, rect.bottom() + self.MARGIN
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(rect.center().y() - height // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or top < bar.value():
            bar.setValue(top)
        elif hint == QAbstractItemView.ScrollHint.PositionAtBottom or bottom > bar.value() + height:
            bar.setValue(bottom - height)

    def ringed(self, rect: QRect) -> QRect:
        """Return a tile's rectangle with half of the gap around it, where its frame is painted."""
        half = self.GAP // 2
        return rect.adjusted(-half, -half, half, half)

    def updateGeometries(self) -> None:
        grid, bar, height = self.grid(), self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, grid.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(8, grid.pitch // 3))
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current cell visible if it was visible before the columns changed."""
        visible = self.visible_rows()
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        current = self.currentIndex()
        if current.isValid() and event.oldSize().isValid() and current.row() in visible:
            self.scrollTo(current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
