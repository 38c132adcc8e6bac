"""What each action of the window does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.reviewers.lock import connect_lock
from wbc_desktop.ui.reviewers.trust import connect_trust
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.laboratory import connect_laboratory
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.shell.connect_slides import for_slide
from wbc_desktop.ui.shell.dialogs import AboutDialog
from wbc_desktop.ui.shell.help_dialog import HelpDialog
from wbc_desktop.ui.shell.key_bindings import connect_keys
from wbc_desktop.ui.shell.translating import CHOICES

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_commands(window: MainWindow) -> None:
    """Connect the actions that belong to no one room, and put those that are switches where the settings have them."""
    commands, full = window.commands, window.full_screen
    laboratory = connect_laboratory(window)
    commands.on(
        settings=lambda: ask_settings(window),
        fields=for_slide(window, laboratory.ask_fields),
        classes=laboratory.ask_classes,
        ranges=laboratory.ask_ranges,
        quit=window.close,
        all=lambda: full.leave() if full.active else show_all(window),
        help=lambda: HelpDialog(commands.classes, commands.keymap, window).exec(),
        about=lambda: AboutDialog(window.model.version, window).exec(),
    )
    trust = connect_trust(window)
    laboratory.sign_in = trust.somebody
    connect_lock(window, trust)
    _connect_switches(window)
    connect_keys(window)


def _connect_switches(window: MainWindow) -> None:
    commands, preferences = window.commands, window.desk.preferences
    commands["advance"].setChecked(preferences.now.auto_advance)
    commands["advance"].toggled.connect(lambda on: preferences.change(auto_advance=on))
    commands["stop"].setEnabled(False)
    for look in ("system", "light", "dark"):
        commands[f"theme_{look}"].setChecked(preferences.now.theme == look)
        commands[f"theme_{look}"].triggered.connect(lambda _checked=False, look=look: set_look(window, look))


def ask_settings(window: MainWindow) -> None:
    """Show the settings and put what was chosen into force."""
    preferences = window.desk.preferences
    dialog = SettingsDialog(preferences.now, CHOICES, window)
    dialog.hold_reviewer(preferences.held)
    keys = KeysPage(preferences.keymap, [shown for shown, _ in window.commands.classes])
    dialog.add_page(keys, tr("&Keys"))
    if dialog.exec() == QDialog.DialogCode.Accepted:
        preferences.change(**dialog.chosen())
        preferences.change_keys(keys.keymap())
    dialog.deleteLater()


def show_all(window: MainWindow) -> None:
    """Dismiss the topmost message if there is one, else take the filters away."""
    shown = next((banner for banner in window.banners if banner.isVisible()), None)
    if shown is not None:
        shown.clear()
        return
    window.narrowing.clear()
    window.gallery.setFocus()


def set_look(window: MainWindow, look: str) -> None:
    """Light, dark, or as the system has it."""
    window.desk.preferences.change(theme=look)
    if window.theme is not None:
        window.theme.set(look)
