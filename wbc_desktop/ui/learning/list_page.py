"""A list of the window of learning: rows with numbers, a sentence in place of an empty list, buttons below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.language import number
from wbc_desktop.services.learning_overview import Overview
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, strong

Value = str | int
_DATA = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ListPage(QWidget):
    """Shows rows of texts and numbers, each with data of its own.

    ``titles`` are those of the columns, ``empty`` the sentence for no rows. The first column takes the free width.
    Signals: ``chosen()``: other rows are selected.
    """

    chosen = Signal()

    def __init__(self, name: str, titles: Sequence[str], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(titles))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setAccessibleName(name)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self.chosen)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._empty = Label(empty)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, GRID, 0, 0)
        self.column.setSpacing(GRID)
        self.column.addWidget(self._stack, 1)

    def show_overview(self, shown: Overview) -> None:
        """Show what was read."""
        raise NotImplementedError

    def add_buttons(self, buttons: Iterable[QPushButton]) -> None:
        """Add buttons below the list."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def clear(self) -> None:
        """Remove all rows."""
        self.list.clear()
        self._stack.setCurrentWidget(self._empty)

    def add(
        self, values: Sequence[Value], data: Any = None, icon: QIcon | None = None, emphasised: bool = False
    ) -> QTreeWidgetItem:
        """Add a row; numbers stand at the right."""
        item = QTreeWidgetItem([number(value, ",") if isinstance(value, int) else value for value in values])
        item.setData(0, _DATA, data)
        for column, value in enumerate(values):
            if isinstance(value, int):
                item.setTextAlignment(column, _RIGHT)
                self.list.headerItem().setTextAlignment(column, _RIGHT)
            else:
                item.setToolTip(column, value)
            if emphasised:
                item.setFont(column, strong(self.font()))
        if icon is not None:
            item.setIcon(0, icon)
        self.list.addTopLevelItem(item)
        self._stack.setCurrentWidget(self.list)
        return item

    def rows(self) -> list[list[str]]:
        """Return the texts of all rows."""
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [[item.text(column) for column in range(self.list.columnCount())] for item in items if item is not None]

    def selected(self) -> list[Any]:
        """Return the data of the selected rows, from the top."""
        items = sorted(self.list.selectedItems(), key=self.list.indexOfTopLevelItem)
        return [item.data(0, _DATA) for item in items]

    def select_row(self, row: int) -> None:
        """Select a row, or the last one if there are fewer."""
        item = self.list.topLevelItem(min(row, self.list.topLevelItemCount() - 1))
        if item is not None:
            self.list.setCurrentItem(item)

    def first_selected(self) -> int:
        """Return the number of the first selected row; 0 without one."""
        return min((self.list.indexOfTopLevelItem(item) for item in self.list.selectedItems()), default=0)
