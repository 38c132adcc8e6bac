"""Which key does what: the program's keys, those that a person gave instead, and the rule that no key does two things.

A key is text as Qt writes it everywhere: ``Space``, ``Ctrl+Shift+Z``, ``N``. What can have a key goes by a name: that
of its command, or ``class NEU`` for a class. This is the one place that knows which letters are taken.
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
    """A key cannot be given: the sentence says why, and which command has it."""


def class_name(code: str) -> str:
    """The name under which the key of a class is kept."""
    return _CLASS + code


def normal_key(text: str) -> str | None:
    """A key as Qt writes it, whatever its case and order: ``shift+ctrl+z`` is ``Ctrl+Shift+Z``; None: it is none."""
    rest, key = ("", "+") if text == "+" else (text[:-2], "+") if text.endswith("++") else ("", "")
    if not key:
        rest, _, key = text.rpartition("+")
    held = [part.strip().capitalize() for part in rest.split("+")] if rest else []
    key = key.strip()
    key = _NAMED.get(key.casefold(), key.upper() if len(key) == 1 and key.isprintable() else "")
    if not key or (len(key) == 1 and len(key.encode("utf-16-le", "replace")) != 2):
        return None
    if set(held) - set(_MODIFIERS) or len(set(held)) != len(held):
        return None
    if len(key) == 1 and not key.isalnum() and "Shift" in held:  # which keys need Shift differs with the keyboard
        held.remove("Shift")
    return "+".join([m for m in _MODIFIERS if m in held] + [key])


def why_reserved(key: str) -> str:
    """Why nobody may have this key, as a sentence; "" when it can be given."""
    *held, last = key.split("+") if not key.endswith("+") else [*key[:-1].rstrip("+").split("+"), "+"]
    if last in _MOVING and set(held) <= {"Shift"}:
        return tr("The arrow keys, Page up, Page down, Home and End always move in the gallery: choose another key.")
    if key in _PRESSING:
        return tr("Return presses the button that has the focus, and Tab goes to the next one: choose another key.")
    if held == ["Alt"] and len(last) == 1:
        return tr("Alt and a letter open a menu: choose another key.")
    return ""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys in force. ``changed`` holds what a person chose instead of the program's keys, by name; () is no key."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, saved: Mapping[str, Sequence[str]]) -> tuple[Keymap, list[str]]:
        """The keymap of what was stored, and the names of which nothing could be made (they stay as they were).

        What a later version may have stored is passed over. Keys that two commands would share are given to neither.
        """
        good: dict[str, tuple[str, ...]] = {}
        bad: list[str] = []
        for name, texts in saved.items():
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
        """What :meth:`read` reads."""
        return {name: list(keys) for name, keys in self.changed.items()}

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of a command; of a class only what a person chose for it (see :func:`class_keys`)."""
        found = self.changed.get(name)
        return default_keys(name) if found is None else found

    @property
    def letters(self) -> frozenset[str]:
        """The letters and digits that commands have: no class can have them."""
        return frozenset(key for name in BY_NAME for key in self.keys(name) if _is_letter(key))

    def is_changed(self, name: str) -> bool:
        """Whether a person chose the key."""
        return name in self.changed

    def assign(self, name: str, key: str, classes: Sequence[CellClass]) -> Keymap:
        """The keymap in which ``name`` has this key alone ("": none); ``classes`` are those that are offered.

        Raises :class:`KeyRefused` when the key is another's, or can be nobody's.
        """
        wanted: tuple[str, ...] = ()
        if key:
            normal = normal_key(key)
            if normal is None:
                raise KeyRefused(tr("This key cannot be used: choose another key."))
            wanted = (normal,)
        return self._with(name, wanted, classes)

    def reset(self, name: str, classes: Sequence[CellClass]) -> Keymap:
        """The keymap in which ``name`` has the program's key again. Raises :class:`KeyRefused` when it is another's."""
        rest = Keymap(MappingProxyType({n: keys for n, keys in self.changed.items() if n != name}))
        if name.startswith(_CLASS):
            return rest
        return rest._with(name, default_keys(name), classes)

    def assigned_to(self, key: str, classes: Sequence[CellClass], besides: str = "") -> str:
        """What has this key, as the person calls it; "" when nothing (``besides`` this name) has it."""
        for name, command in BY_NAME.items():
            if name != besides and key in self.keys(name):
                return plain_text(command)
        held = class_keys(classes, self)
        return next((c.title for c in classes if held[c.code] == key and class_name(c.code) != besides), "")

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
        """Whether another command, or another class by a person's choice, has one of the keys of ``name``."""
        mine = set(self.keys(name))
        others = {*BY_NAME, *self.changed} - {name}
        return any(mine & set(self.keys(other)) for other in others)


def default_keys(name: str) -> tuple[str, ...]:
    """The program's keys of a command; none of a class."""
    command = BY_NAME.get(name)
    return command.keys if command is not None else ()


def class_keys(classes: Sequence[CellClass], keymap: Keymap | None = None) -> dict[str, str]:
    """The key of each class code: the one that a person gave it, else its own, else a letter of its code, else a digit.

    Commands and earlier classes go first; "" when all are taken, or a person wants none.
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
    """What a command is called outside a menu, in the person's language."""
    return tr(command.text).replace("&", "").rstrip("…")


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalnum()
