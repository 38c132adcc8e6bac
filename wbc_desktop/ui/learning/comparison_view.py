"""The page of a finished run: whether the candidate is better, why, and what got better and worse for each class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from wbc_desktop.domain.classes import cell_class
from wbc_desktop.domain.comparison_result import Changed, Comparison, Range, TrainingResult
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.reports.wording import other_confusions
from wbc_desktop.ui.learning.tables import align, fit_height, make_table, resize_columns
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large
from wbc_desktop.ui.widgets.words import cells_text, measured_percent

_SET_NUMBERS, _CLASS_NUMBERS, _CONFUSION_NUMBERS = range(1, 7), range(1, 6), (3,)
MOST_CONFUSIONS = 12
"""The most frequent confusions are shown; the report has more of them."""


class ComparisonView(QWidget):
    """Shows one result. The table of test sets chooses the set whose classes and confusions are shown.

    Signals: ``promote_asked()``, ``pdf_asked()``: a button was pressed.
    """

    promote_asked = Signal()
    pdf_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sets: list[Comparison] = []
        self.gate = _wrapped()
        self.gate.setFont(large(self.font()))
        self.reasons, self.passed = _wrapped(), _wrapped()
        self.promote = QPushButton(tr("&Promote…"))
        self.promote.clicked.connect(lambda _checked=False: self.promote_asked.emit())
        self.pdf = QPushButton(tr("Save as P&DF…"))
        self.pdf.clicked.connect(lambda _checked=False: self.pdf_asked.emit())
        self.sets = make_table(
            tr("Test sets"),
            [
                tr("Test set"),
                tr("Cells"),
                tr("Active"),
                tr("Candidate"),
                tr("Difference (95 %)"),
                tr("Right / wrong"),
                tr("p"),
            ],
            _SET_NUMBERS,
        )
        self.classes = make_table(
            tr("Classes"),
            [
                tr("Class"),
                tr("Cells"),
                tr("Active (95 %)"),
                tr("Candidate (95 %)"),
                tr("Right / wrong"),
                tr("p"),
            ],
            _CLASS_NUMBERS,
        )
        for table, numbers in ((self.sets, _SET_NUMBERS), (self.classes, _CLASS_NUMBERS)):
            table.headerItem().setToolTip(numbers[-2], tr("Cells that became right, and wrong, with the candidate"))
            table.headerItem().setToolTip(numbers[-1], tr("Chance of this if both are equally good (McNemar)"))
        self.confusions = make_table(
            tr("Confusions that changed"), [tr("Class"), tr("Active"), tr("Candidate"), tr("Cells")], _CONFUSION_NUMBERS
        )
        self.figures = _wrapped()
        self.figures.setProperty("role", "muted")
        self.rest = _wrapped()
        self.rest.setProperty("role", "muted")
        self._title = _section()
        self._confused = _section()
        self._tested = _section()
        self._tested.setText(tr("Rules that the candidate passed"))
        self.sets.currentItemChanged.connect(lambda *_: self._show_set())
        self._lay_out()

    def show_result(self, result: TrainingResult) -> None:
        """Show a result, at first the laboratory's own test set."""
        self.gate.setText(gate_title(result))
        self.promote.setProperty("primary", result.gate.passed)
        self.promote.style().polish(self.promote)
        for label, reasons in ((self.reasons, result.gate.failures), (self.passed, result.gate.others)):
            label.setText("\n".join(f"• {reason}" for reason in reasons))
            label.setVisible(bool(reasons))
        self._tested.setVisible(bool(result.gate.others))
        self._sets = [*([result.laboratory] if result.laboratory is not None else []), *result.home]
        self.sets.clear()
        for one in self._sets:
            name = one.title if one is not result.laboratory else tr("{name} (held out)", name=one.title)
            self.sets.addTopLevelItem(align(QTreeWidgetItem([name, *_set_texts(one)]), _SET_NUMBERS))
        resize_columns(self.sets)
        fit_height(self.sets)
        self.sets.setVisible(bool(self._sets))
        if (first := self.sets.topLevelItem(0)) is not None:
            self.sets.setCurrentItem(first)
        self._show_set()

    def _show_set(self) -> None:
        place = self.sets.currentIndex().row()
        shown = self._sets[place] if 0 <= place < len(self._sets) else None
        for part in (self.classes, self._title, self.figures):
            part.setVisible(shown is not None)
        for part in (self.confusions, self._confused):
            part.setVisible(shown is not None and bool(shown.confusions))
        self.rest.setVisible(shown is not None and len(shown.confusions) > MOST_CONFUSIONS)
        if shown is None:
            return
        self._title.setText(tr("Recall of each class on {name}", name=shown.title))
        self._confused.setText(tr("Confusions that changed on {name}", name=shown.title))
        self.figures.setText(figures_text(shown))
        _fill(self.classes, [_class_texts(shown, place) for place in range(len(shown.per_class))], _CLASS_NUMBERS)
        most, others = shown.confusions[:MOST_CONFUSIONS], shown.confusions[MOST_CONFUSIONS:]
        rows = [[_named(c.true), _named(c.active), _named(c.candidate), number(c.n)] for c in most]
        _fill(self.confusions, rows, _CONFUSION_NUMBERS)
        self.rest.setText(other_confusions(others))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.promote)
        row.addWidget(self.pdf)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.gate)
        column.addWidget(self.reasons)
        column.addLayout(row)
        shown_of_set = (self.sets, self._title, self.figures, self.classes, self._confused, self.confusions, self.rest)
        for part in (*shown_of_set, self._tested, self.passed):
            column.addWidget(part)


def gate_title(result: TrainingResult) -> str:
    """Return the result of the gate in large letters."""
    name = result.active.name
    return tr("Better than “{name}”", name=name) if result.gate.passed else tr("Not better than “{name}”", name=name)


def figures_text(one: Comparison) -> str:
    """Return accuracy, calibration and Unidentified cells of both models on a test set."""
    before, after = one.active, one.candidate
    pairs = [
        (tr("accuracy"), measured_percent(before.accuracy.value), measured_percent(after.accuracy.value)),
        (tr("calibration error"), number(before.ece, ".3f"), number(after.ece, ".3f")),
        (tr("Unidentified"), measured_percent(before.unidentified), measured_percent(after.unidentified)),
        (tr("errors among the others"), measured_percent(before.error_named), measured_percent(after.error_named)),
    ]
    figures = ", ".join(tr("{what} {before} → {after}", what=what, before=b, after=a) for what, b, a in pairs)
    groups = trn("{n:,} slide or original", "{n:,} slides or originals", one.groups)
    return tr("{cells} of {groups}: {figures}.", cells=cells_text(one.n), groups=groups, figures=figures)


def _set_texts(one: Comparison) -> list[str]:
    return [
        number(one.n),
        measured_percent(one.active.balanced_accuracy.value),
        measured_percent(one.candidate.balanced_accuracy.value),
        _difference(one.balanced_accuracy),
        *_changed(one.changed),
    ]


def _class_texts(one: Comparison, place: int) -> list[str]:
    row = one.per_class[place]
    return [_named(row.code), number(row.n), _interval(row.active), _interval(row.candidate), *_changed(row.changed)]


def _changed(changed: Changed) -> list[str]:
    p = f"< {number(0.001, '.3f')}" if changed.p < 0.001 else number(changed.p, ".3f")
    return [f"{number(changed.better)} / {number(changed.worse)}", p]


def _interval(found: Range) -> str:
    low, high = (number(value * 100, ".1f") for value in (found.low, found.high))
    return tr("{value} ({low} to {high})", value=measured_percent(found.value), low=low, high=high)


def _difference(found: Range) -> str:
    value, low, high = (number(part * 100, "+.1f").replace("-", "−") for part in (found.value, found.low, found.high))
    return tr("{value} ({low} to {high})", value=value, low=low, high=high)


def _named(code: str) -> str:
    return f"{cell_class(code).title} ({code})"


def _fill(table: QTreeWidget, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    table.clear()
    for row in rows:
        table.addTopLevelItem(align(QTreeWidgetItem(list(row)), numbers))
    resize_columns(table)
    fit_height(table)


def _wrapped() -> Label:
    label = Label()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _section() -> Label:
    label = Label()
    label.setWordWrap(True)
    label.setProperty("role", "section")
    return label
