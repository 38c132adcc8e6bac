"""The gallery: all cells of the slide as thumbnails, to look over, select and go through with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.ui.cell_delegate import CellDelegate
from wbc_desktop.ui.grid_view import GridView, parts

NO_CELL = -1
LEAST_SIDE, MOST_SIDE = 48, 512
STRETCH = 1.5
"""Tiles are widened to fill the line, but not beyond this."""
AT_ONCE = 400
"""Cells that are looked through without going back to the event loop when the next undecided one is searched."""
SETTLED_MS = 60
"""After so long without scrolling, what was scrolled past is no longer loaded, and what comes next is."""


class Gallery(GridView):
    """Shows a :class:`CellListModel`. A cell is current as soon as there is one, so that the keyboard works at once."""

    current_changed = Signal(int)
    """The id of the cell that the reviewer is at now; NO_CELL when there is none."""
    zoom_asked = Signal(int)
    """Ctrl and the wheel: by how many pixels the thumbnails should be larger (or smaller)."""
    all_decided = Signal()
    """The next undecided cell was asked for, and there is none."""

    def __init__(self, cells: CellListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._side = 128
        self._told = NO_CELL
        self._fell_here = False
        self._search: Iterator[int] = iter(())
        self._searching = QTimer(self)
        self._searching.setInterval(0)
        self._searching.timeout.connect(self._search_on)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._load_what_is_near)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setAccessibleName("Cells")
        self.setModel(cells)
        cells.rowsInserted.connect(self._first_is_current)
        cells.modelReset.connect(self._tell_current)
        self.verticalScrollBar().valueChanged.connect(self._settled.start)

    @property
    def thumbnail_size(self) -> int:
        """The side asked for, in logical pixels."""
        return self._side

    def set_thumbnail_size(self, side: int) -> None:
        """Show thumbnails of about this side (logical pixels), a little more where that fills the line."""
        self._side = min(max(LEAST_SIDE, side), MOST_SIDE)
        self._hold()
        self.scheduleDelayedItemsLayout()

    def current_id(self) -> int:
        """The cell that the reviewer is at; NO_CELL when there is none."""
        row = self.currentIndex().row()
        ids = self._cells.ids_between(row, row) if row >= 0 else []
        return ids[0] if ids else NO_CELL

    def selected_ids(self) -> list[int]:
        """The selected cells in the order shown; without a selection the current one."""
        ranges = sorted(parts(self.selectionModel().selection()), key=lambda part: part.top())
        ids = [cell_id for part in ranges for cell_id in self._cells.ids_between(part.top(), part.bottom())]
        current = self.current_id()
        return ids or ([] if current == NO_CELL else [current])

    def select(self, cell_id: int) -> bool:
        """Go to a cell; False when it is not shown (filtered out, not on the slide)."""
        row = self._cells.row_of(cell_id)
        if row is None:
            return False
        self._go_to(row)
        return True

    def next_undecided(self) -> None:
        """Go to the next cell that needs a decision, from the top again after the last; stay when there is none.

        When a decision has just taken the current cell out of the list, the one that came into its place is next.
        """
        rows, current = self._cells.rowCount(), self.currentIndex().row()
        start = current if self._fell_here else current + 1
        self._fell_here = False
        self._search = iter(chain(range(start, rows), range(0, max(0, min(start, rows)))))
        self._searching.start()
        self._search_on()

    def _search_on(self) -> None:
        """Look through some more cells; a long way is gone in steps, so that the window stays awake."""
        for row in islice(self._search, AT_ONCE):
            cell = self._cells.cell(row)
            if cell is not None and cell.needs_decision:
                self._searching.stop()
                self._go_to(row)
                return
        rest = next(self._search, None)
        if rest is None:
            self._searching.stop()
            self.all_decided.emit()
        else:
            self._search = chain((rest,), self._search)

    def _go_to(self, row: int) -> None:
        index = self._cells.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _first_is_current(self) -> None:
        if not self.currentIndex().isValid() and self._cells.rowCount():
            self._go_to(0)

    # The view's side

    def tile_size(self, room: int) -> tuple[int, QSize]:
        wanted = max(self._side, self._delegate.least_side(self.font()))
        columns = max(1, (room + self.GAP) // (wanted + self.GAP))
        side = min((room - (columns - 1) * self.GAP) // columns, int(wanted * STRETCH))
        side = max(side, min(wanted, LEAST_SIDE))
        return columns, QSize(side, side + self._delegate.band_height(self.font()))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        cells = self.model()
        if isinstance(cells, CellListModel):
            if cells.pictures is not None:
                cells.pictures.set_side(round(self.grid().tile.width() * self.devicePixelRatioF()))
            self._settled.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.scheduleDelayedItemsLayout()
        return super().event(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._fell_here = False
        self._searching.stop()
        self._tell_current()

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        fell = start <= self.currentIndex().row() <= end
        self._searching.stop()
        super().rowsAboutToBeRemoved(parent, start, end)
        self._fell_here = self._fell_here or (fell and self.currentIndex().row() > end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving and selecting are the view's; typed characters are left to the window's keys."""
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
        if event.text().isprintable() and event.text() and not command:
            event.ignore()
            return
        QAbstractItemView.keyPressEvent(self, event)

    def keyboardSearch(self, search: str) -> None:
        """Not here: it would read every cell of the slide to find a file's name."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(8 if event.angleDelta().y() > 0 else -8)
            event.accept()
            return
        super().wheelEvent(event)

    def _tell_current(self) -> None:
        now = self.current_id()
        if now != self._told:
            self._told = now
            self.current_changed.emit(now)

    def _load_what_is_near(self) -> None:
        """Load what is seen first, then a screen around it, and nothing else any more."""
        pictures, seen, near = self._cells.pictures, self.visible_rows(), self.visible_rows(1)
        if pictures is None or not self.isVisible():
            return
        unread = next((row for row in near if not self._cells.at_hand(row)), None)
        if unread is not None:  # one page at a time, so that the window stays awake
            self._cells.cell(unread)
            QTimer.singleShot(0, self, self._load_what_is_near)
            return
        cells = {row: cell for row in near if (cell := self._cells.cell(row)) is not None}
        pictures.keep_only({cell.sha256 for cell in cells.values()})
        # The newest request is served first, so the nearest come last.
        for row in sorted(cells, key=lambda row: row in seen):
            pictures.get(cells[row].sha256, str(self._cells.file(cells[row])))
