"""The rows that an audit entry is about, as they stand in the database, and the hash of them.

``content`` of an entry is the SHA-256 of lines, one a row, each ending with a line feed: a JSON object (canonical, as
in ``domain/audit.py``) with ``table`` and the columns named below. Numbers are numbers (booleans 0 and 1), times are
``2026-03-04 05:06:07.891011`` in UTC, paths are hexadecimal, JSON columns are the text that is stored, byte for byte.
Beside each word on a cell stands what cell it is (its slide and the SHA-256 of its image), so that a word cannot be
moved to another image. The columns of a subject never change. A table may be added later: what was hashed before has no
row in it. Where columns are added, the entry names its form (``form`` in ``after``, 1 if it names none), and each form
keeps its columns: of preclassifications, form 2 adds ``unlike`` and the rows of ``preclassification_maps``.

An entry about files (subject ``files``) covers two things. ``content`` is the hash of the cells that were added, which
never change. The files themselves change with their folder, so ``after`` holds one digest for each file (the first 32
digits of the SHA-256 of its line), in the order of their numbers; the newest digest of a file is the one that counts.

Values are read past the column types, as the driver gives them: a byte that a type would read over is seen here.
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
}
NEWEST_FORM = max(PRECLASSIFICATION_FORMS)
CELLS = Rows("cells", "id slide_id sha256 width height created_at/t")
FILES = Rows("files", "id slide_id path sha256 cell_id reason present/b")
_DIGITS = 32
"""Of a file's digest: nobody finds another row with the same 128 bits."""

SPECS: dict[Subject, tuple[Rows, ...]] = {
    Subject.ACT: (
        Rows("acts", "id slide_id kind reviewer created_at/t target_id"),
        Rows("classifications", "id act_id cell_id label predicted preclassification_id", "act_id", *_OF_CELL),
        Rows("comments", "id act_id cell_id text", "act_id", *_OF_CELL),
    ),
    Subject.FILES: (CELLS,),
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

CHANGING = frozenset({Subject.SLIDE, Subject.ACTIVE_MODEL})
"""Subjects whose rows may change: only their newest entry says how they stand now."""


@cache
def _statement(rows: Rows, dialect: str) -> TextClause:
    """Rows by subject number; the number comes first, then the columns."""
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
    """The hash of the rows of each subject of this kind; one without any row is left out.

    ``without`` names tables that are not looked at: not there yet, where a migration asks, or known to have no row.
    """
    dialect = s.get_bind().dialect.name
    hashes: dict[int, Any] = {}
    for rows in SPECS[subject]:
        if rows.table in without:
            continue
        for some in chunks(ids):
            for number, line in _lines(s.connection(), rows, dialect, some):
                hashes.setdefault(number, hashlib.sha256()).update(line)
    return {number: found.hexdigest() for number, found in hashes.items()}


def content_of_cells(s: Session, ids: Sequence[int]) -> str | None:
    """The hash of these cells, in the order of their numbers; None when one of them is missing."""
    return _content(s, (CELLS,), ids)


def content_of_preclassifications(s: Session, ids: Sequence[int], form: int = NEWEST_FORM) -> str | None:
    """The hash of these preclassifications, in the order of their numbers; None when one of them is missing.

    Raises ``ValueError`` for a form that this version does not know.
    """
    if form not in PRECLASSIFICATION_FORMS:
        raise ValueError(f"no form {form} of preclassifications")
    return _content(s, PRECLASSIFICATION_FORMS[form], ids)


def _content(s: Session, tables: Sequence[Rows], ids: Sequence[int]) -> str | None:
    """The hash of the rows with these numbers, table by table; None when the first table lacks one of them."""
    dialect, found, count = s.get_bind().dialect.name, hashlib.sha256(), 0
    for rows in tables:
        for some in chunks(sorted(ids)):
            for _, line in _lines(s.connection(), rows, dialect, some):
                found.update(line)
                count += rows is tables[0]
    return found.hexdigest() if count == len(ids) else None


def file_digests(s: Session, ids: Sequence[int]) -> dict[int, str]:
    """The digest of each of these rows of ``files``, in the order of their numbers; a missing one is left out."""
    dialect = s.get_bind().dialect.name
    return {
        number: hashlib.sha256(line).hexdigest()[:_DIGITS]
        for some in chunks(sorted(ids))
        for number, line in _lines(s.connection(), FILES, dialect, some)
    }


def _lines(connection: Connection, rows: Rows, dialect: str, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The number of each row's subject and the row's line, without the numbers that have no row."""
    result = connection.execute(_statement(rows, dialect), {"ids": list(ids)})
    names = ["table", *list(result.keys())[1:]]
    for number, *values in result:
        line = dict(zip(names, (rows.table, *map(_plain, values)), strict=True))
        yield number, f"{json_text(line)}\n".encode("ascii")


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


@contextmanager
def any_text(s: Session) -> Iterator[None]:
    """Within this, text that is not UTF-8 (a byte of it was changed) is read as it is instead of being an error."""
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
    """The numbers of the rows that an entry names, in ``after``, as ranges. Raises ``ValueError`` for none."""
    found = _object(after).get(name)
    if not isinstance(found, list):
        raise ValueError(f"the entry names no {name}")
    try:
        return list(expand_spans([(int(first), int(last)) for first, last in found]))
    except TypeError as error:
        raise ValueError(f"the entry names no {name}") from error


def form_in(after: str) -> int:
    """The form of an entry about preclassifications. Raises ``ValueError`` when ``after`` is no JSON object."""
    form = _object(after).get("form", 1)
    return form if isinstance(form, int) else 0


def digests_in(after: str) -> dict[int, str]:
    """The digest of each file that an entry is about, by the file's number. Raises ``ValueError`` for none."""
    digests, numbers = str(_object(after).get("digests", "")), rows_in(after, "files")
    if len(digests) != len(numbers) * _DIGITS:
        raise ValueError("the entry does not have one digest for each file")
    return {number: digests[place * _DIGITS : (place + 1) * _DIGITS] for place, number in enumerate(numbers)}


def _object(after: str) -> dict[str, Any]:
    found = json.loads(after)
    if not isinstance(found, dict):
        raise ValueError("the entry holds no object")
    return found
