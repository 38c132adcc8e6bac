"""The file of corrections: a manifest, with what is needed to read the pixels of a cell as prediction does.

The desktop program writes it and training reads it. It begins with the columns of every manifest (``path``, ``label``,
``split``, ``group``; ``training/data/manifest.py``). The bytes of a path that is no valid Unicode are kept.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the upright picture."""

COLUMNS = (
    *("path", "label", "split", "group", "laboratory", "sha256", "page", "bits", "crop", "box", "cell", "digest"),
    "state",
)
NUMBER = "number"
"""One more column, which files of earlier versions lack."""
CONFIRMED, CORRECTED = "confirmed", "corrected"


@dataclass(frozen=True, slots=True)
class Correction:
    """The class that a reviewer gave to a cell, and where its pixels are.

    ``path`` is absolute, ``sha256`` that of the file's content. ``page`` counts from 0. ``bits`` as in
    ``images.decode_image``. ``crop``: the part of the page that the network is given (None: all of it). ``box``: the
    cell in the page (None: not known). ``group`` is the slide, which lies on one side of the split. ``digest``: what
    the model file remembers of a learned cell. ``confirmed``: the model had said the same. ``number``: that of the
    cell in its field, from 1; 0: the page is one cell.
    """

    path: str
    label: str
    split: str
    group: str
    laboratory: str
    sha256: str
    page: int
    bits: tuple[str, ...]
    crop: Rectangle | None
    box: Rectangle | None
    cell: int
    digest: str
    confirmed: bool
    number: int = 0


def to_csv(corrections: Iterable[Correction]) -> bytes:
    """Return the content of the file."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow((*COLUMNS, NUMBER))
    for c in corrections:
        numbers = (" ".join(c.bits), _numbers(c.crop or ()), _numbers(c.box or ()))
        state = CONFIRMED if c.confirmed else CORRECTED
        named = (c.path, c.label, c.split, c.group, c.laboratory, c.sha256, c.page)
        rows.writerow((*named, *numbers, c.cell, c.digest, state, c.number))
    return text.getvalue().encode("utf-8", sys.getfilesystemencodeerrors())


def from_csv(content: bytes) -> list[Correction]:
    """Return the corrections of a file. Raises ValueError that names the line."""
    text = io.StringIO(content.decode("utf-8", sys.getfilesystemencodeerrors()), newline="")
    rows = csv.DictReader(text)
    try:
        missing = set(COLUMNS) - set(rows.fieldnames or ())
    except csv.Error as error:
        raise ValueError(f"line 1: {error}") from error
    if missing:
        raise ValueError(f"line 1: there is no column {', '.join(sorted(missing))}")
    found = []
    try:
        for row in rows:
            found.append(_correction(row))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"line {rows.line_num}: {error}") from error
    return found


def _correction(row: Mapping[str, str | None]) -> Correction:
    values = {column: row[column] or "" for column in COLUMNS}
    if values["state"] not in (CONFIRMED, CORRECTED):
        raise ValueError(f"the state is neither {CONFIRMED} nor {CORRECTED}")
    return Correction(
        path=values["path"],
        label=values["label"],
        split=values["split"],
        group=values["group"],
        laboratory=values["laboratory"],
        sha256=values["sha256"],
        page=int(values["page"]),
        bits=tuple(values["bits"].split()),
        crop=_rectangle(values["crop"]),
        box=_rectangle(values["box"]),
        cell=int(values["cell"]),
        digest=values["digest"],
        confirmed=values["state"] == CONFIRMED,
        number=int(row.get(NUMBER) or 0),
    )


def _numbers(values: Iterable[int]) -> str:
    return " ".join(map(str, values))


def _rectangle(text: str) -> Rectangle | None:
    if not text:
        return None
    left, top, width, height = map(int, text.split())
    if left < 0 or top < 0 or width < 1 or height < 1:
        raise ValueError(f"not a rectangle: {text}")
    return left, top, width, height
