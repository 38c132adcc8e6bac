"""The filters at the left, under the classes: state, confidence, reviewer, disagreement; folded at first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.filters import CellFilter, Disagreement
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

STATES = (
    (
        ReviewState.UNREVIEWED,
        mark("To review"),
        mark("Counted cells that need a decision, including those left Unidentified"),
    ),
    (ReviewState.CONFIRMED, mark("Confirmed"), mark("Cells whose preclassification the reviewer confirmed")),
    (ReviewState.RECLASSIFIED, mark("Reclassified"), mark("Cells that the reviewer put into another class")),
    (ReviewState.DECIDED, mark("Decided"), mark("Cells that the reviewer classified without a preclassification")),
)
DISAGREEMENTS = (
    (mark("Any"), None),
    (mark("Reclassified"), Disagreement.RECLASSIFIED),
    (mark("Differs from the preclassification now"), Disagreement.DIFFERS),
)


class FilterPanel(QWidget):
    """Lets a person choose a filter, which :meth:`chosen` returns.

    Signals: ``changed()``: another filter is chosen; ``review_only(bool)``: whether only cells to review are shown, for
    the gallery's button; ``unfolded(bool)``: whether the filters are shown.
    """

    changed = Signal()
    review_only = Signal(bool)
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._silent = True  # until all widgets exist
        self._fold = QPushButton(tr("Filters"))
        self._fold.setCheckable(True)
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fold.setAccessibleName(tr("Show the filters"))
        self._fold.toggled.connect(self._unfold)
        self._clear = QPushButton(tr("Clear"))
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear.setAccessibleName(tr("Clear the filters"))
        self._clear.clicked.connect(self.clear)
        self._states = {state: self._state(tr(text), tr(about)) for state, text, about in STATES}
        self._low, self._high = self._percent(tr("Confidence from"), 0), self._percent(tr("Confidence to"), 100)
        self._reviewer = self._choice(tr("Reviewer of the latest decision"))
        self._reviewer.addItem(tr("Any"), None)
        self._disagreement = self._choice(tr("Where reviewer and model differ"))
        for text, way in DISAGREEMENTS:
            self._disagreement.addItem(tr(text), way)
        self._body = self._lay_out_body()
        self._body.hide()
        head = QHBoxLayout()
        head.addWidget(self._fold)
        head.addStretch(1)
        head.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._body)
        self._silent = False
        self._announce()

    def chosen(self) -> CellFilter:
        """Return the filter chosen here; classes and file names are chosen elsewhere."""
        states = frozenset(state for state, button in self._states.items() if button.isChecked())
        low, high = self._low.value() / 100, self._high.value() / 100
        return CellFilter(
            states=states or None,
            confidence=None if (low, high) == (0, 1) else (min(low, high), max(low, high)),
            reviewer=self._reviewer.currentData(),
            disagreement=self._disagreement.currentData(),
        )

    def show_reviewers(self, names: Sequence[str]) -> None:
        """Offer these reviewers, and keep the chosen one if it is among them."""
        if [self._reviewer.itemData(row) for row in range(1, self._reviewer.count())] == list(names):
            return
        before, self._silent = self._reviewer.currentData(), True
        while self._reviewer.count() > 1:
            self._reviewer.removeItem(1)
        for name in names:
            self._reviewer.addItem(name, name)
        self._reviewer.setCurrentIndex(max(0, self._reviewer.findData(before)))
        self._silent = False
        if self._reviewer.currentData() != before:
            self._announce()

    def review_state(self, on: bool) -> None:
        """Show only cells to review, or cells in any state."""
        self._set(lambda: self._check(frozenset({ReviewState.UNREVIEWED}) if on else frozenset()))

    def clear(self) -> None:
        """Clear all of these filters."""
        self._set(self._reset)

    def is_unfolded(self) -> bool:
        """Return whether the filters are shown."""
        return self._fold.isChecked()

    def unfold(self) -> None:
        """Show the filters."""
        self._fold.setChecked(True)

    def _reset(self) -> None:
        self._check(frozenset())
        self._low.setValue(0)
        self._high.setValue(100)
        self._reviewer.setCurrentIndex(0)
        self._disagreement.setCurrentIndex(0)

    def _check(self, states: frozenset[ReviewState]) -> None:
        for state, button in self._states.items():
            button.setChecked(state in states)

    def _set(self, change: object) -> None:
        before, self._silent = self.chosen(), True
        change()  # type: ignore[operator]
        self._silent = False
        if self.chosen() != before:
            self._announce()

    def _announce(self) -> None:
        if self._silent:
            return
        chosen = self.chosen()
        count = sum(part is not None for part in (chosen.states, chosen.confidence, chosen.reviewer))
        count += chosen.disagreement is not None
        self._fold.setText(tr("Filters ({count})", count=count) if count else tr("Filters"))
        self._clear.setVisible(count > 0)
        self.review_only.emit(chosen.states == frozenset({ReviewState.UNREVIEWED}))
        self.changed.emit()

    def _unfold(self, on: bool) -> None:
        self._body.setVisible(on)
        self.unfolded.emit(on)
        self._fold.setAccessibleName(tr("Hide the filters") if on else tr("Show the filters"))

    def _state(self, text: str, about: str) -> QCheckBox:
        button = QCheckBox(text)
        button.setToolTip(about)
        button.setAccessibleName(f"{text}: {about}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(self._announce)
        return button

    def _percent(self, name: str, value: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 100)
        box.setValue(value)
        box.setSingleStep(5)
        box.setSuffix(" %")
        box.setKeyboardTracking(False)
        box.setMinimumWidth(9 * GRID)
        box.setAccessibleName(name)
        box.valueChanged.connect(self._announce)
        return box

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.currentIndexChanged.connect(self._announce)
        return box

    def _lay_out_body(self) -> QWidget:
        body = QWidget()
        states = QVBoxLayout()
        states.setSpacing(GRID // 2)
        for button in self._states.values():
            states.addWidget(button)
        limits = QWidget()
        bounds = QHBoxLayout(limits)
        bounds.setContentsMargins(0, 0, 0, 0)
        bounds.setSpacing(GRID // 2)
        bounds.addWidget(self._low, 1)
        bounds.addWidget(Label(tr("to")))
        bounds.addWidget(self._high, 1)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        grid.setColumnStretch(1, 1)
        grid.addLayout(states, 0, 0, 1, 2)
        for row, (text, what) in enumerate(
            (
                (tr("Confidence"), limits),
                (tr("Reviewer"), self._reviewer),
                (tr("Disagreement"), self._disagreement),
            ),
            start=1,
        ):
            label = Label(text)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0)
            grid.addWidget(what, row, 1)
        return body
