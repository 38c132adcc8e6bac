"""The dialog for reference ranges: a table of classes, limits, sex and ages; a change makes a new set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import mark, number, tr
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, RangeSet, Sex
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.icons import colour_dot
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import moment

COLUMNS = (mark("Class"), mark("From %"), mark("To %"), mark("Sex"), mark("From age"), mark("To age"))
CLASS, LOW, HIGH, SEX, FROM_AGE, TO_AGE = range(6)
SEXES: tuple[tuple[str, Sex | None], ...] = (
    (mark("everybody"), None),
    (mark("female"), Sex.FEMALE),
    (mark("male"), Sex.MALE),
)

Store = Callable[[Sequence[RangeBand], str], object]
"""Stores bands and source and accepts the dialog, or shows the reason in its ``fault`` line."""


class RangesDialog(FittedDialog):
    """Edits the set in force; Ok calls ``store`` with the new set."""

    def __init__(
        self, ranges: RangeSet, classes: Sequence[CellClass], store: Store, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reference ranges"))
        self._store = store
        self._classes = list(classes)
        self._table = QTableWidget(0, len(COLUMNS))
        self._source = QPlainTextEdit(tr(ranges.source))
        self._source.setTabChangesFocus(True)
        self._source.setFixedHeight(8 * GRID)
        self._source.setAccessibleName(tr("Source of the ranges"))
        self.fault = FaultLine()
        self._about = Label()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept_typed)
        self.buttons.rejected.connect(self.reject)
        self._dress_table()
        self._lay_out()
        self.show_set(ranges)

    def bands(self) -> list[RangeBand]:
        """Return the rows as ranges. Raises :class:`UsageError` if a text is not a number."""
        return [self._band(row) for row in range(self._table.rowCount())]

    def add_row(self, code: str = "") -> int:
        """Add a row for a class; return its number."""
        row = self._add(RangeBand(code or self._classes[0].code, None, None, from_years=18))
        self._table.setCurrentCell(row, LOW)
        return row

    def type(self, row: int, column: int, text: str) -> None:
        """Type into a cell of the table, as a person does."""
        box = self._table.cellWidget(row, column)
        if isinstance(box, QComboBox):
            box.setCurrentIndex(box.findText(text, Qt.MatchFlag.MatchStartsWith))
        else:
            self._table.setItem(row, column, QTableWidgetItem(text))

    def remove_rows(self) -> None:
        """Remove the selected rows."""
        for row in sorted({index.row() for index in self._table.selectedIndexes()}, reverse=True):
            self._table.removeRow(row)

    def show_set(self, ranges: RangeSet) -> None:
        """Show this set, and drop changes that were not stored."""
        in_force = tr("In force: {name}", name=ranges.name)
        if ranges.changed_at is not None:
            in_force += tr(
                ", by {changed_by}, {moment}", changed_by=ranges.changed_by, moment=moment(ranges.changed_at)
            )
        self._about.setText(
            tr(
                "{in_force}. The limits are part of the range. Ages are in years; the first age is included, the "
                "last is not. A range for one sex takes precedence over a range for everybody. Each change makes "
                "a new set, and a report names the set that it used.",
                in_force=in_force,
            )
        )
        self._table.setRowCount(0)
        for band in ranges.bands:
            self._add(band)
        self._source.setPlainText(tr(ranges.source))
        self.fault.show_text("")

    def accept_typed(self) -> None:
        """Store the typed ranges; this is what Ok does."""
        try:
            bands = self.bands()
        except UsageError as error:
            self.fault.show_text(str(error))
            return
        self.fault.show_text("")
        self._store(bands, self._typed_source())

    def show_defaults(self) -> None:
        """Show the default ranges; they are not stored before Ok."""
        self._table.setRowCount(0)
        for band in DEFAULT_RANGES.bands:
            self._add(band)
        self._source.setPlainText(tr(DEFAULT_RANGES.source))

    def _typed_source(self) -> str:
        """Return the source to store; the translated default source is turned back into the stored one."""
        typed = self._source.toPlainText()
        return DEFAULT_RANGES.source if typed == tr(DEFAULT_RANGES.source) else typed

    def _add(self, band: RangeBand) -> int:
        row = self._table.rowCount()
        self._table.insertRow(row)
        which = QComboBox()
        which.setIconSize(QSize(12, 12))
        for c in self._classes:
            unit = "" if c.white else tr("  /100")
            which.addItem(colour_dot(c.colour, ratio=self.devicePixelRatioF()), f"{c.code}  {c.title}{unit}", c.code)
        if which.findData(band.code) < 0:
            which.addItem(band.code, band.code)
        which.setCurrentIndex(which.findData(band.code))
        whom = QComboBox()
        for text, sex in SEXES:
            whom.addItem(tr(text), sex)
        whom.setCurrentIndex([sex for _, sex in SEXES].index(band.sex))
        for column, box in ((CLASS, which), (SEX, whom)):
            box.setAccessibleName(tr("{columns}, row {row}", columns=tr(COLUMNS[column]), row=row + 1))
            self._table.setCellWidget(row, column, box)
            cell = QTableWidgetItem()
            cell.setSizeHint(box.sizeHint() + QSize(GRID, 0))  # the style sheet pads the cell around the box
            self._table.setItem(row, column, cell)
        texts = ((LOW, band.low), (HIGH, band.high), (FROM_AGE, band.from_years or None), (TO_AGE, band.to_years))
        for column, value in texts:
            item = QTableWidgetItem("" if value is None else number(value, "g"))
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(row, column, item)
        return row

    def _band(self, row: int) -> RangeBand:
        which, whom = (self._table.cellWidget(row, column) for column in (CLASS, SEX))
        assert isinstance(which, QComboBox)
        assert isinstance(whom, QComboBox)
        return RangeBand(
            str(which.currentData()),
            self._number(row, LOW),
            self._number(row, HIGH),
            SEXES[whom.currentIndex()][1],
            self._number(row, FROM_AGE) or 0.0,
            self._number(row, TO_AGE),
        )

    def _number(self, row: int, column: int) -> float | None:
        item = self._table.item(row, column)
        text = item.text().strip().replace(",", ".") if item is not None else ""
        if not text:
            return None
        try:
            return float(text)
        except ValueError as error:
            raise UsageError(
                tr(
                    "Row {row}: “{text}” in the column {columns} is not a number.",
                    row=row + 1,
                    text=text,
                    columns=tr(COLUMNS[column]),
                )
            ) from error

    def _dress_table(self) -> None:
        table = self._table
        table.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        table.setAccessibleName(tr("Reference ranges: class, limits in per cent, sex and ages in years"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setDefaultSectionSize(4 * GRID + GRID // 2)
        header = table.horizontalHeader()
        header.setSectionResizeMode(CLASS, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SEX, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        for column in (LOW, HIGH, FROM_AGE, TO_AGE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            words = header.fontMetrics().horizontalAdvance(tr(COLUMNS[column]))
            table.setColumnWidth(column, max(9 * GRID, words + 3 * GRID))
            about = (
                tr("An age in years")
                if column in (FROM_AGE, TO_AGE)
                else tr("Per cent; for other cells, the number per 100 white cells")
            )
            head = QTableWidgetItem(tr(COLUMNS[column]))
            head.setToolTip(tr("{about}; empty: no limit", about=about))
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(column, head)

    def _lay_out(self) -> None:
        add, remove, defaults = (
            QPushButton(text) for text in (tr("&Add a range"), tr("&Remove"), tr("Reset to &defaults"))
        )
        add.clicked.connect(lambda _checked=False: self.add_row())
        remove.clicked.connect(lambda _checked=False: self.remove_rows())
        defaults.clicked.connect(lambda _checked=False: self.show_defaults())
        row = QHBoxLayout()
        for button in (add, remove, defaults):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self._about.setWordWrap(True)
        self._about.setProperty("role", "muted")
        source = Label(tr("&Source"))
        source.setBuddy(self._source)
        column, below = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(self._about)
        column.addWidget(self._table, 1)
        column.addLayout(row)
        for widget in (source, self._source, self.fault):
            column.addWidget(widget)
        below.addWidget(self.buttons)
        self.fill(column, below, QSize(100 * GRID, 76 * GRID))
