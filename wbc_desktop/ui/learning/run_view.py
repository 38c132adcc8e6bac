"""Shows one fine-tuning run: what it does, its curves, and the comparison when it has finished."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import FineTuning, RunProgress, RunState
from wbc_desktop.services.shown_runs import ShownRun
from wbc_desktop.ui.learning.comparison_view import ComparisonView
from wbc_desktop.ui.learning.curve_plot import CurvePlot
from wbc_desktop.ui.learning.run_text import about_text, phase_text, refused_text, state_text
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.scrolling import Scrolled, ScrolledBody
from wbc_desktop.ui.widgets.theme import GRID, large


class RunView(QWidget):
    """Signals: ``stop_asked()``, ``resume_asked()``, ``remove_asked()``: a button was pressed."""

    stop_asked = Signal()
    resume_asked = Signal()
    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: FineTuning | None = None
        self.title = Label()
        self.title.setFont(large(self.font()))
        self.title.setWordWrap(True)
        self.about = Label()
        self.about.setWordWrap(True)
        self.about.setProperty("role", "muted")
        self.fault = Label()
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "caution")
        self.phase = Label()
        self.phase.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = _button(tr("&Stop"), self.stop_asked.emit)
        self.resume = _button(tr("&Resume"), self.resume_asked.emit)
        self.remove = _button(tr("Remo&ve…"), self.remove_asked.emit)
        self.loss = CurvePlot(tr("Loss"))
        self.accuracy = CurvePlot(tr("Accuracy of cells kept aside"), share=True)
        self.refused = Label()
        self.refused.setWordWrap(True)
        self.comparison = ComparisonView()
        self._lay_out()

    def show_run(self, one: ShownRun, progress: RunProgress, stopping: bool = False) -> None:
        """Show a run. ``stopping``: it was asked to stop and still runs."""
        run, running = one.run, one.run.state is RunState.RUNNING
        name = run.options.name if run.options is not None else run.folder.name
        state = tr(run.state) if one.result is not None else state_text(one)  # the result has its own large letters
        self.title.setText(tr("“{name}”: {state}", name=name, state=state))
        self._run = run
        self.fault.setText(run.sentence or one.fault)
        self.fault.setVisible(bool(self.fault.text()))
        self.stop.setVisible(running)
        self.stop.setEnabled(not stopping)
        self.resume.setVisible(run.can_resume)
        self.remove.setVisible(not running)
        self.phase.setVisible(running)
        self.bar.setVisible(running)
        self.show_progress(progress, stopping)
        self.comparison.setVisible(one.result is not None)
        if one.result is not None:
            self.comparison.show_result(one.result)

    def show_progress(self, progress: RunProgress, stopping: bool = False) -> None:
        """Show the progress of the run shown."""
        if self._run is not None:
            self.about.setText(about_text(self._run, progress))
        self.phase.setText(tr("Stopping…") if stopping else phase_text(progress))
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done if progress.total else 0)
        steps = progress.curve[-1].of if progress.curve else 0
        self.loss.show_points([(p.step, p.loss) for p in progress.curve if p.loss is not None], steps)
        self.accuracy.show_points([(p.step, p.accuracy) for p in progress.curve if p.accuracy is not None], steps)
        self.loss.setVisible(bool(progress.curve))
        self.accuracy.setVisible(any(point.accuracy is not None for point in progress.curve))
        self.refused.setText(refused_text(progress))
        self.refused.setVisible(bool(self.refused.text()))

    def _lay_out(self) -> None:
        buttons, curves, body = Flow(), QHBoxLayout(), ScrolledBody()
        for button in (self.stop, self.resume, self.remove):
            buttons.addWidget(button)
        curves.setSpacing(2 * GRID)
        curves.addWidget(self.loss)
        curves.addWidget(self.accuracy)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        for part in (self.title, self.about, self.fault, self.phase, self.bar):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.comparison)
        column.addLayout(curves)
        column.addWidget(self.refused)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(body))


def _button(text: str, ask: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda _checked=False: ask())
    return button
