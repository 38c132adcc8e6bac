"""Make typed text and file names printable: no invisible characters, none that change the direction of a line."""

from __future__ import annotations

import unicodedata

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
_NOTHING = "\ufeff\u00ad\u200b\u2060\u200e\u200f\u061c"


def clean(text: str) -> str:
    """Return ``text`` composed (NFC), with unprintable characters as escapes (``\\x07``, ``\\u202e``).

    Line breaks of every kind become ``\\n``; other white space becomes a space. A byte of a file name that is no
    valid text shows as ``\\xff``. Joiners stay because some scripts need them; other invisible marks are removed.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_printable(c) for c in composed)


def clean_name(text: str) -> str:
    """Return the name of a file or slide, cleaned, on one line: a line break becomes an escape."""
    return clean("".join(f"\\x{ord(c):02x}" if c in _BREAKS else c for c in text))


def _printable(character: str) -> str:
    if character in _BREAKS:
        return "\n"
    if character in _JOINERS or character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if character in _NOTHING:
        return ""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if category == "Co" or (category == "Cn" and not _never_a_character(code)):
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _never_a_character(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
