"""Applies the chosen keyboard shortcuts to the window's actions and tool tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from wbc_desktop.domain.key_names import key_of

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

_MOVES = {
    "left": Qt.Key.Key_Left,
    "right": Qt.Key.Key_Right,
    "up": Qt.Key.Key_Up,
    "down": Qt.Key.Key_Down,
    "page_up": Qt.Key.Key_PageUp,
    "page_down": Qt.Key.Key_PageDown,
    "first": Qt.Key.Key_Home,
    "last": Qt.Key.Key_End,
}
"""Commands that move, each with the key that always does the same."""


def connect_keys(window: MainWindow) -> None:
    """Apply the shortcuts of the settings now and after each change, and warn about unreadable settings."""
    commands, preferences, full = window.commands, window.backend.preferences, window.full_screen
    preferences.changed.connect(lambda _settings: commands.set_keymap(preferences.keymap))
    commands.keys_changed.connect(lambda: window.cell_view.set_classes(commands.classes))
    commands.keys_changed.connect(lambda: show_keys(window))
    commands.set_keymap(preferences.keymap)
    show_keys(window)
    for name, key in _MOVES.items():
        commands[name].setAutoRepeat(True)
        commands[name].triggered.connect(
            lambda _checked=False, key=key: press(full.page if full.active else window, key)
        )
    if preferences.notices:
        QTimer.singleShot(0, window, lambda: window.notify(" ".join(preferences.notices), "warning"))


def show_keys(window: MainWindow) -> None:
    """Show the keys in the tool tips that do not belong to an action."""
    for picture in (window.cell_view.picture, window.full_screen.page.picture):
        picture.show_keys()
    window.pane.show_keys(window.commands.keymap)
    for banner in window.banners:
        banner.show_key(key_of("show_all"))


def press(where: QWidget, key: Qt.Key) -> None:
    """Send a press of this key to a widget."""
    QApplication.sendEvent(where, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
