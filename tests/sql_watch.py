"""Records every statement of an open database, and its thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from wbc_desktop.store.engine import Database


@dataclass
class Statements:
    """The statements so far, as (thread, statement)."""

    every: list[tuple[int, str]] = field(default_factory=list)

    def here(self) -> list[str]:
        """Return the statements of the calling thread, without those that begin a transaction."""
        mine = threading.get_ident()
        return [text for thread, text in self.every if thread == mine and not text.startswith(("PRAGMA", "BEGIN"))]


@contextmanager
def statements(db: Database) -> Iterator[Statements]:
    """Record the statements of the block."""
    found = Statements()

    def record(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.every.append((threading.get_ident(), " ".join(statement.split())))

    event.listen(db._engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(db._engine, "before_cursor_execute", record)
