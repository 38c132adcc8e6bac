"""Connects the window of learning from corrections with the other parts of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.learning.learning_window import LearningWindow
from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.shell.connect_promoting import connect_promoting

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_learning(window: MainWindow) -> LearningWindow:
    """Create the window of learning with its tabs, each of which is made when it is first shown."""
    learning, placement = LearningWindow(window), window.backend.placement
    context, folder, promoting = window.context, window.backend.data_dir.models, connect_promoting(window)
    device = lambda: window.backend.preferences.settings.device  # noqa: E731
    learning.add_tab("corrections", tr("&Corrections"), lambda: CorrectionsTab(window.context))
    learning.add_tab("models", tr("&Models"), lambda: ModelsTab(context, folder, promoting, device))
    learning.choose(placement.restore_learning(learning))
    learning.closed.connect(lambda: placement.save_learning(learning, learning.current))
    window.commands.on(learning=learning.open)
    window.reviewers.lock.lock_changed.connect(lambda locked: learning.close() if locked else None)
    return learning
