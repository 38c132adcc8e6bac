"""Creates the actions of the window in its menus, with keys and tool tips. ``connect_<room>`` connects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.commands import CHANGING, COMMANDS, LINE, Command
from wbc_desktop.domain.key_names import use_keymap
from wbc_desktop.domain.keymap import BY_NAME, Keymap, class_keys
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.ui.widgets.icons import tinted_icon
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.labels import escape_ampersands


class Commands(QObject):
    """The actions of a window, by the names of their commands.

    Signals: ``class_chosen(str)``: the class with this code was chosen by key or menu; ``keys_changed()``: the keys of
    the actions changed, also in menus and tool tips.
    """

    class_chosen = Signal(str)
    keys_changed = Signal()

    def __init__(self, window: QWidget, bar: QMenuBar) -> None:
        super().__init__(window)
        self._window = window
        self._keymap = Keymap()
        use_keymap(self._keymap, key_text)
        self._actions: dict[str, QAction] = {}
        self._disabled: set[str] = set()
        self._lock = ""
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
            if not command.menu:
                self._make(command)
                continue
            if command.menu not in self._menus:
                self._menus[command.menu] = bar.addMenu(tr(command.menu))
                self._menus[command.menu].setToolTipsVisible(True)
            menu = self._menus[command.menu]
            menu.addAction(self._make(command))
        self.tint()

    def __getitem__(self, name: str) -> QAction:
        """Return the action of a command."""
        return self._actions[name]

    @property
    def classes(self) -> list[tuple[CellClass, str]]:
        """The classes in the Review menu, each with its key."""
        return [(shown, key) for shown, key, _ in self._classes]

    @property
    def keymap(self) -> Keymap:
        """The keyboard shortcuts in use."""
        return self._keymap

    def set_keymap(self, keymap: Keymap) -> None:
        """Use these keyboard shortcuts, and show them in the menus and tool tips."""
        if keymap == self._keymap:
            return
        self._keymap = keymap
        use_keymap(keymap, key_text)
        for command in BY_NAME.values():
            self._put_keys(command)
        self._key_classes()
        self.keys_changed.emit()

    def on(self, **do: Callable[[], object]) -> None:
        """Connect the actions with these names to functions; a trailing ``_`` is ignored (``import_``)."""
        for name, act in do.items():
            self._actions[name.rstrip("_")].triggered.connect(lambda _checked=False, act=act: act())

    def on_slide(self, context: SlideContext, **do: Callable[[Slide], object]) -> None:
        """Connect the actions with these names to functions of the open slide, and disable them while none is open."""

        def call(act: Callable[[Slide], object]) -> None:
            if context.slide is not None:
                act(context.slide)

        names = [name.rstrip("_") for name in do]
        for name, act in zip(names, do.values(), strict=True):
            self._actions[name].triggered.connect(lambda _checked=False, act=act: call(act))
        self.enable(context.slide is not None, *names)
        context.opened.connect(lambda slide: self.enable(slide is not None, *names))

    def set_classes(self, classes: Sequence[CellClass]) -> None:
        """Show these classes, each with its key, at the top of the Review menu."""
        if [shown for shown, _, _ in self._classes] == list(classes):
            return
        menu = self._menus["&Review"]
        for _, _, old in self._classes:
            menu.removeAction(old)
            old.deleteLater()
        self._classes = []
        first = self._actions["UNI"]
        for shown in classes:
            action = QAction(escape_ampersands(shown.title), self._window)
            action.setAutoRepeat(False)
            action.setEnabled(not self._lock)
            action.triggered.connect(lambda _checked=False, code=shown.code: self.class_chosen.emit(code))
            menu.insertAction(first, action)
            self._window.addAction(action)
            self._classes.append((shown, "", action))
        self._key_classes()

    def decisions(self) -> list[QAction]:
        """Return the actions that decide: the classes, Unidentified, Not classed, Confirm."""
        return [*(action for _, _, action in self._classes), *(self[name] for name in ("UNI", "NC", "confirm"))]

    def enable(self, enabled: bool, *names: str) -> None:
        """Enable or disable the actions with these names. A locked one stays disabled until it is unlocked."""
        for name in names:
            self._disabled.discard(name) if enabled else self._disabled.add(name)
            self._actions[name].setEnabled(enabled and not self._locks(name))

    def lock(self, why: str) -> None:
        """Disable the actions that change the slide, and show the reason in their tool tips; "": enable them again."""
        self._lock = why
        for name in CHANGING:
            self._actions[name].setEnabled(not why and name not in self._disabled)
            self._put_tip(BY_NAME[name])
        for _, _, action in self._classes:
            action.setEnabled(not why)
        self._key_classes()

    def is_locked_key(self, event: QKeyEvent) -> bool:
        """Return whether the pressed key belongs to a locked action."""
        pressed = QKeySequence(event.keyCombination())
        return bool(self._lock) and any(pressed in action.shortcuts() for action in self._changing())

    def tint(self) -> None:
        """Draw the icons again in the colours of the palette."""
        for name, icon in self._icons.items():
            self._actions[name].setIcon(tinted_icon(icon, self._window.palette()))

    def _make(self, command: Command) -> QAction:
        action = QAction(tr(command.text), self._window)
        self._window.addAction(action)  # so that its keys work while the menu bar is hidden
        action.setCheckable(command.checkable)
        action.setAutoRepeat(command.name in ("zoom_in", "zoom_out", "larger", "smaller", "next"))
        if command.group:
            if command.group not in self._groups:
                self._groups[command.group] = QActionGroup(self)
            self._groups[command.group].addAction(action)
        if command.icon:
            self._icons[command.name] = command.icon
        self._actions[command.name] = action
        self._put_keys(command)
        return action

    def _changing(self) -> list[QAction]:
        return [*(self._actions[name] for name in CHANGING), *(action for _, _, action in self._classes)]

    def _locks(self, name: str) -> bool:
        return bool(self._lock) and name in CHANGING

    def _put_keys(self, command: Command) -> None:
        keys = self._keymap.keys(command.name)
        self._actions[command.name].setShortcuts([QKeySequence(key) for key in keys])
        self._put_tip(command)

    def _put_tip(self, command: Command) -> None:
        keys = self._keymap.keys(command.name)
        tip = self._lock if self._locks(command.name) else _tip(tr(command.about), keys[0] if keys else "")
        self._actions[command.name].setToolTip(tip)

    def _key_classes(self) -> None:
        keys = class_keys([shown for shown, _, _ in self._classes], self._keymap)
        self._classes = [(shown, keys[shown.code], action) for shown, _, action in self._classes]
        for shown, key, action in self._classes:
            action.setShortcut(QKeySequence(key))
            about = tr("Classify as {name} ({code})", name=shown.title, code=shown.code)
            action.setToolTip(self._lock or _tip(about, key))


def _tip(about: str, key: str) -> str:
    return f"{about}  ({key_text(key)})" if key else about
