"""The eight classes of the data sets and of the models that come with the program: their codes and names."""

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
"""Unidentified and Not classed: states of a cell that is in no class. No model may have such a class: its cells would
be left out of the count as if a reviewer had decided so."""


def name_of(code: str) -> str:
    """The name of the class with this code; a code outside :data:`WBC8` is its own name."""
    return next((c.name for c in WBC8 if c.code == code), code)
