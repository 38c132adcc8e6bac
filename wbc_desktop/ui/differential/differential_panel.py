"""The live differential of the open slide: shares, intervals and ranges; a click on a class filters the gallery."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.classes import NOT_CLASSED_CLASS, UNIDENTIFIED_CLASS
from wbc_desktop.domain.differential import Differential
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.language import tr
from wbc_desktop.reports.differential_table_text import as_csv, as_text, open_questions, ranges_text, total_text
from wbc_desktop.ui.differential.differential_panel_rows import (
    CLASS,
    COUNT,
    FLAG,
    SHARE,
    WORDS_ROLE,
    RowWords,
    words_not_counted,
    words_of,
)
from wbc_desktop.ui.differential.differential_table import DifferentialTable
from wbc_desktop.ui.widgets.icons import tinted_icon
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import cells_text

_CODE = int(Qt.ItemDataRole.UserRole)


class DifferentialPanel(QWidget):
    """One row per class; classes that are not counted are below the others.

    Signals: ``filter_changed()``: the result of :meth:`chosen` changed.
    """

    filter_changed = Signal()
    CODE_ROLE = _CODE
    """The role under which the items of :attr:`table` have the code of their class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Findings | None = None
        self._items: dict[str, QTreeWidgetItem] = {}
        self._absolute: bool | None = None
        self._table = DifferentialTable()
        self._table.itemSelectionChanged.connect(self.filter_changed)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._menu = QMenu(self)
        self._more = QToolButton()
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.setAccessibleName(tr("More about the differential"))
        self._more.setToolTip(tr("Copy the differential, details of the slide, reference ranges"))
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._total, self._open, self._basis = Label(), Label(), Label()
        for label in (self._total, self._open, self._basis):
            label.setWordWrap(True)
            label.setProperty("role", "muted")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        copy = self._act(tr("&Copy as text"), self.copy_text)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.offer([copy, self._act(tr("Copy as C&SV"), self.copy_csv)])
        self._tint()

    @property
    def table(self) -> QAbstractItemView:
        """The list of classes, onto which cells may be dropped."""
        return self._table

    def offer(self, actions: Sequence[QAction]) -> None:
        """Add actions to the panel's menu, below a separator."""
        if self._menu.actions():
            line = QAction(self)
            line.setSeparator(True)
            actions = [line, *actions]
        self._menu.addActions(list(actions))
        self._table.addActions(list(actions))

    def show_counts(self, counts: Findings | None) -> None:
        """Show these counts; None: no slide is open, or it is not counted yet."""
        self.setVisible(counts is not None)
        self._found = counts
        if counts is None:
            self.clear_filter()
            self._items = {}
            self._table.clear()
            self._table.fit()
            for label in (self._total, self._open, self._basis):
                label.clear()
            return
        d = counts.differential
        aside = ((UNIDENTIFIED_CLASS, d.unidentified), (NOT_CLASSED_CLASS, d.not_classed))
        rows = [*(words_of(found) for found in counts.rows), *(words_not_counted(c, number) for c, number in aside)]
        before = self.chosen()
        if [words.shown.code for words in rows] != list(self._items):
            self._rebuild(rows)
        changed = self._fill(rows)
        self._total.setText(self._summary(d))
        self._set_text(self._open, open_questions(counts))
        ranged = any(found.side is not None for found in counts.rows)
        basis = [ranges_text(counts, brief=True) if ranged else "", total_text(counts)]
        self._set_text(self._basis, "\n".join(text for text in basis if text))
        self._basis.setToolTip(tr(counts.ranges.source) if ranged else "")
        if changed or self._absolute is not (counts.total is not None):
            self._absolute = counts.total is not None
            self._table.head(self._absolute)
            self._table.fit()
        if self.chosen() != before:  # a class without a row must not filter, because nobody would see it
            self.filter_changed.emit()

    def show_all_rows(self, on: bool) -> None:
        """Show all rows, because the panel around scrolls; if off, the table itself scrolls."""
        self._table.show_all_rows(on)

    def clear_filter(self) -> None:
        """Show all cells again."""
        self._table.clearSelection()

    def row(self, code: str) -> tuple[str, str, str]:
        """Return count, share and interval of a class as shown."""
        words = self.words(code)
        return words.first[COUNT], words.first[SHARE], words.second[SHARE]

    def words(self, code: str) -> RowWords:
        """Return all texts of the row of a class."""
        words = self._items[code].data(0, WORDS_ROLE)
        assert isinstance(words, RowWords)
        return words

    def choose(self, code: str) -> None:
        """Show only the cells of a class, as a click on its row does."""
        self._table.setCurrentItem(self._items[code])

    def chosen(self) -> frozenset[str | None] | None:
        """Return the codes of the classes to show; None: all."""
        codes: set[str | None] = {str(item.data(0, _CODE)) for item in self._table.selectedItems()}
        return frozenset(codes) or None

    def summary(self) -> str:
        """Return the sentence under the table."""
        return self._total.text()

    def notes(self) -> str:
        """Return the notes below: open questions, ranges, the total white count."""
        return "\n".join(label.text() for label in (self._open, self._basis) if label.text())

    def copy_text(self) -> None:
        """Put the differential on the clipboard as a table with tabs."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(as_text(self._found))

    def copy_csv(self) -> None:
        """Put the differential on the clipboard as CSV."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(as_csv(self._found))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        if event.type() == QEvent.Type.FontChange:
            self._table.fit()

    def _rebuild(self, rows: Sequence[RowWords]) -> None:
        chosen = {item.data(0, _CODE) for item in self._table.selectedItems()}
        self._table.blockSignals(True)
        self._table.clear()
        self._items = {}
        for words in rows:
            item = QTreeWidgetItem()
            item.setData(0, _CODE, words.shown.code)
            self._table.addTopLevelItem(item)
            item.setSelected(words.shown.code in chosen)
            self._items[words.shown.code] = item
        self._table.blockSignals(False)

    def _fill(self, rows: Sequence[RowWords]) -> bool:
        """Set the texts of the rows; return whether any changed. Notify Qt once, because it measures whole rows."""
        changed = [words for words in rows if self._items[words.shown.code].data(0, WORDS_ROLE) != words]
        model = self._table.model()
        model.blockSignals(True)
        for words in changed:
            self._put(self._items[words.shown.code], words)
        model.blockSignals(False)
        if changed:
            self._table.rows_changed()
        return bool(changed)

    @staticmethod
    def _put(item: QTreeWidgetItem, words: RowWords) -> None:
        item.setData(0, WORDS_ROLE, words)
        item.setData(0, int(Qt.ItemDataRole.AccessibleTextRole), words.sentence)
        for column in (CLASS, COUNT, SHARE, FLAG):
            item.setToolTip(column, tr("{sentence}\nClick to see only these cells", sentence=words.sentence))

    @staticmethod
    def _set_text(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    @staticmethod
    def _summary(d: Differential) -> str:
        parts = [tr("{white:,} white of {cells}", white=d.white, cells=cells_text(d.total))]
        if d.unclassified:
            parts.append(tr("{unclassified:,} not preclassified yet", unclassified=d.unclassified))
        parts.append(tr("all reviewed") if d.total and not d.undecided else tr("{n:,} still to review", n=d.undecided))
        return " · ".join(parts)

    def _act(self, text: str, do: object) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(do)
        return action

    def _tint(self) -> None:
        self._more.setIcon(tinted_icon("more", self.palette()))

    def _lay_out(self) -> None:
        title = Label(tr("Differential"))
        title.setProperty("role", "section")
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(title, 1)
        head.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        for widget in (self._table, self._total, self._open, self._basis):
            column.addWidget(widget)
