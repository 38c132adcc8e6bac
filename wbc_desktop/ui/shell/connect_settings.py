"""Connects the settings, the classes of the laboratory and the switches of the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.language import tr
from wbc_desktop.services.classes import offered_classes
from wbc_desktop.ui.settings.classes import Classes
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.shell.translating import CHOICES

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_settings(window: MainWindow) -> Classes:
    """Make the part for the classes, and let everything that shows classes follow it."""
    commands, preferences = window.commands, window.desk.preferences
    classes = Classes(window.context, preferences, window)

    def follow() -> None:
        commands.set_classes(offered_classes(window.model.version))
        window.cell_view.set_classes(commands.classes)
        window.cell_view.touch()
        window.counts.touch()
        window.gallery.viewport().update()

    classes.changed.connect(follow)
    commands.on(settings=lambda: ask_settings(window), classes=classes.ask)
    commands["advance"].setChecked(preferences.now.auto_advance)
    commands["advance"].toggled.connect(lambda on: preferences.change(auto_advance=on))
    for look in ("system", "light", "dark"):
        commands[f"theme_{look}"].setChecked(preferences.now.theme == look)
        commands[f"theme_{look}"].triggered.connect(lambda _checked=False, look=look: set_theme(window, look))
    return classes


def ask_settings(window: MainWindow) -> None:
    """Show the settings and put what was chosen into force."""
    preferences = window.desk.preferences
    dialog = SettingsDialog(preferences.now, CHOICES, window)
    dialog.set_reviewer_disabled(preferences.uses_accounts)
    keys = KeysPage(preferences.keymap, [shown for shown, _ in window.commands.classes])
    dialog.add_page(keys, tr("&Keys"))
    if dialog.exec() == QDialog.DialogCode.Accepted:
        preferences.change(**dialog.chosen())
        preferences.change_keys(keys.keymap())
    dialog.deleteLater()


def set_theme(window: MainWindow, look: str) -> None:
    """Light, dark, or as the system has it."""
    window.desk.preferences.change(theme=look)
    if window.theme is not None:
        window.theme.set(look)
