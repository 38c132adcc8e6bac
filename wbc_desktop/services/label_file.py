"""Read a table of labels from another system: a CSV with the columns ``path`` and ``label``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr

_SEPARATORS = (",", ";", "\t")
_MOST_BYTES = 256 * 1024 * 1024
_PLACE = ("cell", "box", "sha256")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One row: its number as in a spreadsheet (the header is row 1), the path as written, the trimmed label.

    ``cell`` and ``box`` name the cell of a field, as written and trimmed; "" when the table has no such column.
    ``sha256`` is the content of the picture file, as our exports write it; "" if there is none.
    """

    row: int
    path: str
    label: str
    cell: str = ""
    box: str = ""
    sha256: str = ""


def read_labels(file: Path) -> list[LabelRow]:
    """Return the rows of the table; blank lines are skipped.

    The file is UTF-8 (with or without byte order mark) or UTF-16 with one, separated by comma, semicolon or tab. The
    columns have any order; others are ignored. Raises :class:`UsageError` if the file cannot be read or is not such a
    table.
    """
    try:
        if file.is_dir():
            raise UsageError(tr("“{file}” is a folder: name a CSV file.", file=file))
        if file.stat().st_size > _MOST_BYTES:
            raise UsageError(tr("“{file}” is too large for a table of labels.", file=file))
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(tr("There is no file “{file}”: check its name.", file=file)) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else tr("its name is not possible")
        raise UsageError(tr("“{file}” cannot be read: {why}.", file=file, why=why)) from error
    try:
        return list(parse_labels(_decoded(data)))
    except ValueError as error:
        raise UsageError(f"“{file}” {error}.") from error


def parse_labels(text: str) -> Iterator[LabelRow]:
    """Yield the rows of the table ``text``. Raises ``ValueError`` with a phrase to follow the file's name."""
    text, separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns: dict[str, int] | None = None
        for number, fields in enumerate(reader, start=1):
            if not any(field.strip() for field in fields):
                continue
            if columns is None:
                columns = _columns(fields)
                continue
            path, *rest = (_field(fields, columns.get(name)) for name in ("path", "label", *_PLACE))
            label, cell, box, content = (text.strip() for text in rest)
            sha256 = content.lower() if _SHA256.fullmatch(content.lower()) else ""
            yield LabelRow(number, path, label, cell, box, sha256)
    except csv.Error as error:
        raise ValueError(tr("is damaged at line {line} ({error})", line=reader.line_num, error=error)) from error
    if columns is None:
        raise ValueError(tr("is empty: it must have the columns path and label"))


def _decoded(data: bytes) -> str:
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(tr("is not UTF-8 text: save it as “CSV UTF-8” and import it again")) from error


def _separator(text: str) -> tuple[str, str]:
    """Return the text without a spreadsheet's ``sep=`` line, and the separator."""
    first, _, rest = text.partition("\n")
    line = first.strip().strip('"').lower()
    if line.startswith("sep=") and line[4:] in _SEPARATORS:
        return "\n" + rest, line[4:]  # the empty line keeps the row numbers
    if first.rstrip("\r").lower() == "sep=\t":
        return "\n" + rest, "\t"
    header = next((line for line in text.splitlines() if line.strip()), "")
    for separator in _SEPARATORS:
        try:
            _columns(next(csv.reader([header], delimiter=separator)))
        except (ValueError, csv.Error):
            continue
        return text, separator
    return text, ","


def _columns(header: list[str]) -> dict[str, int]:
    """Return the positions of the columns ``path`` and ``label``, and of those of ``_PLACE`` if there are any."""
    names = [field.strip().casefold() for field in header]
    for name in ("path", "label"):
        if names.count(name) != 1:
            if name in names:
                fault = tr(
                    "has two columns named {name}: its first row must name the columns path and label", name=name
                )
            else:
                fault = tr("has no column named {name}: its first row must name the columns path and label", name=name)
            raise ValueError(fault)
    return {name: names.index(name) for name in ("path", "label", *_PLACE) if name in names}


def _field(fields: list[str], place: int | None) -> str:
    return fields[place] if place is not None and place < len(fields) else ""
