"""The gallery: all cells of the slide as thumbnails, to view, select and go through with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from wbc_desktop.domain.cells import NO_CELL
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.ui.gallery.cell_delegate import CellDelegate
from wbc_desktop.ui.gallery.class_drops import cells_mime, drag_picture, is_cells, paint_target
from wbc_desktop.ui.gallery.grid_view import GridView
from wbc_desktop.ui.gallery.group_heading import heading_height, paint_heading
from wbc_desktop.ui.gallery.saved_place import parts

MIN_SIDE, MAX_SIDE = 48, 512
STRETCH = 1.5
"""Tiles are widened to fill the line, at most by this factor."""
SETTLED_MS = 60
"""Load the visible thumbnails and their neighbours, and no others, after this long without scrolling."""


class Gallery(GridView):
    """Shows a :class:`CellListModel`. The first cell becomes current at once, so that the keyboard works.

    Signals: ``current_changed(int)``: the id of the current cell, or NO_CELL; ``zoom_asked(int)``: Ctrl and the wheel
    ask for thumbnails that are larger (or smaller) by this many pixels; ``all_decided()``: the next undecided cell was
    requested, and there is none; ``dropped(str)``: the selected cells were dropped on the class with this code.
    """

    current_changed = Signal(int)
    zoom_asked = Signal(int)
    all_decided = Signal()
    dropped = Signal(str)

    def __init__(self, cells: CellListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._side = 128
        self._announced = NO_CELL
        self._target = -1
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._load_nearby)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Cells"))
        self.setModel(cells)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        cells.modelReset.connect(self._make_first_current)
        self.verticalScrollBar().valueChanged.connect(self._settled.start)

    @property
    def thumbnail_size(self) -> int:
        """The side that was set, in logical pixels."""
        return self._side

    def set_thumbnail_size(self, side: int) -> None:
        """Show thumbnails of this side (logical pixels), or somewhat larger ones that fill the line."""
        self._side = min(max(MIN_SIDE, side), MAX_SIDE)
        place = self.place()
        self.remeasure()
        self.scroll_back(place)

    def current_id(self) -> int:
        """Return the id of the current cell; NO_CELL if there is none."""
        row = self.currentIndex().row()
        ids = self._cells.ids_between(row, row) if row >= 0 else []
        return ids[0] if ids else NO_CELL

    def selected_ids(self) -> list[int]:
        """Return the selected cells in the order shown; without a selection, the current cell."""
        ranges = sorted(parts(self.selectionModel().selection()), key=lambda part: part.top())
        ids = [cell_id for part in ranges for cell_id in self._cells.ids_between(part.top(), part.bottom())]
        current = self.current_id()
        return ids or ([] if current == NO_CELL else [current])

    def shown_ids(self) -> list[int]:
        """Return all cells that match the filter, in the order shown; wait for a list that is being read."""
        self._cells.finish_reading()
        return self._cells.ids()

    def classes_to_confirm(self, cells: Sequence[int]) -> dict[int, str | None]:
        """Return the class that confirming gives each cell, as it is shown; cells that were not read are left out."""
        return self._cells.classes_to_confirm(cells)

    def selectAll(self) -> None:
        """Select all cells; wait for a list that is being read."""
        self._cells.finish_reading()
        super().selectAll()

    def select(self, cell_id: int) -> bool:
        """Go to a cell. Return False if it is not shown (filtered out, not on the slide)."""
        row = self._cells.row_of(cell_id)
        if row is None:
            return False
        self._go_to(row)
        return True

    def select_none(self) -> None:
        """Select no cell, so that no cell is current, until a person or a change of the list makes one current."""
        self.selectionModel().clear()

    def cell_after_selection(self) -> int:
        """Return the next cell after the current one that is not selected; NO_CELL if there is none.

        Reviewing continues there after a decision, which may move the selected cells, but not this one.
        """
        rows, row, selected = self._cells.rowCount(), self.currentIndex().row(), self.selectionModel().selection()
        ends = {part.top(): part.bottom() for part in parts(selected)}
        row += 1
        for top in sorted(ends):
            if top <= row <= ends[top]:
                row = ends[top] + 1
        return self._cells.ids_between(row, row)[0] if 0 < row < rows else NO_CELL

    def next_undecided(self, after: int = NO_CELL) -> None:
        """Go to the next cell that needs a decision, and after the last row start at the top; stay if there is none.

        The search starts at the cell ``after``. Without it, the search starts after the current cell, or at the current
        cell if it took the place of one that a decision removed from the list.
        """
        begin = self._cells.row_of(after) if after != NO_CELL else None
        if begin is None:
            current = self.currentIndex().row()
            begin = current if self._followed else current + 1
        self._followed = False
        row = self._cells.next_waiting(begin)
        if row is None:
            self.all_decided.emit()
        else:
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        index = self._cells.index(row)
        self._anchor = QPersistentModelIndex(index)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _make_first_current(self) -> None:
        if not self.currentIndex().isValid() and self._cells.rowCount():
            self._go_to(0)
        self._announce_current()

    # Layout and headings

    def tile_size(self, room: int) -> tuple[int, QSize]:
        smallest = max(self._side, self._delegate.min_side(self.font()))
        columns = max(1, (room + self.GAP) // (smallest + self.GAP))
        side = min((room - (columns - 1) * self.GAP) // columns, int(smallest * STRETCH))
        side = max(side, min(smallest, MIN_SIDE))
        return columns, QSize(side, side + self._delegate.band_height(self.font()))

    def group_sizes(self) -> tuple[tuple[int, ...], int]:
        cells = self.model()
        if not isinstance(cells, CellListModel) or not cells.groups:
            return (), 0
        return tuple(group.count for group in cells.groups), heading_height(self.font()) + self.GAP

    def paint_heading(self, painter: QPainter, place: QRect, number: int) -> None:
        groups = self._cells.groups
        if number < len(groups):
            if number == self._target:
                painter.save()
                paint_target(painter, place, self.palette())
                painter.restore()
            paint_heading(painter, place, groups[number], self.palette(), self.font())

    # Dragging the selected cells to another class

    def lock(self, why: str) -> None:
        """Let no cells be dragged, because the slide cannot be changed; "": let them be dragged again."""
        self.setDragEnabled(not why)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        chosen = self.selected_ids()
        if not chosen:
            return
        rows = [row for row in self.visible_rows() if self.selectionModel().isRowSelected(row)]
        found = (self._cells.index(row).data(CellListModel.ThumbnailRole) for row in rows[:8])
        pictures = [picture for picture in found if isinstance(picture, QPixmap)]
        drag = QDrag(self)
        drag.setMimeData(cells_mime(len(chosen)))
        drag.setPixmap(drag_picture(pictures, len(chosen), self.palette(), self.font(), self.devicePixelRatioF()))
        drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_cells(event):
            event.acceptProposedAction()
        else:
            event.ignore()  # a folder, which the window accepts

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not is_cells(event):
            event.ignore()
            return
        self._aim(self._group_under(event))
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(self._target >= 0)
        self._scroll_at_the_edge(event.position().toPoint().y())

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._aim(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        if not is_cells(event):
            event.ignore()
            return
        number = self._group_under(event)
        self._aim(-1)
        self.setState(QAbstractItemView.State.NoState)
        code = self._cells.groups[number].code if number >= 0 else None
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(code is not None)
        if code is not None:
            self.dropped.emit(code)

    def _group_under(self, event: QDropEvent) -> int:
        """Return the number of the group at the mouse; -1 if cells cannot be dropped there."""
        if not self._cells.groups:
            return -1
        number = self.grid().block_at(event.position().toPoint().y() + self.verticalOffset())
        return number if number < len(self._cells.groups) and self._cells.groups[number].code is not None else -1

    def _aim(self, number: int) -> None:
        if number != self._target:
            self._target = number
            self.viewport().update()

    def _scroll_at_the_edge(self, y: int) -> None:
        bar, edge = self.verticalScrollBar(), 4 * self.GAP
        if y < edge:
            bar.setValue(bar.value() - bar.singleStep())
        elif y > self.viewport().height() - edge:
            bar.setValue(bar.value() + bar.singleStep())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        cells = self.model()
        if isinstance(cells, CellListModel):
            if cells.pictures is not None:
                cells.pictures.set_side(self._tile_pixels())
                if not cells.pictures.kept_bytes:  # otherwise when scrolling or resizing has stopped
                    cells.pictures.fit(self._tile_pixels())
            self._settled.start()

    def _tile_pixels(self) -> int:
        return round(self.grid().tile.width() * self.devicePixelRatioF())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.remeasure()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.remeasure()
        return super().event(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._announce_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and select; leave printable characters to the window's keys."""
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
        if event.text().isprintable() and event.text() and not command:
            event.ignore()
            return
        QAbstractItemView.keyPressEvent(self, event)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Move and select as this key does, wherever the keyboard is. A key that moves nothing goes to nobody else."""
        self.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: the search would read every cell of the slide."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(8 if event.angleDelta().y() > 0 else -8)
            event.accept()
            return
        super().wheelEvent(event)

    def _announce_current(self) -> None:
        now = self.current_id()
        if now != self._announced:
            self._announced = now
            self.current_changed.emit(now)

    def _load_nearby(self) -> None:
        """Load the visible thumbnails first, then one screen around them, and cancel all others."""
        pictures, visible, near = self._cells.pictures, self.visible_rows(), self.visible_rows(1)
        if pictures is None or not self.isVisible():
            return
        pictures.fit(self._tile_pixels())
        unread = next((row for row in near if not self._cells.is_loaded(row)), None)
        if unread is not None:  # one page at a time, so that the window keeps responding
            self._cells.cell(unread)
            QTimer.singleShot(0, self, self._load_nearby)
            return
        cells = {row: cell for row in near if (cell := self._cells.cell(row)) is not None}
        pictures.keep_only({cell.crop_content for cell in cells.values()})
        # The newest request is served first, so request the visible ones last.
        for row in sorted(cells, key=lambda row: row in visible):
            pictures.get(self._cells.source(cells[row]))
