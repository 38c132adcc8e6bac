"""The classes of a laboratory: the list of all, the list to choose from, and the checks of a changed class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from wbc_desktop.domain.classes import (
    NOT_CLASSED_CLASS,
    STANDARD_CLASSES,
    UNIDENTIFIED_CLASS,
    CellClass,
    class_order,
    folded,
)
from wbc_desktop.domain.classes_colours import is_colour
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr

CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
LONGEST_NAME = 60
"""The rules for the classes of a model file (``training.core.classes``), which the domain may not import."""

_STANDARD = {c.code for c in STANDARD_CLASSES}


def every_class(of_models: Iterable[CellClass], laboratory: Iterable[CellClass]) -> list[CellClass]:
    """Return all classes except Unidentified and Not classed, as the laboratory changed them, in order."""
    found = {c.code: c for c in STANDARD_CLASSES}
    for c in of_models:
        found.setdefault(c.code, c)
    found.update({c.code: c for c in laboratory})
    return sorted(found.values(), key=lambda c: class_order(c.code))


def offered(model: Iterable[CellClass], laboratory: Sequence[CellClass]) -> list[CellClass]:
    """Return the classes that a reviewer can choose: the active ones of the model and of the laboratory."""
    changed = {c.code: c for c in laboratory}
    found = {c.code: changed.get(c.code, c) for c in model}
    found.update({c.code: c for c in laboratory if c.code not in _STANDARD})
    return sorted((c for c in found.values() if c.active), key=lambda c: class_order(c.code))


def checked(wanted: CellClass, others: Iterable[CellClass], keymap: Keymap | None = None) -> CellClass:
    """Return ``wanted`` ready to be stored, with trimmed text.

    Raises :class:`UsageError` if it is not valid or conflicts with ``others`` or the keys of the commands.
    """
    name, key = " ".join(wanted.name.split()), wanted.key.strip().upper()
    c = CellClass(wanted.code.strip().upper(), name, wanted.white, wanted.colour.upper(), key, wanted.active)
    if not CODE.fullmatch(c.code):
        raise UsageError(
            tr("The code of a class has two to eight letters A to Z and digits, and begins with a letter.")
        )
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(
            tr(
                "Give the class {code} a name of at most {longest_name} characters.",
                code=c.code,
                longest_name=LONGEST_NAME,
            )
        )
    if not is_colour(c.colour):
        raise UsageError(tr("“{colour}” is not a colour: write it like #4477AA.", colour=wanted.colour))
    rest = [o for o in (*others, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS) if o.code != c.code]
    for other in rest:
        words = {folded(other.code), folded(other.name), folded(other.name) + "s", folded(other.title)}
        if folded(name) in words or folded(name) + "s" in words or folded(c.code) in words:
            raise UsageError(
                tr(
                    "“{name}” ({code}) could be mistaken for {name_2} ({code_2}): choose another name or code.",
                    name=name,
                    code=c.code,
                    name_2=other.title,
                    code_2=other.code,
                )
            )
    _check_key(c, rest, keymap or Keymap())
    return c


def _check_key(c: CellClass, others: Iterable[CellClass], keymap: Keymap) -> None:
    if not c.key:
        return
    if len(c.key) != 1 or not (c.key.isascii() and c.key.isalnum()):
        raise UsageError(tr("The key of {name} must be one letter A to Z or digit, or left empty.", name=c.title))
    if c.key in keymap.letters:
        raise UsageError(
            tr(
                "The key {key} belongs to a command: choose another one for {name}.",
                key=c.key,
                name=c.title,
            )
        )
    holder = next((o for o in others if o.active and o.key == c.key), None)
    if c.active and holder is not None:
        raise UsageError(
            tr(
                "{name} has the key {key}: choose another one for {name_2}.",
                key=c.key,
                name=holder.title,
                name_2=c.title,
            )
        )


def check_new_code(code: str, ever_used: Iterable[str]) -> None:
    """Raise :class:`UsageError` if a class has, or ever had, this code: a code is never reused."""
    used = {one.casefold() for one in ever_used} | {one.casefold() for one in _STANDARD}
    used |= {UNIDENTIFIED_CLASS.code.casefold(), NOT_CLASSED_CLASS.code.casefold()}
    if code.strip().casefold() in used:
        raise UsageError(
            tr(
                "A class has or had the code {code}, and codes are not reused: choose another one.",
                code=code.strip().upper(),
            )
        )


def to_json(c: CellClass) -> dict[str, object]:
    """Return the stored form of a class, without its code."""
    return {"name": c.name, "white": c.white, "colour": c.colour, "key": c.key, "active": c.active}


def from_json(code: str, value: Mapping[str, object], known: CellClass) -> CellClass:
    """Return a stored class; missing or invalid fields are as in ``known``."""
    name, colour, key = value.get("name"), value.get("colour"), value.get("key")
    white, active = value.get("white"), value.get("active")
    return CellClass(
        code,
        name if isinstance(name, str) and name else known.name,
        white if isinstance(white, bool) and code not in _STANDARD else known.white,
        colour if isinstance(colour, str) and is_colour(colour) else known.colour,
        key if isinstance(key, str) else known.key,
        active if isinstance(active, bool) else True,
    )
