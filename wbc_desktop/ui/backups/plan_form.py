"""The part of the dialog of backups in which daily copies are planned. Each change takes effect at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from wbc_desktop.domain.backups import MOST_DAYS, MOST_WEEKS
from wbc_desktop.domain.language import tr
from wbc_desktop.services.daily_backup import Plan
from wbc_desktop.ui.widgets.theme import GRID


class PlanForm(QWidget):
    """Asks whether, where and how many daily copies are kept; ``change`` gets the changed settings."""

    def __init__(self, plan: Plan, change: Callable[..., object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change = change
        self.daily = QCheckBox(tr("Back up &every day while the program is open"))
        self.daily.setChecked(plan.daily)
        self.daily.clicked.connect(lambda on: change(backup_daily=on))
        self.folder = QLineEdit(str(plan.folder))
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName(tr("Folder of the backups"))
        self.choose = QPushButton(tr("&Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.days = _number(1, MOST_DAYS, plan.days, tr("One copy of each of so many days is kept"))
        self.days.valueChanged.connect(lambda days: change(backup_days=days))
        self.weeks = _number(0, MOST_WEEKS, plan.weeks, tr("One copy of each of so many weeks is kept"))
        self.weeks.valueChanged.connect(lambda weeks: change(backup_weeks=weeks))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GRID)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.daily)
        form.addRow(tr("Folder"), row)
        form.addRow(tr("&Days kept"), self.days)
        form.addRow(tr("&Weeks kept"), self.weeks)

    def use_folder(self, folder: Path) -> None:
        """Make the copies in this folder from now on."""
        self.folder.setText(str(folder))
        self._change(backup_folder=str(folder))

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Choose the folder of the backups"), self.folder.text())
        if name:
            self.use_folder(Path(name))


def _number(least: int, most: int, value: int, name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    box.setMaximumWidth(12 * GRID)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
