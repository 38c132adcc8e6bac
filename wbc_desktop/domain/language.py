"""The person's language: English sentences are the keys of the translation that the window loads.

Every text for a person is written as ``tr("A sentence about {name}.", name=name)``, in every layer. In English, and
without Qt, the result is the sentence itself; after the window has loaded a translation, it is looked up there
(``ui/shell/translating.py``). Stored text (in the database, in a CSV file) is never translated.

``tr`` needs a literal, so that ``installer/translations.py`` finds it. A constant of a module is created before a
language is chosen: it is written with :func:`mark`, and with ``tr(CONSTANT)`` where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter
from typing import Any

LookUp = Callable[[str, int], str]
"""Returns the translation of an English text (and a number, or -1), or the text itself if there is none."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language: ``code`` such as ``id``, the signs in numbers, and the function that looks up translations."""

    code: str = "en"
    decimal: str = "."
    grouping: str = ","
    look_up: LookUp = lambda text, _number: text


ENGLISH = Language()
_current = ENGLISH


def set_language(language: Language) -> None:
    """Set the language of all following texts."""
    global _current
    _current = language


def current_language() -> Language:
    """Return the language in use."""
    return _current


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the person's language with ``values`` in its braces; numbers follow that language."""
    language = _current
    return _filled(language.look_up(text, -1), text, values, language)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the text for a count, as :func:`tr`: ``trn("{n:,} cell", "{n:,} cells", 3)``; ``{n}`` is optional."""
    language = _current
    english = one if n == 1 else many
    found = language.look_up(many, n)
    return _filled(english if found == many else found, english, {"n": n, **values}, language)


def mark(text: str) -> str:
    """Return ``text`` unchanged; marks it for translation by ``tr(CONSTANT)`` where it is shown."""
    return text


def number(value: float, spec: str = ",") -> str:
    """Return a number in the person's language; ``spec`` is Python's format, such as ``",.1f"``."""
    return _signs(format(value, spec), _current)


def local_signs(text: str) -> str:
    """Return an English number, such as ``1,234.5 %``, with the signs of the person's language."""
    return _signs(text, _current)


class _NumberFormatter(Formatter):
    """Fills braces; numbers get the signs of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return _signs(text, self._language) if is_number else text


def _filled(text: str, english: str, values: dict[str, object], language: Language) -> str:
    if not values:  # may be a text that a person typed: its braces are not placeholders
        return text
    formatter = _NumberFormatter(language)
    try:
        return formatter.vformat(text, (), values)
    except (KeyError, IndexError, ValueError):  # a wrong placeholder in the translation: use English
        return formatter.vformat(english, (), values)


def _signs(text: str, language: Language) -> str:
    if language.decimal == "." and language.grouping == ",":
        return text
    return text.translate({ord("."): language.decimal, ord(","): language.grouping})
