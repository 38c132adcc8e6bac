"""Tables of the window of learning: one row per item, numbers aligned to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem


def make_table(name: str, columns: Sequence[str], numbers: Iterable[int] = ()) -> QTreeWidget:
    """Return an empty table with an accessible name; ``numbers`` are the columns aligned to the right."""
    table = QTreeWidget()
    table.setHeaderLabels(list(columns))
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAllColumnsShowFocus(True)
    table.setAccessibleName(name)
    table.header().setStretchLastSection(False)
    align(table.headerItem(), numbers)
    return table


def align(item: QTreeWidgetItem, numbers: Iterable[int]) -> QTreeWidgetItem:
    """Align these columns of a row to the right, and return the row."""
    for column in numbers:
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def resize_columns(table: QTreeWidget) -> None:
    """Make each column as wide as its content."""
    for column in range(table.columnCount()):
        table.resizeColumnToContents(column)


def fit_height(table: QTreeWidget) -> None:
    """Make the table as high as all its rows, for a page that scrolls as a whole."""
    table.ensurePolished()  # a hidden table does not know its style yet
    row = max(0, table.sizeHintForRow(0))
    bar = table.horizontalScrollBar().sizeHint().height()
    table.setFixedHeight(table.header().sizeHint().height() + row * table.topLevelItemCount() + bar)
