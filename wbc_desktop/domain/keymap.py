"""Keyboard shortcuts: the defaults, those that a person chose instead, and the rule that no key does two things.

A key is text as Qt writes it: ``Space``, ``Ctrl+Shift+Z``, ``N``. A key belongs to a name: that of a command, or
``class NEU`` for a class. Only this module knows which letters are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.commands import COMMANDS, LINE, Command
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr

BY_NAME: Mapping[str, Command] = MappingProxyType({c.name: c for c in COMMANDS if c is not LINE})
_FORMER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "again": "rescan",
        "all": "show_all",
        "fields": "details",
        "full": "full_screen",
        "second": "second_read",
        "take_out": "remove_from_list",
        "waiting": "only_unreviewed",
    }
)
"""New names of commands by the names in keymaps that earlier versions stored."""
_CLASS = "class "
_MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")
_NAMED = {
    name.casefold(): name
    for name in (
        *("Space", "Return", "Enter", "Esc", "Tab", "Backtab", "Backspace", "Ins", "Del", "Pause", "Print", "Menu"),
        *("Home", "End", "PgUp", "PgDown", "Left", "Right", "Up", "Down", "Help", "SysReq"),
        *(f"F{number}" for number in range(1, 36)),
    )
}
_MOVING = frozenset({"Left", "Right", "Up", "Down", "PgUp", "PgDown", "Home", "End"})
_PRESSING = frozenset({"Return", "Enter", "Tab", "Backtab", "Shift+Tab", "Shift+Backtab"})


class KeyRefused(UsageError):
    """A key cannot be assigned: the sentence says why, and which command has it."""


def class_name(code: str) -> str:
    """Return the name under which the key of a class is stored."""
    return _CLASS + code


def normal_key(text: str) -> str | None:
    """Return a key as Qt writes it: ``Ctrl+Shift+Z`` for ``shift+ctrl+z``; None if the text is not a key."""
    rest, key = ("", "+") if text == "+" else (text[:-2], "+") if text.endswith("++") else ("", "")
    if not key:
        rest, _, key = text.rpartition("+")
    modifiers = [part.strip().capitalize() for part in rest.split("+")] if rest else []
    key = key.strip()
    key = _NAMED.get(key.casefold(), key.upper() if len(key) == 1 and key.isprintable() else "")
    if not key or (len(key) == 1 and len(key.encode("utf-16-le", "replace")) != 2):
        return None
    if set(modifiers) - set(_MODIFIERS) or len(set(modifiers)) != len(modifiers):
        return None
    if len(key) == 1 and not key.isalnum() and "Shift" in modifiers:  # which keys need Shift differs with the keyboard
        modifiers.remove("Shift")
    return "+".join([m for m in _MODIFIERS if m in modifiers] + [key])


def why_reserved(key: str) -> str:
    """Return why this key cannot be assigned to anything, as a sentence; "" if it can."""
    *modifiers, last = key.split("+") if not key.endswith("+") else [*key[:-1].rstrip("+").split("+"), "+"]
    if last in _MOVING and set(modifiers) <= {"Shift"}:
        return tr("The arrow keys, Page up, Page down, Home and End always move in the gallery: choose another key.")
    if key in _PRESSING:
        return tr("Return presses the button that has the focus, and Tab goes to the next one: choose another key.")
    if modifiers == ["Alt"] and len(last) == 1:
        return tr("Alt and a letter open a menu: choose another key.")
    return ""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys in use. ``changed`` has the keys that a person chose instead of the defaults, by name; () is no key."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, saved: Mapping[str, Sequence[str]]) -> tuple[Keymap, list[str]]:
        """Return the stored keymap, and the names with invalid keys (they get their defaults).

        Names of a later version are ignored, former names are understood. A key that two names would share is assigned
        to neither.
        """
        good: dict[str, tuple[str, ...]] = {}
        bad: list[str] = []
        for name, texts in {_FORMER_NAMES.get(name, name): texts for name, texts in saved.items()}.items():
            found = [key for text in texts if (key := normal_key(text)) is not None and not why_reserved(key)]
            keys = tuple(dict.fromkeys(found))
            if name not in BY_NAME and not name.startswith(_CLASS):
                continue
            if len(found) != len(texts) or (name.startswith(_CLASS) and not all(map(_is_letter, keys))):
                bad.append(name)
            elif keys != default_keys(name) or name.startswith(_CLASS):
                good[name] = keys
        while True:
            keymap = cls(MappingProxyType(dict(good)))
            doubled = [name for name in good if keymap._shared(name)]
            if not doubled:
                return keymap, bad
            for name in doubled:
                bad.append(name)
                del good[name]

    def stored(self) -> dict[str, list[str]]:
        """Return the form that :meth:`read` reads."""
        return {name: list(keys) for name, keys in self.changed.items()}

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a command; of a class only the key that a person chose (see :func:`class_keys`)."""
        found = self.changed.get(name)
        return default_keys(name) if found is None else found

    @property
    def letters(self) -> frozenset[str]:
        """The letters and digits of commands, which no class can have."""
        return frozenset(key for name in BY_NAME for key in self.keys(name) if _is_letter(key))

    def is_changed(self, name: str) -> bool:
        """Whether a person chose the key."""
        return name in self.changed

    def assign(self, name: str, key: str, classes: Sequence[CellClass]) -> Keymap:
        """Return the keymap with only this key for ``name`` ("": none); ``classes`` are the active classes.

        Raises :class:`KeyRefused` if the key is taken or cannot be assigned.
        """
        wanted: tuple[str, ...] = ()
        if key:
            normal = normal_key(key)
            if normal is None:
                raise KeyRefused(tr("This key cannot be used: choose another key."))
            wanted = (normal,)
        return self._with(name, wanted, classes)

    def reset(self, name: str, classes: Sequence[CellClass]) -> Keymap:
        """Return the keymap with the default key for ``name``. Raises :class:`KeyRefused` if it is taken."""
        rest = Keymap(MappingProxyType({n: keys for n, keys in self.changed.items() if n != name}))
        if name.startswith(_CLASS):
            return rest
        return rest._with(name, default_keys(name), classes)

    def assigned_to(self, key: str, classes: Sequence[CellClass], besides: str = "") -> str:
        """Return the shown name of the command or class with this key; "" if there is none ``besides`` this name."""
        for name, command in BY_NAME.items():
            if name != besides and key in self.keys(name):
                return plain_text(command)
        of_classes = class_keys(classes, self)
        return next((c.title for c in classes if of_classes[c.code] == key and class_name(c.code) != besides), "")

    def _with(self, name: str, keys: tuple[str, ...], classes: Sequence[CellClass]) -> Keymap:
        for key in keys:
            why = why_reserved(key)
            if why:
                raise KeyRefused(why)
            if name.startswith(_CLASS) and not _is_letter(key):
                raise KeyRefused(tr("The key of a class is one letter A to Z or one digit: choose another key."))
            other = self.assigned_to(key, classes, name)
            if other:
                raise KeyRefused(
                    tr(
                        "{key} is the key of “{command}”: choose another key, or change that one first.",
                        key=key,
                        command=other,
                    )
                )
        changed = {n: k for n, k in self.changed.items() if n != name}
        if name.startswith(_CLASS) or keys != default_keys(name):
            changed[name] = keys
        return Keymap(MappingProxyType(changed))

    def _shared(self, name: str) -> bool:
        """Whether another command, or another class with a chosen key, has one of the keys of ``name``."""
        mine = set(self.keys(name))
        others = {*BY_NAME, *self.changed} - {name}
        return any(mine & set(self.keys(other)) for other in others)


def default_keys(name: str) -> tuple[str, ...]:
    """Return the default keys of a command; none for a class."""
    command = BY_NAME.get(name)
    return command.keys if command is not None else ()


def class_keys(classes: Sequence[CellClass], keymap: Keymap | None = None) -> dict[str, str]:
    """Return the key of each class code: the chosen one, else the class's own, else a letter of its code or a digit.

    Commands and earlier classes have priority; "" if all are taken, or a person chose none.
    """
    of = keymap or Keymap()
    taken, keys = set(of.letters), {}
    for wishes in (_chosen, _own, _from_code):
        for c in classes:
            if c.code in keys:
                continue
            wanted = list(wishes(c, of))
            key = next((wish for wish in wanted if wish not in taken), None)
            if wishes is _from_code or key is not None:
                keys[c.code] = key or ""
                taken.add(key or "")
                taken.discard("")
    return keys


def _chosen(c: CellClass, keymap: Keymap) -> Iterable[str]:
    chosen = keymap.changed.get(class_name(c.code))
    return () if chosen is None else chosen or ("",)


def _own(c: CellClass, _keymap: Keymap) -> Iterable[str]:
    return (c.key,) if c.key else ()


def _from_code(c: CellClass, _keymap: Keymap) -> Iterator[str]:
    yield from (letter for letter in c.code.upper() if _is_letter(letter))
    yield from "23456789"


def plain_text(command: Command) -> str:
    """Return the text of a command without the marks of a menu, in the person's language."""
    return tr(command.text).replace("&", "").rstrip("…")


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalnum()
