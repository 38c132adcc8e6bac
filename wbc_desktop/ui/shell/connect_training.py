"""Connects fine-tuning runs with the window: they are watched from its start, whether or not they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.jobs.training import TrainingWatch
from wbc_desktop.ui.learning.training import Training
from wbc_desktop.ui.learning.training_tab import TrainingTab

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_training(window: MainWindow) -> Training:
    """Create the part that runs fine-tunings; ``begin`` and ``close`` start and end the watching."""
    data_dir = window.backend.data_dir
    watch = TrainingWatch(data_dir.learning)
    training = Training(window.context, data_dir, window.reviewers.sign_in.ensure_signed_in, watch, window)

    def show(folder: Path) -> None:
        window.learning.open("training")
        tab = window.learning.tab("training")
        if isinstance(tab, TrainingTab):
            tab.choose(folder)

    training.shown.connect(show)
    return training


def training_tab(window: MainWindow) -> TrainingTab:
    """Return the tab with the runs."""
    backend = window.backend
    return TrainingTab(
        window.context,
        backend.data_dir.learning,
        window.training,
        window.promoting,
        lambda: backend.preferences.settings,
    )
