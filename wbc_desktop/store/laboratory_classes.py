"""Class codes in the database: the codes in use, and a mark that changes with the classes."""

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
    """Return a value that changes when a class is entered or changed, or a model is registered."""
    entry_id, model_id = run(s, _MARK, {}).one()
    return entry_id, model_id


def database_of(s: Session) -> tuple[Engine, bool]:
    """Return the engine of a session, and whether the session may have uncommitted changes."""
    connection = s.connection()
    return connection.engine, bool(connection.get_execution_options().get(sqlite.WRITE))


def codes_used(s: Session) -> set[str]:
    """Return all codes that cells have or had, and all predicted codes."""
    columns = (ClassificationRow.label, PreclassificationRow.predicted, CellRow.current)
    found = {code for column in columns for code in s.scalars(select(column).distinct())}
    return {code for code in found if code is not None}
