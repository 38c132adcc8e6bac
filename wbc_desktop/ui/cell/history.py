"""The history of a cell: predictions, decisions and comments, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTreeWidget, QTreeWidgetItem, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.cell.details import Event
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import moment


class HistoryList(QTreeWidget):
    """Three columns without a header: when, what, who."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(tr("History of the cell"))
        self.setMinimumHeight(self.fontMetrics().height() + 2 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, 3 * (self.fontMetrics().height() + GRID))

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these events in this order."""
        self.clear()
        for event in events:
            item = QTreeWidgetItem([moment(event.at), event.what, event.who])
            whole = f"{event.at.astimezone():%Y-%m-%d %H:%M:%S} – {event.what} – {event.who}"
            for column in range(3):
                item.setToolTip(column, whole)
            muted = self.palette().placeholderText()
            item.setForeground(0, muted)
            item.setForeground(2, muted)
            self.addTopLevelItem(item)
