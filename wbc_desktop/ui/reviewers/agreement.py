"""The dialog that compares a second read with the first: figures per class, and the cells that differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.agreement import Difference, ReadAgreement
from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.reports.wording import place
from wbc_desktop.services.second_read import Comparison
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large
from wbc_desktop.ui.widgets.words import cells_text, measured_percent


class AgreementDialog(FittedDialog):
    """Compares the second reads of a slide (at least one) with the first.

    ``write`` writes the one shown as CSV; ``show`` shows a cell on which the two differ, after the dialog is closed.
    """

    def __init__(
        self,
        found: Sequence[Comparison],
        write: Callable[[Comparison], object],
        show: Callable[[Difference], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Agreement of the second read"))
        self._found, self._show_cell = list(found), show
        heading = Label(tr("Second read of “{slide}”", slide=found[0].slide))
        heading.setFont(large(self.font()))
        self.reader = QComboBox()
        self.reader.addItems([one.read.reviewer for one in found])
        self.reader.setAccessibleName(tr("Second reader"))
        self.reader.currentIndexChanged.connect(self._show)
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.classes = _table(
            tr("Agreement for each class"), [tr("Class"), tr("First"), tr("Second"), tr("Both"), tr("Kappa")]
        )
        self.cells = _table(
            tr("Cells on which the two differ"), [tr("Cell"), tr("First"), tr("Second"), tr("First reviewer")], False
        )
        self.go = QPushButton(tr("&Show the cell"))
        self.go.setAutoDefault(False)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._go_to_cell)
        self.cells.itemActivated.connect(self._go_to_cell)
        self.cells.currentItemChanged.connect(lambda item, _before: self.go.setEnabled(item is not None))
        self.title = Label()
        self.title.setProperty("role", "section")
        csv = QPushButton(tr("Export &CSV…"))
        csv.setAutoDefault(False)
        csv.clicked.connect(lambda: write(self._found[self.reader.currentIndex()]))
        close = QPushButton(tr("Close"))
        close.setProperty("primary", True)
        close.clicked.connect(self.accept)
        reader = QHBoxLayout()
        reader.setSpacing(GRID)
        reader.addWidget(Label(tr("Second reader")))
        reader.addWidget(self.reader, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.go)
        buttons.addWidget(csv)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addLayout(reader)
        column.addWidget(self.summary)
        column.addWidget(self.classes, 2)
        column.addWidget(self.title)
        column.addWidget(self.cells, 3)
        self._show(0)
        self.fill(column, buttons, QSize(84 * GRID, 84 * GRID))

    def _go_to_cell(self) -> None:
        differences = self._found[self.reader.currentIndex()].agreement.differences
        self.accept()
        self._show_cell(differences[self.cells.currentIndex().row()])

    def _show(self, row: int) -> None:
        one = self._found[row]
        found = one.agreement
        self.summary.setText(summary(found))
        self.classes.clear()
        for c in found.classes:
            kappa = "–" if c.kappa is None else number(c.kappa, ".2f")
            texts = [f"{cell_class(c.code).title} ({c.code})", f"{c.first}", f"{c.second}", f"{c.both}", kappa]
            self.classes.addTopLevelItem(_item(texts))
        self.cells.clear()
        for d in found.differences:
            texts = [
                place(d.path, d.page, d.number),
                *(cell_class(code).title if code else tr("No cell") for code in (d.first, d.second)),
                d.first_reviewer,
            ]
            self.cells.addTopLevelItem(_item(texts, numbers=False))
        count = len(found.differences)
        self.title.setText(
            tr("{cells} on which the two differ", cells=cells_text(count)) if count else tr("The two differ on no cell")
        )
        for table in (self.classes, self.cells):
            for column in range(table.columnCount()):
                table.resizeColumnToContents(column)


def summary(found: ReadAgreement) -> str:
    """Return the agreement in one or two sentences."""
    rest = ""
    if found.undecided:
        rest += tr(" {cells} not decided by both are not compared.", cells=cells_text(found.undecided))
    if found.of_one:
        rest += trn(
            " {n:,} cell drawn or removed by one of them is only listed.",
            " {n:,} cells drawn or removed by one of them are only listed.",
            found.of_one,
        )
    if not found.n:
        return tr("Both have not yet decided the same cell.{rest}", rest=rest)
    kappa = (
        tr("has no value here (all in one class)") if found.kappa is None else tr("is {kappa:.2f}", kappa=found.kappa)
    )
    share = measured_percent(found.agreed / found.n)
    return tr(
        "The two agree on {agreed:,} of {cells}: {share}. Cohen’s kappa {kappa}.{rest}",
        agreed=found.agreed,
        cells=cells_text(found.n),
        share=share,
        kappa=kappa,
        rest=rest,
    )


def _table(name: str, columns: Sequence[str], numbers: bool = True) -> QTreeWidget:
    table = QTreeWidget()
    table.setHeaderLabels(list(columns))
    if numbers:
        _align_numbers(table.headerItem())
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAccessibleName(name)
    table.header().setStretchLastSection(False)
    return table


def _item(texts: Sequence[str], numbers: bool = True) -> QTreeWidgetItem:
    item = QTreeWidgetItem(list(texts))
    if numbers:
        _align_numbers(item)
    return item


def _align_numbers(item: QTreeWidgetItem) -> None:
    """Align all columns except the first to the right."""
    for column in range(1, item.columnCount()):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
