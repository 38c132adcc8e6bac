"""Keys in sentences: a sentence calls a command by the key that it has at the moment, not by the one it came with.

Sentences are made far from the window (a service that refuses says which key leads on), so the keys in force are kept
here, whole and replaced whole, and are the same for all threads. Only what is *said* is taken from here.
"""

from __future__ import annotations

from collections.abc import Callable

from wbc_desktop.domain.keymap import BY_NAME, Keymap, plain_text

_keymap = Keymap()
_written: Callable[[str], str] = str


def use_keymap(keymap: Keymap, written: Callable[[str], str] = str) -> None:
    """From now on sentences name these keys; ``written`` gives a key as the platform writes it."""
    global _keymap, _written
    _keymap, _written = keymap, written


def key_or_name(name: str) -> str:
    """The key of a command as a sentence says it; the command as the menu calls it where a person gave it none."""
    return key_of(name) or f"“{plain_text(BY_NAME[name])}”"


def key_of(name: str) -> str:
    """The first key of a command; "" when it has none."""
    keys = _keymap.keys(name)
    return _written(keys[0]) if keys else ""


def fixed_key(key: str) -> str:
    """A key that nobody can change, as Esc in a line that is typed in, in the platform's writing."""
    return _written(key)
