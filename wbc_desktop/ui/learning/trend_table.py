"""The numbers of the tab "Over time" as a table: one row for each number of a week, newest week first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from wbc_desktop.domain.language import mark, number, tr
from wbc_desktop.services.trends import Measured
from wbc_desktop.ui.learning.trend_curves import class_text, measure_text
from wbc_desktop.ui.widgets.words import interval_text, measured_percent

COLUMNS = (
    mark("Week"),
    mark("From"),
    mark("Measure"),
    mark("Class"),
    mark("Share"),
    mark("95 % interval"),
    mark("Count"),
)
_FIRST_NUMBER = 4

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class TrendRows(QAbstractTableModel):
    """A row per number, as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, ...]] = []

    def show_rows(self, rows: Sequence[Measured]) -> None:
        """Show these numbers."""
        self.beginResetModel()
        self._rows = [_texts(one) for one in rows]
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _FIRST_NUMBER:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= _FIRST_NUMBER else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class TrendTable(QTableView):
    """A table that is read only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = TrendRows(self)
        self.setModel(self._rows)
        self.setAccessibleName(tr("Numbers by week"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[Measured]) -> None:
        """Show these numbers."""
        self._rows.show_rows(rows)


def _texts(one: Measured) -> tuple[str, ...]:
    first = (
        str(one.week),
        one.week.monday.isoformat(),
        measure_text(one),
        class_text(one.code) if one.by_class else "",
    )
    if one.share is not None:
        share = one.share
        count = tr("{count:,} of {n:,}", count=share.count, n=share.n)
        return (*first, measured_percent(share.value), interval_text(share.low, share.high), count)
    if one.value is not None:
        return (*first, number(one.value, ".2f"), "", "")
    return (*first, "", "", number(one.count or 0))
