"""Asks how to fine-tune: quick or deep, the device, and the name of the candidate."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.devices import DEVICES
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import LONGEST_NAME
from wbc_desktop.domain.runs import STRENGTHS
from wbc_desktop.services.finetune import training_device
from wbc_desktop.services.shown_runs import ShownRun
from wbc_desktop.ui.learning.run_text import STRENGTH_ABOUT, duration_text
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID, large


class StartForm(QWidget):
    """Signals: ``asked(str, str, str)``: start a run of this strength on this device; the last is the candidate's
    name, "" for the usual one."""

    asked = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = Label(tr("Fine-tune the active model"))
        heading.setFont(large(self.font()))
        self.lessons = self._muted()
        self._group = QButtonGroup(self)
        self.strengths: dict[str, QRadioButton] = {}
        self.durations: dict[str, Label] = {}
        column = QVBoxLayout()
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(heading)
        column.addWidget(self.lessons)
        for strength in STRENGTHS:
            self._add_strength(strength, column)
        self.device = QComboBox()
        self.device.setAccessibleName(tr("Device"))
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name of the candidate"))
        self.name.setPlaceholderText(tr("that of the active model with today’s date"))
        form = QFormLayout()
        form.setSpacing(GRID)
        form.addRow(tr("&Device"), self.device)
        form.addRow(tr("&Name of the candidate"), self.name)
        column.addLayout(form)
        self.button = QPushButton(tr("&Start"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda _checked=False: self._ask())
        self.why = self._muted()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.button)
        row.addWidget(self.why, 1)
        column.addLayout(row)
        column.addStretch(1)
        body = ScrolledBody()
        body.setLayout(column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(body))

    def show_lessons(self, sentence: str) -> None:
        """Show what there is to learn from."""
        self.lessons.setText(sentence)

    def show_state(self, runs: Sequence[ShownRun], running: bool, device: str) -> None:
        """Show how long earlier runs took, and whether one can be started now; ``device`` is that of the settings."""
        for strength, label in self.durations.items():
            label.setText(duration_text(runs, strength))
            label.setVisible(bool(label.text()))
        self.button.setEnabled(not running)
        self.why.setText(tr("A fine-tuning is running. Only one runs at a time.") if running else "")
        if not self.device.count():
            for text, one in DEVICES:
                if training_device(one) == one:
                    self.device.addItem(tr(text), one)
            if self.device.findData(device) < 0:
                self.device.addItem(device, device)
            self.device.setCurrentIndex(self.device.findData(device))

    def _add_strength(self, strength: str, column: QVBoxLayout) -> None:
        title, about = tr(STRENGTHS[strength]).capitalize(), tr(STRENGTH_ABOUT[strength])
        button = QRadioButton(title)
        button.setAccessibleDescription(about)
        button.setChecked(strength == next(iter(STRENGTHS)))
        self._group.addButton(button)
        self.strengths[strength] = button
        self.durations[strength] = self._muted()
        inside = QVBoxLayout()
        inside.setContentsMargins(3 * GRID, 0, 0, 0)
        inside.setSpacing(0)
        words = self._muted()
        words.setText(about)
        inside.addWidget(words)
        inside.addWidget(self.durations[strength])
        column.addWidget(button)
        column.addLayout(inside)

    def _ask(self) -> None:
        strength = next(name for name, button in self.strengths.items() if button.isChecked())
        self.asked.emit(strength, self.device.currentData(), self.name.text().strip())

    def _muted(self) -> Label:
        label = Label()
        label.setWordWrap(True)
        label.setProperty("role", "muted")
        return label
