"""The tab of training: start a run, watch it, stop and resume it, and see what came of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import RunProgress, RunState
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Acting, Operation, SlideContext
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.finetune import training_device
from wbc_desktop.services.learning import accumulated
from wbc_desktop.services.shown_runs import ShownRun, shown_run, shown_runs
from wbc_desktop.ui.learning.learning_window import LearningTab
from wbc_desktop.ui.learning.promoting import Promoting
from wbc_desktop.ui.learning.run_text import list_text
from wbc_desktop.ui.learning.run_view import RunView
from wbc_desktop.ui.learning.start_form import StartForm
from wbc_desktop.ui.learning.training import Training
from wbc_desktop.ui.widgets.ask import AskDialog
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.save_file import ask_where, written
from wbc_desktop.ui.widgets.theme import GRID

_FOLDER = Qt.ItemDataRole.UserRole


class TrainingTab(LearningTab):
    """At the left the runs, the newest first, and a button for a new one; at the right the chosen one.

    ``learning`` is the folder of runs.
    """

    def __init__(
        self,
        context: SlideContext,
        learning: Path,
        training: Training,
        promoting: Promoting,
        settings: Callable[[], Settings],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._learning = learning
        self._training = training
        self._promoting = promoting
        self._settings = settings
        self._every: list[ShownRun] = []
        self._chosen: Path | None = None
        self._asked_new = False
        self._shown: ShownRun | None = None
        self._stopping: Path | None = None
        self.banner = Banner()
        self.new = QPushButton(tr("&New run…"))
        self.new.clicked.connect(lambda _checked=False: self._ask_new())
        self.runs = QListWidget()
        self.runs.setAccessibleName(tr("Fine-tuning runs"))
        self.form, self.view = StartForm(), RunView()
        self._pages = QStackedWidget()
        self._reading = Label(tr("Reading the run…"))
        self._reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reading.setProperty("role", "muted")
        self._lists, self._details, self._lessons = (LatestRead(self) for _ in range(3))
        self._connect()
        self._lay_out()

    def refresh(self) -> None:
        """Read the list of runs and the chosen run again."""
        learning, chosen = self._learning, self._chosen
        self._lists.ask(lambda: shown_runs(learning))
        if chosen is not None:
            self._details.ask(lambda: shown_run(chosen))

    def choose(self, folder: Path | None) -> None:
        """Show the run in this folder; None: the form for a new one."""
        self._chosen = folder
        self._asked_new = self._asked_new and folder is None
        self._mark_chosen()
        if folder is None:
            self._pages.setCurrentWidget(self.form)
            self._show_state()
            self._read_lessons()
        else:
            if self._shown is None or self._shown.run.folder != folder:
                self._pages.setCurrentWidget(self._reading)
            self._details.ask(lambda: shown_run(folder))

    def _ask_new(self) -> None:
        self._asked_new = True
        self.choose(None)

    def stop(self) -> None:
        for reader in (self._lists, self._details, self._lessons):
            reader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._chosen is None and self._training.running:
            self._chosen = self._training.folder
        self.choose(self._chosen)
        self.refresh()

    def save_pdf(self, shown: ShownRun, target: Path) -> None:
        """Write the comparison of a finished run as PDF."""
        result, settings, options = shown.result, self._settings(), shown.run.options
        if result is None:
            return
        started = None if options is None else _time(options.started_at)

        def act(_acting: Acting) -> None:
            from wbc_desktop.services.comparison_report import write_comparison

            write_comparison(result, target, settings, started)

        self._context.run(
            Operation(
                tr("writing the comparison"),
                act,
                worker=True,
                doing=tr("Writing the comparison"),
                exclusive=False,
                slide=None,
                message=lambda _result: written(target),
                show=self.banner.show_message,
            )
        )

    def _connect(self) -> None:
        training, view, failed = self._training, self.view, lambda text: self.banner.show_text(text, "error")
        self._lists.done.connect(self._show_list)
        self._details.done.connect(self._show_details)
        self._lessons.done.connect(self.form.show_lessons)
        for reader in (self._lists, self._details, self._lessons):
            reader.failed.connect(failed)
        training.changed.connect(self._changed)
        training.started.connect(self.choose)
        training.progressed.connect(self._show_progress)
        self.runs.itemSelectionChanged.connect(self._choose_selected)  # the focus alone changes only the current item
        self.form.asked.connect(self._start)
        view.stop_asked.connect(self._stop_run)
        view.resume_asked.connect(self._resume_run)
        view.remove_asked.connect(self._remove_run)
        view.comparison.promote_asked.connect(self._promote)
        view.comparison.pdf_asked.connect(self._ask_pdf)

    def _changed(self) -> None:
        self._show_state()
        if not self.isVisible():
            return
        if self._chosen is None and self._training.running and not self._asked_new:
            self.choose(self._training.folder)  # it was found, or began elsewhere, after the tab was shown
        self.refresh()

    def _show_state(self) -> None:
        self.form.show_state(self._every, self._training.running, training_device(self._settings().device))

    def _read_lessons(self) -> None:
        db, laboratory = self._context.db, self._settings().laboratory
        self._lessons.ask(lambda: accumulated(db, laboratory).sentence)

    def _show_list(self, every: list[ShownRun]) -> None:
        self._every = every
        self.runs.blockSignals(True)
        self.runs.clear()
        for one in every:
            item = QListWidgetItem(list_text(one))
            item.setData(_FOLDER, one.run.folder)
            self.runs.addItem(item)
        self.runs.blockSignals(False)
        if self._chosen is not None and not self._chosen.exists():  # it was removed
            self.choose(None)
        self._mark_chosen()
        self._show_state()

    def _mark_chosen(self) -> None:
        self.runs.blockSignals(True)
        self.runs.setCurrentRow(-1)
        for row in range(self.runs.count()):
            if self.runs.item(row).data(_FOLDER) == self._chosen:
                self.runs.setCurrentRow(row)
        self.runs.blockSignals(False)

    def _choose_selected(self) -> None:
        for item in self.runs.selectedItems():
            if item.data(_FOLDER) != self._chosen:
                self.choose(item.data(_FOLDER))

    def _show_details(self, found: tuple[ShownRun, RunProgress]) -> None:
        shown, progress = found
        if shown.run.folder != self._chosen:
            return
        if shown.run.state is not RunState.RUNNING and self._stopping == shown.run.folder:
            self._stopping = None
        self._shown = shown
        self._pages.setCurrentWidget(self.view)
        self.view.show_run(shown, progress, self._stopping == self._chosen)

    def _show_progress(self, progress: RunProgress) -> None:
        shown = self._shown
        if shown is None or self._training.folder != self._chosen or shown.run.folder != self._chosen:
            return
        if shown.run.state is RunState.RUNNING:
            self.view.show_progress(progress, self._stopping == self._chosen)

    def _start(self, strength: str, device: str, name: str) -> None:
        self._training.start(strength, device, self._settings().laboratory, name, self.banner.show_message)

    def _stop_run(self) -> None:
        if self._shown is not None:
            run = self._shown.run
            self._training.stop(run, self.banner.show_message, lambda: self._show_stopping(run.folder))

    def _show_stopping(self, folder: Path) -> None:
        self._stopping = folder
        self.view.stop.setEnabled(False)
        self.view.show_progress(self._training.progress, stopping=True)

    def _resume_run(self) -> None:
        if self._shown is not None:
            device = training_device(self._settings().device)
            self._training.resume(self._shown.run, device, self.banner.show_message)

    def _remove_run(self) -> None:
        shown = self._shown
        if shown is None:
            return
        about = tr(
            "The folder of the run is removed, with its curves and its comparison. A candidate that is in the list of "
            "models stays there."
        )
        dialog = AskDialog(tr("Remove the run"), about, tr("Remove"), lambda: None, self)
        if show_dialog(dialog):
            self._training.remove(shown.run, self.banner.show_message)

    def _promote(self) -> None:
        shown = self._shown
        if shown is not None and shown.result is not None:
            candidate, gate = shown.result.candidate, shown.result.gate
            show, folder = self.banner.show_message, shown.run.folder
            self._promoting.promote(candidate.name, candidate.sha256, gate, show, self, folder)

    def _ask_pdf(self) -> None:
        shown = self._shown
        if shown is None or shown.result is None:
            return
        name = tr("{name} comparison", name=shown.result.candidate.name)
        target = ask_where(self, tr("Comparison"), name, ".pdf", "PDF (*.pdf)")
        if target is not None:
            self.save_pdf(shown, target)

    def _lay_out(self) -> None:
        side = QWidget()
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, GRID, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self.new)
        inside.addWidget(self.runs, 1)
        side.setMinimumWidth(22 * GRID)
        self._pages.addWidget(self.form)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._reading)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        parts.addWidget(side)
        parts.addWidget(self._pages)
        parts.setSizes([25 * GRID, 87 * GRID])
        parts.setStretchFactor(0, 0)
        parts.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.banner)
        column.addWidget(parts, 1)


def _time(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo is not None else None
