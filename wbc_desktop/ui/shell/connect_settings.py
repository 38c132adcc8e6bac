"""Connects the settings, the classes of the laboratory and the switches of the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.language import tr
from wbc_desktop.services.classes import offered_classes
from wbc_desktop.ui.settings.classes import Classes
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.settings.transfer import SettingsTransfer
from wbc_desktop.ui.shell.connect_differential import count_again
from wbc_desktop.ui.shell.translating import CHOICES

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_settings(window: MainWindow) -> Classes:
    """Create the part for the classes, and show changed classes."""
    commands, preferences = window.commands, window.backend.preferences
    classes = Classes(window.context, preferences, window)
    classes.changed.connect(lambda: show_classes(window))
    commands.on(settings=lambda: ask_settings(window), classes=classes.ask)
    commands["advance"].setChecked(preferences.settings.auto_advance)
    commands["advance"].toggled.connect(lambda on: preferences.change(auto_advance=on))
    for theme in ("system", "light", "dark"):
        commands[f"theme_{theme}"].setChecked(preferences.settings.theme == theme)
        commands[f"theme_{theme}"].triggered.connect(lambda _checked=False, theme=theme: set_theme(window, theme))
    return classes


def show_classes(window: MainWindow) -> None:
    """Offer the classes of the laboratory and of the model in use, with their keys, and count them."""
    window.commands.set_classes(offered_classes(window.model.version))
    window.cell_view.set_classes(window.commands.classes)
    window.cell_view.refresh_later()
    window.counts.refresh()
    window.gallery.viewport().update()


def ask_settings(window: MainWindow) -> None:
    """Show the settings and use the chosen values."""
    preferences = window.backend.preferences
    dialog = SettingsDialog(preferences.settings, CHOICES, window)
    dialog.set_reviewer_disabled(preferences.uses_accounts)
    keys = KeysPage(preferences.keymap, [shown for shown, _ in window.commands.classes])
    dialog.add_page(keys, tr("&Keys"))
    dialog.export_requested.connect(lambda: window.transfer.ask_export(dialog, dialog.show_message))
    import_requested = False

    def leave_for_import() -> None:
        nonlocal import_requested
        import_requested = True
        dialog.reject()

    dialog.import_requested.connect(leave_for_import)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        preferences.change(**dialog.chosen())
        preferences.change_keys(keys.keymap())
    dialog.deleteLater()
    if import_requested:
        window.transfer.ask_import()


def connect_transfer(window: MainWindow) -> SettingsTransfer:
    """Create the part that exports and imports settings, and show what an import changed."""
    backend = window.backend
    transfer = SettingsTransfer(window.context, backend.preferences, backend.data_dir, window)
    transfer.imported.connect(lambda: show_imported(window))
    return transfer


def show_imported(window: MainWindow) -> None:
    """Show everything that an import of settings may have changed, except what follows the settings by itself."""
    settings = window.backend.preferences.settings
    window.commands["advance"].setChecked(settings.auto_advance)
    window.commands["heat"].setChecked(settings.heatmap_on)
    window.cell_view.heat.set_opacity(settings.heatmap_opacity)
    window.commands[f"theme_{settings.theme}"].setChecked(True)
    set_theme(window, settings.theme)
    show_classes(window)
    count_again(window)


def set_theme(window: MainWindow, theme: str) -> None:
    """Use and save the theme ``system``, ``light`` or ``dark``."""
    window.backend.preferences.change(theme=theme)
    if window.theme is not None:
        window.theme.set(theme)
