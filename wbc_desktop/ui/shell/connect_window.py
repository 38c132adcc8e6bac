"""Connects the commands of the window itself: quit, about, and the key that goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.ui.shell.dialogs import AboutDialog
from wbc_desktop.ui.widgets.fitting import show_dialog

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_window(window: MainWindow) -> None:
    """Connect quit, about, and the key that dismisses messages, clears filters or leaves full-screen review."""
    commands, full = window.commands, window.full_screen
    commands.on(
        quit=window.close,
        show_all=lambda: full.leave() if full.active else show_all(window),
        about=lambda: show_dialog(AboutDialog(window.model.version, window)),
    )
    commands["stop"].setEnabled(False)


def show_all(window: MainWindow) -> None:
    """Dismiss the topmost message; if there is none, clear the filters and end the queue."""
    shown = next((banner for banner in window.banners if banner.isVisible()), None)
    if shown is not None:
        shown.clear()
        return
    window.gallery_filters.clear()
    window.teaching.end()
    window.gallery.setFocus()
