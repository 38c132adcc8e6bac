"""Class codes and names of the cells that the data sets and the models know, and what their folders are called."""

from __future__ import annotations

from typing import NamedTuple


class ClassName(NamedTuple):
    """A class as a model file carries it: the code identifies it, the name is for people."""

    code: str
    name: str


WBC8: tuple[ClassName, ...] = (
    ClassName("NEU", "Neutrophil"),
    ClassName("LYM", "Lymphocyte"),
    ClassName("MON", "Monocyte"),
    ClassName("EOS", "Eosinophil"),
    ClassName("BAS", "Basophil"),
    ClassName("IG", "Immature granulocyte"),
    ClassName("ERB", "Erythroblast"),
    ClassName("PLT", "Platelet"),
)
"""The eight classes of the PBC set; the first four are the paper's."""

NO_CLASSES = frozenset({"UNI", "NC"})
"""Unidentified and Not classed: what the program says of a cell that is in no class. No model may have such a class:
its cells would be left out of the count as if a reviewer had done so."""

_FOLDERS = {name.casefold(): c.code for c in WBC8 for name in (c.code, c.name, c.name + "s")}


def code_of_folder(folder: str) -> str | None:
    """The class code that a data set's folder name means (``NEUTROPHIL``, ``ig``, ...), or None."""
    return _FOLDERS.get(folder.replace("_", " ").strip().casefold())


def name_of(code: str) -> str:
    """The name that goes with a code; a code that we don't know is its own name."""
    return next((c.name for c in WBC8 if c.code == code), code)
