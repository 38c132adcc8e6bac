"""The tab that shows what the model can learn from the corrections of the reviewers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.ui.learning.learning_window import LearningTab
from wbc_desktop.ui.widgets.fault import FaultLine


class CorrectionsTab(LearningTab):
    """Shows what has accumulated."""

    def __init__(self, context: SlideContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.fault = FaultLine()
        column = QVBoxLayout(self)
        column.addWidget(self.fault)
        column.addStretch(1)
