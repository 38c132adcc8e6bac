"""The dialog of the backups: the plan of daily copies, a copy now, the list of copies, restoring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.backups import size_text
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Message
from wbc_desktop.jobs.runner import Job
from wbc_desktop.services.daily_backup import ListedCopy, Plan
from wbc_desktop.ui.backups.backup_text import details_of, time_of
from wbc_desktop.ui.backups.plan_form import PlanForm
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class BackupActs:
    """Functions that the dialog calls. ``copies`` runs on a thread; the last three show what comes of them in it.

    ``may_manage``: whether the person may change the plan and restore.
    """

    plan: Callable[[], Plan]
    change_plan: Callable[..., object]
    may_manage: bool
    copies: Callable[[], list[ListedCopy]]
    back_up: Callable[[BackupsDialog], object]
    restore: Callable[[BackupsDialog, ListedCopy], object]
    restore_file: Callable[[BackupsDialog, Path], object]


class BackupsDialog(FittedDialog):
    """Shows the copies of the database."""

    def __init__(self, acts: BackupActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Backups"))
        self._acts = acts
        self._job: Job | None = None
        self.plan = PlanForm(acts.plan(), self._change_plan)
        self.plan.setEnabled(acts.may_manage)
        self.table = QTreeWidget()
        self.table.setHeaderLabels([tr("Made"), tr("Kind"), tr("Size")])
        self.table.headerItem().setTextAlignment(2, _RIGHT)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAllColumnsShowFocus(True)
        self.table.setAccessibleName(tr("Backups"))
        self.table.setMinimumHeight(14 * GRID)
        self.table.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.details = Label()
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back_up = _button(tr("&Back up now"), lambda: acts.back_up(self))
        self.back_up.setProperty("primary", True)
        self.restore = _button(tr("&Restore…"), self._restore)
        self.restore_file = _button(tr("Restore another &file…"), self._choose_file)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = _button(tr("&Stop"), self._stop)
        self.fault = FaultLine()
        self._reader = LatestRead(self)
        self._reader.done.connect(self._show)
        self._reader.failed.connect(self.fault.show_text)
        self.finished.connect(lambda _code: self._reader.stop())
        self._lay_out()
        self.show_progress(None)
        self.read()

    def read(self) -> None:
        """Read the copies again."""
        self.details.setText(tr("Reading the backups…"))
        self._reader.ask(self._acts.copies)

    def chosen(self) -> ListedCopy | None:
        """Return the selected copy."""
        item = self.table.currentItem()
        found = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        return found if isinstance(found, ListedCopy) else None

    def show_message(self, message: Message) -> None:
        """Show what came of an act."""
        self.fault.show_message(message)
        self.fit()

    def show_progress(self, job: Job | None) -> None:
        """Show the progress of a job with a button to stop it; None: none runs."""
        self._job = job
        running = job is not None
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.stop.setVisible(running)
        self.stop.setEnabled(running)
        if job is not None:
            self.fault.show_text("")
            job.progressed.connect(self._advance)
            job.ended.connect(lambda: self.show_progress(None))
        self._update_buttons()

    def reject(self) -> None:
        """Close the dialog; a running act is stopped."""
        self._stop()
        super().reject()

    def _advance(self, progress: tuple[int, int]) -> None:
        done, total = progress
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)

    def _change_plan(self, **what: object) -> None:
        self._acts.change_plan(**what)
        if "backup_folder" in what:
            self.read()

    def _show(self, every: list[ListedCopy]) -> None:
        chosen = self.chosen()
        self.table.clear()
        for listed in every:
            copy = listed.copy
            item = QTreeWidgetItem([time_of(copy.made_at), tr(copy.kind), size_text(copy.size)])
            item.setToolTip(0, str(copy.file))
            item.setTextAlignment(2, _RIGHT)
            item.setData(0, Qt.ItemDataRole.UserRole, listed)
            self.table.addTopLevelItem(item)
            if chosen is not None and copy.file == chosen.copy.file:
                self.table.setCurrentItem(item)
        first = self.table.topLevelItem(0)
        if self.table.currentItem() is None and first is not None:
            self.table.setCurrentItem(first)
        for column in range(3):
            self.table.resizeColumnToContents(column)
        self._show_chosen()

    def _show_chosen(self) -> None:
        listed = self.chosen()
        self.details.setText(tr("There is no backup here yet.") if listed is None else details_of(listed))
        self._update_buttons()

    def _update_buttons(self) -> None:
        idle, listed = self._job is None, self.chosen()
        self.back_up.setEnabled(idle)
        self.restore.setEnabled(idle and self._acts.may_manage and listed is not None and not listed.copy.fault)
        self.restore_file.setEnabled(idle and self._acts.may_manage)

    def _restore(self) -> None:
        listed = self.chosen()
        if listed is not None:
            self._acts.restore(self, listed)

    def _choose_file(self) -> None:
        kinds = tr("Backups (*.zip);;All files (*)")
        start = str(self._acts.plan().folder)
        name, _ = QFileDialog.getOpenFileName(self, tr("Restore a backup"), start, kinds)
        if name:
            self._acts.restore_file(self, Path(name))

    def _lay_out(self) -> None:
        heading = Label(tr("Backups"))
        heading.setFont(large(self.font()))
        about = tr(
            "A backup is one file with the database and the models that were trained or imported here. The images stay "
            "in their folders: back these up, too. Choose a folder on another disk."
        )
        if not self._acts.may_manage:
            about += " " + tr("Only a manager changes the plan and restores backups.")
        note = Label(about)
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        acts = Flow()
        for button in (self.back_up, self.restore, self.restore_file):
            acts.addWidget(button)
        running = QHBoxLayout()
        running.setSpacing(GRID)
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(GRID)
        for widget in (heading, note, self.plan):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.details)
        column.addLayout(acts)
        foot.setSpacing(GRID)
        foot.addLayout(running)
        foot.addWidget(self.fault)
        foot.addWidget(buttons)
        self.fill(column, foot, QSize(82 * GRID, 76 * GRID))


def _button(text: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
