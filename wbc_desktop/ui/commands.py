"""The actions of the window in its menus, with their keys and tips. What an action does is connected elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.commands import COMMANDS, LINE, Command
from wbc_desktop.ui.icons import tinted_icon
from wbc_desktop.ui.keys import class_keys


class Commands(QObject):
    """The actions, in the menus of a window. ``class_chosen(code)`` when a class is chosen by key or menu."""

    class_chosen = Signal(str)

    def __init__(self, window: QWidget, bar: QMenuBar) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._classes: list[tuple[CellClass, str, QAction]] = []
        menu = None
        for command in COMMANDS:
            if command is LINE:
                if menu is not None:
                    menu.addSeparator()
                continue
            if command.menu not in self._menus:
                self._menus[command.menu] = bar.addMenu(command.menu)
                self._menus[command.menu].setToolTipsVisible(True)
            menu = self._menus[command.menu]
            menu.addAction(self._make(command))
        self.tint()

    def __getitem__(self, name: str) -> QAction:
        """The action of this name."""
        return self._actions[name]

    @property
    def classes(self) -> list[tuple[CellClass, str]]:
        """The classes that can be chosen, each with its key."""
        return [(shown, key) for shown, key, _ in self._classes]

    def on(self, **do: Callable[[], object]) -> None:
        """Connect actions by name."""
        for name, act in do.items():
            self._actions[name.rstrip("_")].triggered.connect(lambda _checked=False, act=act: act())

    def set_classes(self, classes: Sequence[CellClass]) -> None:
        """Offer these classes, each with its key, on top of the Review menu."""
        if [shown for shown, _, _ in self._classes] == list(classes):
            return
        menu = self._menus["&Review"]
        for _, _, old in self._classes:
            menu.removeAction(old)
            old.deleteLater()
        self._classes = []
        first = self._actions["UNI"]
        keys = class_keys(classes)
        for shown in classes:
            key = keys[shown.code]
            action = QAction(shown.name, self._window)
            action.setShortcut(QKeySequence(key))
            action.setToolTip(_tip(f"Classify as {shown.name} ({shown.code})", key))
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _checked=False, code=shown.code: self.class_chosen.emit(code))
            menu.insertAction(first, action)
            self._classes.append((shown, key, action))

    def decisions(self) -> list[QAction]:
        """What can be decided about cells: the classes, Unidentified, Not classed, confirm."""
        return [*(action for _, _, action in self._classes), *(self[name] for name in ("UNI", "NC", "confirm"))]

    def enable(self, enabled: bool, *names: str) -> None:
        """Enable or disable actions by name."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def tint(self) -> None:
        """Draw the icons in the colours of the palette."""
        for name, icon in self._icons.items():
            self._actions[name].setIcon(tinted_icon(icon, self._window.palette()))

    def _make(self, command: Command) -> QAction:
        action = QAction(command.text, self._window)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setToolTip(_tip(command.about, command.keys[0] if command.keys else ""))
        action.setCheckable(command.checkable)
        action.setAutoRepeat(command.name in ("zoom_in", "zoom_out", "larger", "smaller", "next"))
        if command.group:
            if command.group not in self._groups:
                self._groups[command.group] = QActionGroup(self)
            self._groups[command.group].addAction(action)
        if command.icon:
            self._icons[command.name] = command.icon
        self._actions[command.name] = action
        return action


def _tip(about: str, key: str) -> str:
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
    return f"{about}  ({shown})" if shown else about
