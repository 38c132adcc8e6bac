"""Connects the window of the guide with the help menu and the keys in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.services.guide import KEYS_PAGE, LIMITS_PAGE, KeysInUse
from wbc_desktop.ui.help.help_window import HelpWindow
from wbc_desktop.ui.widgets.keys import key_text

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_help(window: MainWindow) -> HelpWindow:
    """Create the window; its commands open it at a page."""
    commands = window.commands
    guide = HelpWindow(lambda: KeysInUse(commands.classes, commands.keymap, key_text), window)
    commands.on(
        help=guide.open,
        key_card=lambda: guide.open(KEYS_PAGE),
        limits=lambda: guide.open(LIMITS_PAGE),
    )
    commands.keys_changed.connect(guide.refresh)
    return guide
