"""Cell classes as the window shows them: code, name, colour, key, and whether the class is a white cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wbc_desktop.domain.errors import UnknownLabel
from wbc_desktop.domain.language import mark, tr

UNIDENTIFIED = "UNI"
"""The model was not sure, or a reviewer cannot tell the class: the cell still needs a decision."""

NOT_CLASSED = "NC"
"""A reviewer excluded the cell from the count (artefact, smudge, unreadable, two cells)."""


@dataclass(frozen=True, slots=True)
class CellClass:
    """One class of cell. ``code`` identifies it everywhere; its position in a list never does.

    A class that is not ``active`` can no longer be chosen; cells of this class are counted and shown as before.
    """

    code: str
    name: str
    white: bool
    colour: str
    key: str
    active: bool = True

    @property
    def title(self) -> str:
        """The name as shown: in the person's language, unless the laboratory renamed the class."""
        known = _BY_CODE.get(self.code)
        return tr(self.name) if known is not None and known.name == self.name else self.name


def name_of_title(code: str, title: str) -> str:
    """Return the name to store for a typed title: that of a standard class in the person's language means its name."""
    known = _BY_CODE.get(code)
    return known.name if known is not None and folded(title) == folded(tr(known.name)) else title


# Colours: Paul Tol's "bright" and "vibrant" sets, which stay apart for colour-blind eyes.
NEUTROPHIL = CellClass("NEU", mark("Neutrophil"), True, "#4477AA", "N")
LYMPHOCYTE = CellClass("LYM", mark("Lymphocyte"), True, "#228833", "L")
MONOCYTE = CellClass("MON", mark("Monocyte"), True, "#CCBB44", "M")
EOSINOPHIL = CellClass("EOS", mark("Eosinophil"), True, "#EE6677", "E")
BASOPHIL = CellClass("BAS", mark("Basophil"), True, "#AA3377", "B")
IMMATURE_GRANULOCYTE = CellClass("IG", mark("Immature granulocyte"), True, "#66CCEE", "I")
ERYTHROBLAST = CellClass("ERB", mark("Erythroblast"), False, "#EE7733", "R")
PLATELET = CellClass("PLT", mark("Platelet"), False, "#BBBBBB", "P")

STANDARD_CLASSES: tuple[CellClass, ...] = (
    NEUTROPHIL,
    LYMPHOCYTE,
    MONOCYTE,
    EOSINOPHIL,
    BASOPHIL,
    IMMATURE_GRANULOCYTE,
    ERYTHROBLAST,
    PLATELET,
)

UNIDENTIFIED_CLASS = CellClass(UNIDENTIFIED, mark("Unidentified"), False, "#8A8F98", "U")
NOT_CLASSED_CLASS = CellClass(NOT_CLASSED, mark("Not classed"), False, "#4A4E54", "X")

_BY_CODE = {c.code: c for c in (*STANDARD_CLASSES, UNIDENTIFIED_CLASS, NOT_CLASSED_CLASS)}
_ORDER = {code: place for place, code in enumerate(_BY_CODE)}
_laboratory: Mapping[str, CellClass] = MappingProxyType({})


def set_laboratory_classes(laboratory: Iterable[CellClass]) -> None:
    """Set the classes that :func:`cell_class` returns for the laboratory: its own, and those that it changed.

    Everything that paints or writes a cell needs the name and colour of its class, thousands of times a second and
    without a database. So the table is global, and replaced as a whole, the same for all threads. Counting never uses
    it: the differential gets its classes as an argument.
    """
    global _laboratory
    _laboratory = MappingProxyType({c.code: c for c in laboratory})


def current_laboratory_classes() -> tuple[CellClass, ...]:
    """Return the laboratory's classes in use, in the order in which they were first entered."""
    return tuple(_laboratory.values())


def cell_class(code: str, name: str | None = None) -> CellClass:
    """Return the class with this code; an unknown one gets ``name`` (or its code) and a grey colour.

    An unknown class counts as a white cell, so that the differential never silently leaves out its cells.
    """
    known = _laboratory.get(code) or _BY_CODE.get(code)
    return known if known is not None else CellClass(code, name or code, True, "#777777", "")


def built_in(code: str, name: str | None = None) -> CellClass:
    """Return the class without the laboratory's changes."""
    return _BY_CODE.get(code) or CellClass(code, name or code, True, "#777777", "")


def class_order(code: str) -> tuple[int, str]:
    """Return a sort key: the customary order of the classes, then classes of a model or the laboratory by code."""
    place = _ORDER.get(code)
    if place is None:
        return (len(STANDARD_CLASSES), code)
    return (place if place < len(STANDARD_CLASSES) else place + 1, code)


def parse_label(
    text: str, extra: Sequence[CellClass] = (), other_names: Callable[[str], str | None] = lambda text: None
) -> str:
    """Return the class code that ``text`` means: a code or a name, in any case, singular or plural.

    ``extra`` are classes of models and of the laboratory; a renamed class is found by both names. ``other_names``
    returns the code for further names (other languages, short forms). Codes come first, then names of these classes,
    then other names. Raises :class:`UnknownLabel` if no class matches.
    """
    wanted = folded(text)
    every = (*extra, *_BY_CODE.values())
    for c in every:
        if wanted and wanted == folded(c.code):
            return c.code
    for c in every:
        if wanted and wanted in (folded(c.name), folded(c.name) + "s"):
            return c.code
    code = other_names(text)
    if code is None:
        raise UnknownLabel(text)
    return code


def folded(text: str) -> str:
    """Return a code or name for comparison: case folded, with single spaces."""
    return " ".join(text.replace("_", " ").replace("-", " ").split()).casefold()
