"""Reads and hashes the rows that an audit entry is about.

``content`` of an entry is the SHA-256 of lines, one per row, each ending with a line feed: a JSON object (canonical, as
in ``domain/audit.py``) with ``table`` and the columns named below. Numbers are numbers (booleans 0 and 1), times are
``2026-03-04 05:06:07.891011`` in UTC, paths are hexadecimal, JSON columns are the text that is stored, byte for byte.
The line of a row about a cell includes the cell's slide and the SHA-256 of its picture, so that the row cannot be moved
to another picture. The columns of a subject never change. A table may be added later: older subjects have no rows in
it. If columns are added, the entry names its form (``form`` in ``after``, default 1), and each form keeps its columns:
form 2 of preclassifications adds ``unlike`` and the rows of ``preclassification_maps``, form 3 adds ``adapted`` and the
features of the cells, form 2 of cells adds pages and boxes. Columns that the form of a row's entry does not know have
their defaults: a cell of form 1 is a whole picture, a preclassification of form 2 has no features.

An entry about files (subject ``files``) covers two things. ``content`` is the hash of the added cells, which never
change. The files change with their folder, so ``after`` holds one digest per file (the first 32 digits of the SHA-256
of its line), in the order of their numbers; the newest digest of a file counts.

Values are read as the driver returns them, without the column types, which could hide a changed byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject, expand_spans, json_text
from wbc_desktop.store.chunks import chunks

_OF_CELL = (" JOIN cells c ON c.id = t.cell_id", "c.slide_id:cell_slide c.sha256:cell_sha256")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table that belong to a subject: ``by`` is the column that holds the subject's number.

    ``columns`` are names, each with its kind after a slash where the driver needs help: t time, j JSON, b boolean.
    ``key`` is the table's primary key.
    """

    table: str
    columns: str
    by: str = "id"
    join: str = ""
    more: str = ""
    key: str = "id"


_PREDICTION = "id cell_id model_id predicted confidence probabilities/j unidentified/b device created_at/t"
_MAPS = (
    "preclassification_id width height classes/j maps "
    "place_left place_top step_x step_y seen_left seen_top seen_right seen_bottom"
)
PRECLASSIFICATION_FORMS: dict[int, tuple[Rows, ...]] = {
    1: (Rows("preclassifications", _PREDICTION, "id", *_OF_CELL),),
    2: (
        Rows("preclassifications", f"{_PREDICTION} unlike", "id", *_OF_CELL),
        Rows("preclassification_maps", _MAPS, "preclassification_id", key="preclassification_id"),
    ),
    3: (
        Rows("preclassifications", f"{_PREDICTION} unlike adapted", "id", *_OF_CELL),
        Rows("preclassification_maps", f"{_MAPS} features", "preclassification_id", key="preclassification_id"),
    ),
}
NEWEST_FORM = max(PRECLASSIFICATION_FORMS)
_CELL = "id slide_id sha256 width height created_at/t"
_REGION = "picture_id page number box_left box_top box_width box_height cut/b score by_reviewer/b"
CELL_FORMS = {1: Rows("cells", _CELL), 2: Rows("cells", f"{_CELL} {_REGION}")}
NEWEST_CELL_FORM = max(CELL_FORMS)
FILES = Rows("files", "id slide_id path sha256 cell_id reason present/b")
DIGITS = 32
"""Length of a file's digest: 128 bits are enough against a second row with the same digest."""

SPECS: dict[Subject, tuple[Rows, ...]] = {
    Subject.ACT: (
        Rows("acts", "id slide_id kind reviewer created_at/t target_id"),
        Rows("classifications", "id act_id cell_id label predicted preclassification_id", "act_id", *_OF_CELL),
        Rows("comments", "id act_id cell_id text", "act_id", *_OF_CELL),
    ),
    Subject.FILES: (CELL_FORMS[NEWEST_CELL_FORM],),
    Subject.PRECLASSIFICATIONS: PRECLASSIFICATION_FORMS[NEWEST_FORM],
    Subject.MODEL: (
        Rows("models", "id name sha256 classes/j threshold architecture trained_at summary/j registered_at/t", "id"),
    ),
    Subject.ACTIVE_MODEL: (Rows("models", "id sha256 active/b"),),
    Subject.SLIDE: (Rows("slides", "id folder name created_at/t"),),
    Subject.ENTRY: (Rows("entries", "id kind slide_id subject value/j reviewer created_at/t"),),
    Subject.REVIEWER: (Rows("reviewers", "id name folded created_by created_at/t"),),
    Subject.ACCOUNT: (Rows("accounts", "id reviewer_id role active/b password changed_by changed_at/t"),),
    Subject.SIGN_IN: (Rows("sign_ins", "id reviewer_id accepted/b at/t"),),
    Subject.VERSION: (Rows("signed_versions", "id slide_id version digest frozen created_at/t"),),
    Subject.SIGNATURE: (Rows("signatures", "id version_id reviewer role meaning digest at/t utc_offset"),),
    Subject.AMENDMENT: (Rows("amendments", "id version_id reviewer reason at/t"),),
    Subject.SECOND_READ: (Rows("second_reads", "id slide_id of_slide_id reviewer at/t"),),
}

MUTABLE = frozenset({Subject.SLIDE, Subject.ACTIVE_MODEL})
"""Subjects whose rows may change: only their newest entry matches the current row."""


@cache
def _statement(rows: Rows, dialect: str) -> TextClause:
    """Return the query of ``rows`` by subject numbers ``ids``: the subject number, then the columns."""
    names = [f"t.{name}" for name in rows.columns.split()] + rows.more.split()
    selected = ", ".join(_expression(name, dialect) for name in names)
    return text(
        f"SELECT t.{rows.by} AS subject_number, {selected} FROM {rows.table} t{rows.join} "
        f"WHERE t.{rows.by} IN :ids ORDER BY t.{rows.by}, t.{rows.key}"
    ).bindparams(bindparam("ids", expanding=True))


def _expression(column: str, dialect: str) -> str:
    column, _, alias = column.partition(":")
    column, _, kind = column.partition("/")
    shown = alias or column.removeprefix("t.")
    if dialect == "postgresql":
        column = {
            "t": f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
            "j": f"{column}::text",
            "b": f"{column}::int",
        }.get(kind, column)
    return f"{column} AS {shown}"


def contents(
    s: Session, subject: Subject, ids: Sequence[int], without: Collection[str] = frozenset()
) -> dict[int, str]:
    """Return the hash of the rows of each subject of this kind, by its number, without subjects that have no row.

    ``without`` names tables that are skipped: they do not exist yet (in a migration), or have no row of the subjects.
    """
    dialect = s.get_bind().dialect.name
    hashes: dict[int, Any] = {}
    for rows in SPECS[subject]:
        if rows.table in without:
            continue
        for chunk in chunks(ids):
            for number, line in _lines(s.connection(), rows, dialect, chunk):
                hashes.setdefault(number, hashlib.sha256()).update(line)
    return {number: found.hexdigest() for number, found in hashes.items()}


def content_of_cells(s: Session, ids: Sequence[int], form: int = NEWEST_CELL_FORM) -> str | None:
    """Return the hash of these cells, in the order of their numbers; None when one of them is missing.

    Raises ``ValueError`` for a form that this version does not know.
    """
    if form not in CELL_FORMS:
        raise ValueError(f"no form {form} of cells")
    return _content(s, (CELL_FORMS[form],), ids)


def content_of_preclassifications(s: Session, ids: Sequence[int], form: int = NEWEST_FORM) -> str | None:
    """Return the hash of these preclassifications, in the order of their numbers; None when one of them is missing.

    Raises ``ValueError`` for a form that this version does not know.
    """
    if form not in PRECLASSIFICATION_FORMS:
        raise ValueError(f"no form {form} of preclassifications")
    return _content(s, PRECLASSIFICATION_FORMS[form], ids)


def _content(s: Session, tables: Sequence[Rows], ids: Sequence[int]) -> str | None:
    """Return the hash of the rows with these numbers, table by table; None when the first table lacks one of them."""
    dialect, found, count = s.get_bind().dialect.name, hashlib.sha256(), 0
    for rows in tables:
        for chunk in chunks(sorted(ids)):
            for _, line in _lines(s.connection(), rows, dialect, chunk):
                found.update(line)
                count += rows is tables[0]
    return found.hexdigest() if count == len(ids) else None


def file_digests(s: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the digest of each of these rows of ``files``, by number in ascending order, without missing rows."""
    dialect = s.get_bind().dialect.name
    return {
        number: hashlib.sha256(line).hexdigest()[:DIGITS]
        for chunk in chunks(sorted(ids))
        for number, line in _lines(s.connection(), FILES, dialect, chunk)
    }


def _lines(connection: Connection, rows: Rows, dialect: str, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the subject's number and the line of each row."""
    result = connection.execute(_statement(rows, dialect), {"ids": list(ids)})
    names = ["table", *list(result.keys())[1:]]
    for number, *values in result:
        line = dict(zip(names, (rows.table, *map(_plain, values)), strict=True))
        yield number, f"{json_text(line)}\n".encode("ascii")


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


@contextmanager
def any_text(s: Session) -> Iterator[None]:
    """Within this context, changed text that is not UTF-8 any more is read without an error."""
    if s.get_bind().dialect.name != "sqlite":
        yield
        return
    driver: Any = s.connection().connection.driver_connection
    driver.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def rows_in(after: str, name: str = "rows") -> list[int]:
    """Return the numbers of the rows that ``after`` of an entry names as ranges. Raises ``ValueError`` for none."""
    found = _object(after).get(name)
    if not isinstance(found, list):
        raise ValueError(f"the entry names no {name}")
    try:
        return list(expand_spans([(int(first), int(last)) for first, last in found]))
    except TypeError as error:
        raise ValueError(f"the entry names no {name}") from error


def form_in(after: str) -> int:
    """Return the form of an entry about many rows. Raises ``ValueError`` when ``after`` is no JSON object."""
    form = _object(after).get("form", 1)
    return form if isinstance(form, int) else 0


def digests_in(after: str) -> dict[int, str]:
    """Return the digest of each file of an entry, by the file's number. Raises ``ValueError`` for none."""
    digests, numbers = str(_object(after).get("digests", "")), rows_in(after, "files")
    if len(digests) != len(numbers) * DIGITS:
        raise ValueError("the entry does not have one digest for each file")
    return {number: digests[place * DIGITS : (place + 1) * DIGITS] for place, number in enumerate(numbers)}


def _object(after: str) -> dict[str, Any]:
    found = json.loads(after)
    if not isinstance(found, dict):
        raise ValueError("the entry holds no object")
    return found
