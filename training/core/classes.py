"""The eight classes of the data sets and of the models that come with the program: their codes and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
"""What a class code may be in model files, manifests and the classes of the laboratory. It stands in counts, names of
columns and names of files, so it holds no character that means something there."""

LONGEST_NAME = 60
"""Characters of a class's name."""


def name_of(code: str) -> str:
    """The name of the class with this code; a code outside :data:`WBC8` is its own name."""
    return next((c.name for c in WBC8 if c.code == code), code)


def class_fault(classes: Sequence[tuple[str, str]]) -> str | None:
    """What is wrong with the codes and names of a model's classes, as a phrase after the file's name; else None."""
    seen: set[str] = set()
    for code, name in classes:
        if not CODE.fullmatch(code):
            return (
                f"lists the class code “{_shown(code)}”, but a code has two to eight letters A to Z and digits, and "
                "begins with a letter"
            )
        if code in NO_CLASSES:
            return f"lists the class code {code}, which means that a cell is in no class"
        if code in seen:
            return f"lists the class code {code} twice"
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            return f"gives the class {code} no name of one to {LONGEST_NAME} printable characters"
        seen.add(code)
    return None


def _shown(code: str) -> str:
    """The beginning of a code with a mark for what cannot be printed."""
    return "".join(c if c.isprintable() else "\ufffd" for c in code[:20])
