"""Keys in sentences: a sentence names the current key of a command, not the default.

Sentences are made far from the window (a service that refuses says which key to press). So the keys in use are global,
replaced as a whole, and the same for all threads. Only sentences use them.
"""

from __future__ import annotations

from collections.abc import Callable

from wbc_desktop.domain.keymap import BY_NAME, Keymap, plain_text

_keymap = Keymap()
_written: Callable[[str], str] = str


def use_keymap(keymap: Keymap, written: Callable[[str], str] = str) -> None:
    """Set the keys that sentences name; ``written`` returns a key as the platform writes it."""
    global _keymap, _written
    _keymap, _written = keymap, written


def key_or_name(name: str) -> str:
    """Return the key of a command, or its quoted menu text if it has no key."""
    return key_of(name) or f"“{plain_text(BY_NAME[name])}”"


def key_of(name: str) -> str:
    """Return the first key of a command as the platform writes it; "" if it has none."""
    keys = _keymap.keys(name)
    return _written(keys[0]) if keys else ""


def fixed_key(key: str) -> str:
    """Return a key that cannot be changed, for instance Esc in a text field, as the platform writes it."""
    return _written(key)
