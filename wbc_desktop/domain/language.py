"""The language a person reads: English sentences are the keys, and the window puts a table of translations behind them.

Everything that a person may meet is written as ``tr("A sentence about {name}.", name=name)``, in every layer. Without
Qt, and in English, it is the sentence itself; once the window has loaded a translation, the sentence is looked up in it
(``ui/translating.py``). What is *kept* (in the database, in a CSV file) is never translated.

``tr`` wants the sentence as a literal, so that ``installer/translations.py`` finds it. A constant of a module is read
before any language is chosen: it is written with :func:`mark`, and ``tr(CONSTANT)`` where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter
from typing import Any

LookUp = Callable[[str, int], str]
"""Gives for an English text (and a number, or -1) the translation, or the text itself when there is none."""


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` as in ``id``; the signs in which numbers are written; what knows the translations."""

    code: str = "en"
    decimal: str = "."
    grouping: str = ","
    look_up: LookUp = lambda text, _number: text


ENGLISH = Language()
_current = ENGLISH


def set_language(language: Language) -> None:
    """From now on everything is said in ``language``. What was said already stays as it is."""
    global _current
    _current = language


def current_language() -> Language:
    """The language in force."""
    return _current


def tr(text: str, /, **values: object) -> str:
    """``text`` in the person's language, ``values`` put in its braces; numbers in braces are written as she does."""
    language = _current
    return _filled(language.look_up(text, -1), text, values, language)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """As :func:`tr`, for a count: ``trn("{n:,} cell", "{n:,} cells", 3)``; ``{n}`` need not be in it."""
    language = _current
    english = one if n == 1 else many
    found = language.look_up(many, n)
    return _filled(english if found == many else found, english, {"n": n, **values}, language)


def mark(text: str) -> str:
    """``text`` itself: says that it is translated where it is shown, by ``tr(CONSTANT)``."""
    return text


def number(value: float, spec: str = ",") -> str:
    """A number as the person writes it; ``spec`` is Python's, as ``",.1f"``."""
    return _signs(format(value, spec), _current)


class _NumberFormatter(Formatter):
    """Fills braces, and gives numbers the signs of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return _signs(text, self._language) if is_number else text


def _filled(text: str, english: str, values: dict[str, object], language: Language) -> str:
    if not values:  # also what a person typed: braces in it are no places for values
        return text
    words = _NumberFormatter(language)
    try:
        return words.vformat(text, (), values)
    except (KeyError, IndexError, ValueError):  # a translation that names what is not there: better English than none
        return words.vformat(english, (), values)


def _signs(text: str, language: Language) -> str:
    if language.decimal == "." and language.grouping == ",":
        return text
    return text.translate({ord("."): language.decimal, ord(","): language.grouping})
