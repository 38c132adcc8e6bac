"""Connects promotions and rollbacks with the open window, which uses the new model at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.ui.learning.models_tab import ModelsTab
from wbc_desktop.ui.learning.promoting import Promoting
from wbc_desktop.ui.shell.connect_settings import show_classes

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_promoting(window: MainWindow) -> Promoting:
    """Create the part that changes the active model. The window then uses that model, without a restart."""
    promoting = Promoting(
        window.context, window.backend.data_dir.models, window.reviewers.sign_in.ensure_signed_in, window
    )
    promoting.changed.connect(window.model.use_active)
    window.model.replaced.connect(lambda: _use(window))
    window.open_slide.finished.connect(window.model.follow)
    return promoting


def models_tab(window: MainWindow) -> ModelsTab:
    """Return the tab with the registry of models; a candidate of a run appears in it at once."""
    backend = window.backend
    tab = ModelsTab(
        window.context, backend.data_dir.models, window.promoting, lambda: backend.preferences.settings.device
    )
    window.training.adopted.connect(lambda model: tab.refresh())
    return tab


def _use(window: MainWindow) -> None:
    """Offer the classes of the model, and classify the unreviewed cells of the open slide with it.

    Reading the slide again stops an opening that still classifies with the model before.
    """
    show_classes(window)
    window.open_slide.refresh()
