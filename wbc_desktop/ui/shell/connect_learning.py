"""Connects the window of learning from corrections, and the queue of cells that teach most, with the other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.learning.learning_window import LearningWindow
from wbc_desktop.ui.learning.trends_tab import TrendsTab
from wbc_desktop.ui.shell.connect_promoting import models_tab
from wbc_desktop.ui.shell.connect_training import training_tab

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_learning(window: MainWindow) -> LearningWindow:
    """Create the window of learning with its tabs, each of which is made when it is first shown."""
    learning, placement = LearningWindow(window), window.backend.placement
    learning.add_tab("corrections", tr("&Corrections"), lambda: _corrections(window))
    learning.add_tab("training", tr("&Training"), lambda: training_tab(window))
    learning.add_tab("models", tr("&Models"), lambda: models_tab(window))
    learning.add_tab("trends", tr("&Over time"), lambda: TrendsTab(window.context))
    learning.choose(placement.restore_learning(learning))
    learning.closed.connect(lambda: placement.save_learning(learning, learning.current))
    window.commands.on(learning=learning.open)
    window.commands.on_slide(window.context, teach=lambda _slide: window.teaching.begin())
    window.unlike.teach = window.teaching.begin
    window.unlike.fine_tune = lambda: learning.open("training")
    window.reviewers.lock.lock_changed.connect(lambda locked: learning.close() if locked else None)
    return learning


def _corrections(window: MainWindow) -> CorrectionsTab:
    tab = CorrectionsTab(window.context, window.backend.preferences, window.backend.data_dir.thumbnails)
    tab.queue_requested.connect(lambda slide: _classify(window, slide))
    return tab


def _classify(window: MainWindow, slide: Slide) -> None:
    """Open the slide, and show the cells in it that teach most."""
    if not window.context.is_open(slide):
        window.open_slide.choose(slide)
    if window.context.is_open(slide):  # a second reader may see another one instead
        window.teaching.begin()
    window.raise_()
    window.activateWindow()
