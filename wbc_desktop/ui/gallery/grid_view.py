"""A grid of tiles with keyboard, selection and rubber band, which keeps its place when its list changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from wbc_desktop.item_models.id_list import IdListModel
from wbc_desktop.ui.gallery.grid_places import GridPlaces, Index
from wbc_desktop.ui.gallery.saved_place import NO_ROW, SavedPlace

Action = QAbstractItemView.CursorAction


def _steps(step: Callable[[int], int], row: int, lines: int, end: int) -> int:
    """Return the row ``lines`` lines further on, or ``end`` if there is no further line."""
    start = row
    for _ in range(lines):
        row = step(row)
    return end if row == start else row


class GridView(GridPlaces):
    """A grid with the keyboard, extended selection and a rubber band; it keeps its place when its list is replaced.

    Signals: ``selected_changed()``: the selection changed, also because a selected cell left the list.
    """

    selected_changed = Signal()

    _under_mouse: QPersistentModelIndex | None = None  # a class attribute, because Qt sends events during construction

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always shown: a bar that appears and disappears would change the width, and so the columns, back and forth.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)
        # The view paints its background. Only then Qt scrolls the painted pixels and does not repaint everything.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._pressed: QPoint | None = None
        self._band = QRect()
        self._anchor = QPersistentModelIndex()
        """The cell at which a selection with Shift starts; Qt loses its own when the model is reset."""
        self._saved: tuple[SavedPlace, int, QAbstractItemView.State] | None = None
        self._followed = False
        """Whether the current cell replaced one that left the list, and the reviewer has not moved since."""

    def paint_heading(self, painter: QPainter, place: QRect, number: int) -> None:
        """Paint the heading of a group; views with groups override this."""

    # Keyboard and selection

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selected_changed.emit()

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

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        command = super().selectionCommand(index, event)
        if event is not None and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            if not command & QItemSelectionModel.SelectionFlag.Current:
                self._anchor = QPersistentModelIndex(index)
            elif not self._anchor.isValid():
                self._anchor = QPersistentModelIndex(self.currentIndex())
        return command

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        grid = self.grid()
        selection = QItemSelection()
        if grid.count:
            start, end = (point + QPoint(0, self.verticalOffset()) for point in (rect.topLeft(), rect.bottomRight()))
            if self.state() == QAbstractItemView.State.DragSelectingState:
                found = list(grid.rows_in(QRect(start, end).normalized()))
            else:
                anchored = bool(command & QItemSelectionModel.SelectionFlag.Current) and self._anchor.isValid()
                first, last = sorted((self._anchor.row() if anchored else grid.near(start), grid.near(end)))
                found = [(first, last)]
            for first, last in found:
                selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    # Keeping the place when the model is reset

    def setModel(self, model: QAbstractItemModel | None) -> None:
        before = cast("QAbstractItemModel | None", self.model())
        if before is not None:
            before.modelAboutToBeReset.disconnect(self._save_place)
            before.modelReset.disconnect(self._restore_place)
        super().setModel(model)
        if model is not None:
            model.modelAboutToBeReset.connect(self._save_place)
            model.modelReset.connect(self._restore_place)

    def place(self) -> SavedPlace:
        """Return the selection and the viewed cell: the current cell if it is visible, else the first visible one.

        At the top of the list there is no viewed cell, so that the list stays at the top.
        """
        visible, current = self.visible_rows(), self.currentIndex().row()
        row = NO_ROW
        if len(visible) and self.verticalOffset():
            row = current if current in visible else visible.start
        top = NO_ROW if row == NO_ROW else self.grid().rect(row).top() - self.verticalOffset()
        return SavedPlace(cast("IdListModel", self.model()), self.selectionModel(), row, top)

    def scroll_back(self, place: SavedPlace) -> None:
        """Scroll so that the viewed cell is at the same height as before."""
        self.updateGeometries()
        row = place.viewed_row()
        if row != NO_ROW:
            self.verticalScrollBar().setValue(self.grid().rect(row).top() - place.top)

    def _save_place(self) -> None:
        self._saved = self.place(), self._anchor.row(), self.state()

    def _restore_place(self) -> None:
        if self._saved is None:
            return
        (place, anchor, state), self._saved = self._saved, None
        self._followed = place.restore_selection(self.selectionModel()) or (
            self._followed and self.currentIndex().isValid()
        )
        if place.lost:
            self.selected_changed.emit()
        self._anchor = QPersistentModelIndex(self.model().index(place.row_of(anchor), 0))
        self.scroll_back(place)
        self.setState(state)

    def doItemsLayout(self) -> None:
        """Update the geometry only; Qt's list view would lay out each item."""
        QAbstractItemView.doItemsLayout(self)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """Repaint what changed; Qt's list view would lay out every item again."""
        QAbstractItemView.dataChanged(self, top, bottom, roles)

    # Painting and the rubber band

    def viewportEvent(self, event: QEvent) -> bool:
        """Repaint the frame around a tile that the mouse enters or leaves; Qt repaints only the tile."""
        answer = QAbstractItemView.viewportEvent(self, event)
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverMove, QEvent.Type.HoverLeave):
            before, self._under_mouse = self._under_mouse, QPersistentModelIndex(self._hovered())
            if self._under_mouse != before:
                self.repaint_tiles(*(index for index in (before, self._under_mouse) if index is not None))
        return answer

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._followed = False
        self.repaint_tiles(current, previous)

    def repaint_tiles(self, *indexes: Index) -> None:
        """Repaint these tiles with their frames."""
        for index in indexes:
            if index.isValid():
                self.viewport().update(self.ringed(self.visualRect(index)))

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, visible, offset = self.grid(), self.visible_rows(), self.verticalOffset()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.window().palette().color(QPalette.ColorRole.Window))
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        base, focused = option.state, self.hasFocus()
        model, selected, current, hovered = self.model(), self.selectionModel(), self.currentIndex(), self._hovered()
        for row in visible:
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
            if grid.has_headings:
                self.paint_heading(painter, grid.heading_of(number).translated(0, -offset), number)
        self._paint_band(painter)

    def _hovered(self) -> QModelIndex:
        return self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else QModelIndex()

    def _paint_band(self, painter: QPainter) -> None:
        if self._band.isNull():
            return
        accent = self.palette().color(QPalette.ColorRole.Accent)
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
