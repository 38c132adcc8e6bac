"""The CSV of a slide: one row for each cell of each image file, columns as scripts may rely on."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from wbc_desktop.domain.cells import ImageRow, ReviewState
from wbc_desktop.domain.regions import Box
from wbc_desktop.runtime.atomic import atomic_write

COLUMNS = ("path", "sha256", "predicted", "confidence", "label", "status", "reviewer", "reviewed_at", "model")
"""The columns before ``p_<class>``, in order."""

UNLIKE = "unlike"
"""The column after them: how far the cell lies from what the model learned, 1 is the limit; empty where unknown."""

COUNTED_AS = "counted_as"
"""Then the class under which the differential counts the row: a code, UNI or NC. Empty where it counts nothing: for a
file that is no cell, a cell without any class, the further copies of one content, which are one cell, and a cell that
is cut by the edge of its field where the laboratory does not count such cells."""

PLACE = ("cell", "box")
"""Then the number of the cell in its file, from 1, and its box: ``x y width height`` in pixels of the upright picture
(empty for a picture that is one cell). Both are empty for a file without a cell."""

COMMENTS = "comments"
"""The last column, where any cell has a comment."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(
    rows: Iterable[ImageRow],
    classes: Sequence[str],
    path: Path,
    remarks: Mapping[int, str] | None = None,
    cut_cells: bool = True,
) -> None:
    """Write ``rows`` to ``path``, which appears whole or not at all: UTF-8, a header, one line an image.

    ``classes`` are the class codes of the model: they give the ``p_<class>`` columns. Numbers have a point and six
    decimals, times are ISO 8601 in UTC, a file that is no cell has the status ``unreadable``.
    ``remarks`` are the comments on cells, by cell id: where there are any, the last column has them.
    ``cut_cells``: whether cells that are cut by the edge of their field are counted. Raises :class:`StorageError`.
    """
    with atomic_write(path) as file:
        # A file name that is not valid text keeps its bytes as \udcXX.
        write_rows(rows, classes, codecs.getwriter("utf-8")(file, "backslashreplace"), remarks, cut_cells)


def write_rows(
    rows: Iterable[ImageRow],
    classes: Sequence[str],
    out: TextIO | codecs.StreamWriter,
    remarks: Mapping[int, str] | None = None,
    cut_cells: bool = True,
) -> None:
    """Write the header and ``rows`` to an open text file. ``cut_cells``: as in :func:`write_csv`."""
    writer = csv.writer(out)
    head = [*COLUMNS, *(f"p_{code}" for code in classes), UNLIKE, COUNTED_AS, *PLACE]
    head += [COMMENTS] if remarks else []
    writer.writerow(head)
    counted: set[int] = set()
    for row in rows:
        fields = (*_fields(row, classes), _counted_as(row, counted, cut_cells), *_place(row), *_remark(row, remarks))
        writer.writerow([defuse(field) for field in fields])


def defuse(field: str) -> str:
    """``field`` with an apostrophe before it if a spreadsheet would take it for a formula."""
    return "'" + field if field.startswith(_FORMULA_STARTS) else field


def _fields(row: ImageRow, classes: Sequence[str]) -> Iterator[str]:
    cell = row.cell if row.reason is None else None
    guess = cell.preclassification if cell is not None else None
    decision = cell.classification if cell is not None and cell.label is not None else None
    yield row.path
    yield row.sha256
    yield guess.predicted if guess is not None else ""
    yield number(guess.confidence) if guess is not None else ""
    yield (decision.label or "") if decision is not None else ""
    yield _status(row)
    yield decision.reviewer if decision is not None else ""
    yield utc(decision.created_at) if decision is not None else ""
    yield row.model or ""
    for code in classes:
        share = guess.probabilities.get(code) if guess is not None else None
        yield number(share) if share is not None else ""
    yield number(guess.unlike) if guess is not None and guess.unlike is not None else ""


def _status(row: ImageRow) -> str:
    """Return the state of the review; "" for a field without cells."""
    if row.reason is not None:
        return ReviewState.UNREADABLE.value
    return row.cell.state.value if row.cell is not None else ""


def _place(row: ImageRow) -> tuple[str, str]:
    if row.cell is None or row.reason is not None:
        return "", ""
    return place_in_file(row.cell.page, row.cell.number, row.cell.box)


def _counted_as(row: ImageRow, counted: set[int], cut_cells: bool) -> str:
    """The class of the row's cell, unless the cell is in ``counted`` already, or cut and not counted."""
    if row.cell is None or row.reason is not None or row.cell.id in counted or (row.cell.is_cut and not cut_cells):
        return ""
    counted.add(row.cell.id)
    return row.cell.current or ""


def _remark(row: ImageRow, remarks: Mapping[int, str] | None) -> tuple[str, ...]:
    if not remarks:
        return ()
    return ("" if row.cell is None else remarks.get(row.cell.id, ""),)


def place_in_file(page: int, number: int, box: Box | None) -> tuple[str, str]:
    """Return the fields of PLACE of a cell: ``page`` from 0, and ``number`` in its field, 0 if the page is one cell."""
    return str(number or page + 1), "" if box is None else str(box)


def number(value: float) -> str:
    """Six decimals with a point, whatever the locale."""
    return f"{value:.6f}"


def utc(time: datetime) -> str:
    """ISO 8601 in UTC to the second, with ``+00:00``."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
