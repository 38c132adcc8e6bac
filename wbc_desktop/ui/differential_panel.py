"""The differential of the open slide, live: counts, shares, exact intervals; a click on a class shows its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, UNIDENTIFIED_CLASS, CellClass
from wbc_desktop.domain.differential import Differential
from wbc_desktop.ui.icons import colour_dot
from wbc_desktop.ui.theme import GRID, strong
from wbc_desktop.ui.words import cells_text, interval_text

_CODE = int(Qt.ItemDataRole.UserRole)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Counts:
    """A differential and the exact 95 % interval of each white class's share, by code."""

    differential: Differential
    intervals: Mapping[str, tuple[float, float]]


class DifferentialPanel(QWidget):
    """One row a class, with those that are not counted below. ``filter_changed`` when :meth:`chosen` is another."""

    filter_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = _Table()
        self._table.itemSelectionChanged.connect(self.filter_changed)
        self._total = QLabel()
        self._total.setWordWrap(True)
        self._total.setProperty("role", "muted")
        title = QLabel("Differential")
        title.setProperty("role", "section")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        column.addWidget(self._table)
        column.addWidget(self._total)
        self._items: dict[str, QTreeWidgetItem] = {}

    def show_counts(self, counts: Counts | None) -> None:
        """Show these; None: no slide is open, or it is not counted yet."""
        self.setVisible(counts is not None)
        if counts is None:
            self.clear_filter()
            self._items = {}
            self._table.clear()
            self._total.clear()
            self._table.updateGeometry()
            return
        rows = counts.differential.rows
        wanted = [*(row.cell_class for row in rows), UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS]
        if [c.code for c in wanted] != list(self._items):
            self._rebuild(wanted)
        for row in rows:
            share = self._share(row.share, row.cell_class.white)
            interval = counts.intervals.get(row.cell_class.code)
            self._fill(row.cell_class, row.count, share, interval_text(*interval) if interval else "")
        self._fill(UNIDENTIFIED_CLASS, counts.differential.unidentified, "", "")
        self._fill(NOT_CLASSED_CLASS, counts.differential.not_classed, "", "")
        self._total.setText(self._summary(counts.differential))
        self._table.fit_names()

    def clear_filter(self) -> None:
        """Show all cells again."""
        self._table.clearSelection()

    def row(self, code: str) -> tuple[str, str, str]:
        """Count, share and interval as shown for a class."""
        item = self._items[code]
        return item.text(2), item.text(3), item.text(4)

    def choose(self, code: str) -> None:
        """Show only the cells of a class, as a click on its row does."""
        self._table.setCurrentItem(self._items[code])

    def summary(self) -> str:
        """The sentence under the table."""
        return self._total.text()

    def _rebuild(self, wanted: list[CellClass]) -> None:
        chosen = {item.data(0, _CODE) for item in self._table.selectedItems()}
        self._table.blockSignals(True)
        self._table.clear()
        self._items = {}
        for c in wanted:
            item = QTreeWidgetItem([c.code, c.name, "", "", ""])
            item.setData(0, _CODE, c.code)
            item.setIcon(0, colour_dot(c.colour, ratio=self.devicePixelRatioF()))
            for column in (0, 1):
                item.setToolTip(column, f"{c.name} ({c.code}): click to see only these cells")
            for column in (2, 3, 4):
                item.setTextAlignment(column, _RIGHT)
                item.setFont(column, strong(self.font()) if column == 2 else self.font())
            item.setForeground(1, self.palette().placeholderText())
            item.setForeground(4, self.palette().placeholderText())
            self._table.addTopLevelItem(item)
            item.setSelected(c.code in chosen)
            self._items[c.code] = item
        self._table.blockSignals(False)
        self._table.updateGeometry()

    def _fill(self, c: CellClass, count: int, share: str, interval: str) -> None:
        item = self._items[c.code]
        for column, text in ((2, f"{count:,}"), (3, share), (4, interval)):
            item.setText(column, text)
        tip = f"{c.name}: {cells_text(count)}"
        if share:
            tip += f", {share}"
        if interval:
            tip += f", exact 95 % interval {interval} %"
        item.setData(0, int(Qt.ItemDataRole.AccessibleTextRole), tip)
        for column in (2, 3, 4):
            item.setToolTip(column, tip)

    @staticmethod
    def _share(share: float | None, white: bool) -> str:
        if share is None:
            return ""
        return f"{share * 100:.1f} %" if white else f"{share * 100:.1f} /100"

    @staticmethod
    def _summary(d: Differential) -> str:
        parts = [f"{d.white:,} white of {cells_text(d.total)}"]
        if d.unclassified:
            parts.append(f"{d.unclassified:,} not preclassified yet")
        parts.append("all reviewed" if d.total and not d.undecided else f"{d.undecided:,} still to review")
        return " · ".join(parts)

    def chosen(self) -> frozenset[str | None] | None:
        """The codes of the classes that are to be shown; None: all."""
        codes: set[str | None] = {str(item.data(0, _CODE)) for item in self._table.selectedItems()}
        return frozenset(codes) or None


class _Table(QTreeWidget):
    """Its height is that of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels(["Class", "", "Count", "Share", "95 %"])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(12, 12))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName("Classes of the open slide: count, share and exact 95 % interval")
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3, 4):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        item = self.headerItem()
        for column in (2, 3, 4):
            item.setTextAlignment(column, _RIGHT)
        item.setToolTip(3, "Of the white cells; other classes: cells per 100 white cells")
        item.setToolTip(4, "Exact (Clopper–Pearson) 95 % interval of the share, in %")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and (item is None or self.selectedItems() == [item]):
            self.clearSelection()  # a second click shows all cells again
            return
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_names()

    def fit_names(self) -> None:
        """Show the classes' names where all of them have room, else their codes alone."""
        others = sum(self.sizeHintForColumn(column) for column in (0, 2, 3, 4))
        hidden = self.viewport().width() < others + self.sizeHintForColumn(1) + GRID
        self.setColumnHidden(1, hidden)
        stretch, tight = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents
        self.header().setSectionResizeMode(0, stretch if hidden else tight)

    def sizeHint(self) -> QSize:
        rows = self.topLevelItemCount()
        height = self.header().sizeHint().height() + rows * max(self.sizeHintForRow(0), 0) + 4
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), 12 * GRID))
