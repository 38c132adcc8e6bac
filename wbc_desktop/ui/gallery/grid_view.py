"""A list view of equal tiles in rows whose every place is computed: as quick with 100,000 tiles as with ten.

Qt's own list view lays each item out one by one, which takes a quarter of a second for 100,000 of them after every
insertion; here a row number is a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from wbc_desktop.ui.gallery.grid import Grid

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction


def parts(selection: QItemSelection) -> Iterator[QItemSelectionRange]:
    """The ranges of a selection (its type says nothing of being a list)."""
    yield from cast("Sequence[QItemSelectionRange]", selection)


def _steps(step: Callable[[int], int], row: int, lines: int, end: int) -> int:
    """So many lines on; ``end`` where there is no line more."""
    start = row
    for _ in range(lines):
        row = step(row)
    return end if row == start else row


class GridView(QListView):
    """Tiles from left to right, then down; scrolled vertically; extended selection. Subclasses give the tile's size."""

    MARGIN = 16
    GAP = 8

    _under_mouse: QPersistentModelIndex | None = None  # here, for Qt sends events while the view is being made
    _known: tuple[tuple[object, ...], Grid] | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: a bar that comes and goes would change the width, and with it the columns, back and forth.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)
        # It paints its own ground: only then does Qt move what is painted when it scrolls, and not paint all anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._pressed: QPoint | None = None
        self._band = QRect()
        self._held = QPersistentModelIndex()
        self._held_y = 0

    def tile_size(self, room: int) -> tuple[int, QSize]:
        """How many tiles to put into a width of ``room`` pixels with GAP between them, and their size."""
        raise NotImplementedError

    def grid(self) -> Grid:
        """Where everything lies now."""
        width = self.viewport().width()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        model = cast("QAbstractItemModel | None", self.model())
        if model is None:  # Qt asks even while the view is being made, when a subclass cannot answer yet
            return Grid(0, 1, QSize(1, 1), self.MARGIN, self.GAP, width, mirrored)
        groups, heading = self.group_sizes()
        asked = (width, mirrored, model.rowCount(), groups, heading)
        if self._known is None or self._known[0] != asked:  # asked many times for each painting
            columns, tile = self.tile_size(max(1, width - 2 * self.MARGIN))
            grid = Grid(model.rowCount(), columns, tile, self.MARGIN, self.GAP, width, mirrored, groups, heading)
            self._known = asked, grid
        return self._known[1]

    def measure_again(self) -> None:
        """The size of the tiles is another one now."""
        self._known = None
        self.scheduleDelayedItemsLayout()

    def group_sizes(self) -> tuple[tuple[int, ...], int]:
        """How many rows each group has, and how high a heading is with the gap below it; no groups: one list."""
        return (), 0

    def paint_heading(self, painter: QPainter, place: QRect, number: int) -> None:
        """Paint the heading of a group; for views that have groups."""

    def visible_rows(self, screens_more: int = 0) -> range:
        """The rows whose tiles are seen, at least in part, and those so many screens above and below."""
        top, height = self.verticalOffset(), self.viewport().height()
        return self.grid().between(top - screens_more * height, top + height + screens_more * height)

    # Geometry, as Qt asks for it

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
        grid, seen, offset = self.grid(), self.visible_rows(), self.verticalOffset()
        region = QRegion()
        for part in parts(selection):
            for row in range(max(part.top(), seen.start), min(part.bottom() + 1, seen.stop)):
                region |= self._ringed(grid.rect(row).translated(0, -offset))
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

    def moveCursor(self, action: Action, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        grid, current = self.grid(), self.currentIndex()
        if not grid.count:
            return QModelIndex()
        if not current.isValid():
            return self.model().index(0, 0)
        row, lines = current.row(), max(1, self.viewport().height() // grid.pitch)
        forward = -1 if grid.mirrored else 1
        match action:
            case Action.MoveLeft | Action.MovePrevious:
                row -= forward if action is Action.MoveLeft else 1
            case Action.MoveRight | Action.MoveNext:
                row += forward if action is Action.MoveRight else 1
            case Action.MoveUp:
                row = grid.above(row)
            case Action.MoveDown:
                row = grid.below(row)
            case Action.MovePageUp:
                row = _steps(grid.above, row, lines, 0)
            case Action.MovePageDown:
                row = _steps(grid.below, row, lines, grid.count - 1)
            case Action.MoveHome:
                row = 0
            case Action.MoveEnd:
                row = grid.count - 1
        return self.model().index(min(max(0, row), grid.count - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        grid = self.grid()
        selection = QItemSelection()
        if grid.count:
            start, end = (point + QPoint(0, self.verticalOffset()) for point in (rect.topLeft(), rect.bottomRight()))
            if self.state() == QAbstractItemView.State.DragSelectingState:
                found = list(grid.rows_in(QRect(start, end).normalized()))
            else:
                first, last = sorted((grid.near(start), grid.near(end)))
                found = [(first, last)]
            for first, last in found:
                selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    # Following the model, without moving what is looked at

    def setModel(self, model: QAbstractItemModel | None) -> None:
        before = cast("QAbstractItemModel | None", self.model())
        if before is not None:
            before.rowsAboutToBeInserted.disconnect(self._hold)
            before.rowsAboutToBeRemoved.disconnect(self._hold)
        super().setModel(model)
        if model is not None:
            model.rowsAboutToBeInserted.connect(self._hold)
            model.rowsAboutToBeRemoved.connect(self._hold)

    def _hold(self, *_: Any) -> None:
        """Remember what is looked at and where it is seen, unless that is known from an earlier change."""
        seen = self.visible_rows()
        if self._held.isValid() or not len(seen) or not self.verticalOffset():
            return
        current = self.currentIndex()
        index = current if current.isValid() and current.row() in seen else self.model().index(seen.start, 0)
        self._held, self._held_y = QPersistentModelIndex(index), self.visualRect(index).top()

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        if self._held.isValid():
            place = self.grid().rect(self._held.row()).top()
            self._held, wanted = QPersistentModelIndex(), place - self._held_y
            self.verticalScrollBar().setValue(wanted)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """Only paint what changed; Qt's list view would lay everything out anew."""
        QAbstractItemView.dataChanged(self, top, bottom, roles)

    def updateGeometries(self) -> None:
        grid, bar, height = self.grid(), self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, grid.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(8, grid.pitch // 3))
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is looked at in sight while the columns change."""
        seen = self.visible_rows()
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        current = self.currentIndex()
        if current.isValid() and event.oldSize().isValid() and current.row() in seen:
            self.scrollTo(current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    # Painting and the rubber band

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt paints the tile again that the mouse enters or leaves, but not the ring that lies around it."""
        answer = QAbstractItemView.viewportEvent(self, event)
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverMove, QEvent.Type.HoverLeave):
            before, self._under_mouse = self._under_mouse, QPersistentModelIndex(self._hovered())
            if self._under_mouse != before:
                self.paint_again(*(index for index in (before, self._under_mouse) if index is not None))
        return answer

    def currentChanged(self, current: Index, previous: Index) -> None:
        QAbstractItemView.currentChanged(self, current, previous)
        self.paint_again(current, previous)

    def paint_again(self, *indexes: Index) -> None:
        """Paint the tiles with the ring around each."""
        for index in indexes:
            if index.isValid():
                self.viewport().update(self._ringed(self.visualRect(index)))

    def _ringed(self, rect: QRect) -> QRect:
        """A tile's place with the half of the gap around it in which its ring is drawn."""
        half = self.GAP // 2
        return rect.adjusted(-half, -half, half, half)

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, seen, offset = self.grid(), self.visible_rows(), self.verticalOffset()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.window().palette().color(QPalette.ColorRole.Window))
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        base, focused = option.state, self.hasFocus()
        model, selected, current, hovered = self.model(), self.selectionModel(), self.currentIndex(), self._hovered()
        for row in seen:
            rect = grid.rect(row).translated(0, -offset)
            if not event.region().intersects(rect):
                continue
            index, state = model.index(row, 0), base
            if selected.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if index == current:
                state |= QStyle.StateFlag.State_HasFocus
            if index == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            if focused:
                state |= QStyle.StateFlag.State_Active
            option.rect, option.state = rect, state
            self.itemDelegate().paint(painter, option, index)
        for number in range(grid.block_at(offset), grid.block_at(offset + self.viewport().height()) + 1):
            if grid.parted:
                self.paint_heading(painter, grid.heading_of(number).translated(0, -offset), number)
        self._paint_band(painter)

    def _hovered(self) -> QModelIndex:
        return self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else QModelIndex()

    def _paint_band(self, painter: QPainter) -> None:
        if self._band.isNull():
            return
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        ground = QColor(accent)
        ground.setAlphaF(0.15)
        painter.setPen(accent)
        painter.setBrush(ground)
        painter.drawRect(self._band.translated(0, -self.verticalOffset()).adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() + QPoint(0, self.verticalOffset())
        QAbstractItemView.mousePressEvent(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        QAbstractItemView.mouseMoveEvent(self, event)
        if self._pressed is not None and self.state() == QAbstractItemView.State.DragSelectingState:
            now = event.position().toPoint() + QPoint(0, self.verticalOffset())
            self._band = QRect(self._pressed, now).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        QAbstractItemView.mouseReleaseEvent(self, event)
        self._pressed, self._band = None, QRect()
        self.viewport().update()
