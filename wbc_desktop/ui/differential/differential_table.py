"""The table of the differential: as high as its rows, with names if there is room."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QStyleOptionViewItem, QTreeWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.differential.differential_panel_rows import CLASS, COUNT, FLAG, SHARE, WORDS_ROLE, RowDelegate
from wbc_desktop.ui.widgets.theme import GRID

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DifferentialTable(QTreeWidget):
    """A table as high as its rows; a second click on a row clears the selection."""

    def __init__(self) -> None:
        super().__init__()
        self._all_rows = False
        self._sizes: tuple[QSize, int] | None = None
        self._rows = RowDelegate(self)
        self.setItemDelegate(self._rows)
        self.setColumnCount(4)
        self.head(False)
        self.setRootIsDecorated(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("Classes of the open slide: count, share, exact 95 % interval and reference range"))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(2 * GRID)
        header.setSectionResizeMode(CLASS, QHeaderView.ResizeMode.Stretch)
        for column in (COUNT, SHARE, FLAG):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def head(self, absolute: bool) -> None:
        """Name the columns; ``absolute``: absolute counts are shown below the others."""
        self.setHeaderLabels(
            [tr("Class"), tr("Count\n10⁹/L") if absolute else tr("Count"), tr("Share\n95 %"), tr("Flag\nrange %")]
        )
        item = self.headerItem()
        for column in (COUNT, SHARE, FLAG):
            item.setTextAlignment(column, _RIGHT)
        item.setToolTip(CLASS, tr("The share (dot) with its interval against the reference range (bar)"))
        item.setToolTip(COUNT, tr("Cells, and below them the absolute count from the typed total white count"))
        item.setToolTip(
            SHARE, tr("Of the white cells (other classes: per 100 white cells), and its exact Clopper–Pearson interval")
        )
        item.setToolTip(FLAG, tr("Against the reference range; not settled: the interval crosses a limit of it"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and event.button() == Qt.MouseButton.LeftButton
        if plain and (item is None or self.selectedItems() == [item]):
            self.clearSelection()  # a second click shows all cells again
            return
        if event.button() == Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_names()

    def rows_changed(self) -> None:
        """Repaint all rows; one notification for the view and its header, because they measure whole rows each time."""
        first, last = self._first(0), self.model().index(self.topLevelItemCount() - 1, FLAG)
        for view in (self, self.header()):
            view.dataChanged(first, last, [])

    def fit(self) -> None:
        """Compute the heights of the rows and the widths of the columns again."""
        self._sizes = None
        self._choose_names()
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def _choose_names(self) -> None:
        """Show the classes' names if there is room for all, else only their codes."""
        option = self._option()
        every = [self._first(row).data(WORDS_ROLE) for row in range(self.topLevelItemCount())]
        room = self.viewport().width() - sum(self._least_width(column) for column in (COUNT, SHARE, FLAG))
        wanted = max((self._rows.name_width(words, option) for words in every if words is not None), default=0)
        if self._rows.names != (wanted <= room):
            self._rows.names = wanted <= room
            self.viewport().update()

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def sizeHint(self) -> QSize:
        return self._measured()[0]

    def minimumSizeHint(self) -> QSize:
        wanted, least = self._measured()
        return QSize(least, wanted.height() if self._all_rows else min(wanted.height(), 14 * GRID))

    def _measured(self) -> tuple[QSize, int]:
        """Return the size that all rows need and the minimum width, cached until :meth:`fit`."""
        if self._sizes is None:
            rows = (self.sizeHintForIndex(self._first(row)).height() for row in range(self.topLevelItemCount()))
            height = self.header().sizeHint().height() + sum(max(row, 0) for row in rows) + 4
            self._sizes = QSize(super().sizeHint().width(), height), self._min_width()
        return self._sizes

    def show_all_rows(self, on: bool) -> None:
        if on != self._all_rows:
            self._all_rows = on
            self._sizes = None
            self.updateGeometry()

    def _min_width(self) -> int:
        """Return the width at which class codes and numbers are not cut."""
        hints = sum(self._least_width(column) for column in (CLASS, COUNT, SHARE, FLAG))
        return hints + (0 if self._all_rows else self.verticalScrollBar().sizeHint().width())

    def _least_width(self, column: int) -> int:
        """Return the width that the rows and the heading of a column need."""
        return max(self.sizeHintForColumn(column), self.header().sectionSizeHint(column))

    def _first(self, row: int) -> QModelIndex:
        return self.model().index(row, 0)
