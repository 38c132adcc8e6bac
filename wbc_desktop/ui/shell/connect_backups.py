"""Connects the backups with the menu and the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.ui.backups.backups import Backups

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_backups(window: MainWindow) -> Backups:
    """Create the part; its command, and a failure in the status bar, open its dialog."""
    backend = window.backend
    backups = Backups(
        window.context, backend.preferences, backend.data_dir, window.reviewers.sign_in.ensure_signed_in, window
    )
    backups.status_shown.connect(window.status.show_backup)
    window.status.backup.clicked.connect(lambda _checked=False: backups.ask())
    window.commands.on(backups=backups.ask)
    return backups
