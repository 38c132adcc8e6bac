"""What the store knows of class codes: which were ever used of a cell, and whether anything about classes is new."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.store import sqlite
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import CellRow, ClassificationRow, EntryRow, ModelRow, PreclassificationRow

_MARK = select(
    select(func.max(EntryRow.id)).where(EntryRow.kind == EntryKind.CLASS.value).scalar_subquery(),
    select(func.max(ModelRow.id)).scalar_subquery(),
)

Mark = tuple[int | None, int | None]


def mark(s: Session) -> Mark:
    """Another one when a class was entered or changed, or a model came: entries and models' classes never change."""
    entered, came = run(s, _MARK, {}).one()
    return entered, came


def database_of(s: Session) -> tuple[Engine, bool]:
    """The open database that a session reads, and whether the session may have written something not yet committed."""
    connection = s.connection()
    return connection.engine, bool(connection.get_execution_options().get(sqlite.WRITE))


def codes_used(s: Session) -> set[str]:
    """The codes in which cells stand or stood, and those that a model said of one."""
    columns = (ClassificationRow.label, PreclassificationRow.predicted, CellRow.current)
    found = {code for column in columns for code in s.scalars(select(column).distinct())}
    return {code for code in found if code is not None}
