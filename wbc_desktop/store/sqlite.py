"""SQLite only: pragmas, transactions, and checks of a file before it is opened."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL

from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.domain.language import tr
from wbc_desktop.store import faults

APPLICATION_ID = 0x57424344
"""Marks the header of our databases ("WBCD"), so that databases of other programs are recognised."""

WRITE = "wbc_write"
DURABLE = "wbc_durable"
"""Execution options of a connection: it writes; its commit waits until the data is on the disk."""

_MAGIC = b"SQLite format 3\x00"
OUR_TABLES = {"alembic_version", "slides", "cells", "files"}
_MAPS = "preclassification_maps"
_WHOLE_CHECK_BYTES = 64 << 20
MANY_ROWS = 10_000
_WAL_LIMIT_BYTES = 64 << 20


def make_engine(url: URL, busy_seconds: float) -> Engine:
    """Return an engine whose reads see one state and whose writes take the lock at their start."""
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, pool_size=5, max_overflow=20)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # _on_begin opens the transactions, not the driver
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE deletes without the append-only triggers
        "fullfsync=ON",  # on macOS fsync alone leaves data in the drive's cache
        f"journal_size_limit={_WAL_LIMIT_BYTES}",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    """Begin a transaction with the driver directly: through SQLAlchemy this takes as long as a small query."""
    options, driver = connection.get_execution_options(), connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        if not options.get(WRITE):
            driver.execute("PRAGMA query_only=ON")
            driver.execute("BEGIN")
            return
        driver.execute("PRAGMA query_only=OFF")
        driver.execute(f"PRAGMA synchronous={'FULL' if options.get(DURABLE) else 'NORMAL'}")
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        raise exc.DBAPIError.instance(
            "BEGIN", None, error, sqlite3.Error
        ) from error  # the same class as SQLAlchemy raises


def check_before_opening(file: Path, busy_seconds: float) -> str | None:
    """Check the file without writing to it; return its schema revision, or None when it is new or empty.

    Raises DatabaseError when it is no database, is damaged, or belongs to another program.
    """
    try:
        if file.is_dir():
            raise DatabaseError(tr("The database {file} is a folder: name a file, or move the folder away.", file=file))
        if not file.parent.is_dir():
            raise DatabaseError(
                tr("The folder of the database {file} does not exist: create it, or name another.", file=file)
            )
        if not file.exists() or file.stat().st_size == 0:
            return None
        with file.open("rb") as f:
            head = f.read(len(_MAGIC))
    except OSError as error:
        raise DatabaseError(
            tr("The database {file} cannot be read: {strerror}.", file=file, strerror=error.strerror or error)
        ) from error
    if head != _MAGIC:
        raise DatabaseError(
            tr(
                "The file {file} is not a database, or its beginning is damaged; it was left as it is: "
                "move it away, or put a backup in its place.",
                file=file,
            )
        )
    at_rest = _at_rest(file)
    if at_rest is not None:
        try:
            return _open_and_examine(file, "immutable=1", busy_seconds)
        except DatabaseError:
            if _at_rest(file) == at_rest:
                raise
            # another process wrote to the file meanwhile: read again with locks
    return _open_and_examine(file, "mode=ro", busy_seconds)


def check(connection: sqlite3.Connection, *, whole: bool) -> str:
    """Return "ok" or the first fault of the file.

    Without ``whole`` skip the maps, which are most of the data, and tables of more than MANY_ROWS rows: checking them
    takes a second for a million cells. Each backup checks them.
    """
    if whole:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        return str(found[0])
    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if table == _MAPS or table.startswith("sqlite_"):
            continue
        newest = connection.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0]
        if newest is None or newest <= MANY_ROWS:
            found = connection.execute(f'PRAGMA quick_check("{table}")').fetchone()
            if found[0] != "ok":
                return str(found[0])
    return "ok"


def switch_to_wal(file: Path, busy_seconds: float) -> None:
    """Set WAL mode and our application id in the file; wait while another process does the same."""
    deadline = time.monotonic() + busy_seconds
    with _connect(file, busy_seconds) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                break
            except sqlite3.OperationalError as error:  # the busy timeout does not cover this pragma
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=1")  # only a write shows that the file cannot be written
        connection.execute("ROLLBACK")


def _at_rest(file: Path) -> tuple[int, int] | None:
    """Return size and time of a file that no process has open (it has no ``-wal`` file), or else None."""
    real = file.resolve()
    if real.with_name(real.name + "-wal").exists():
        return None
    found = real.stat()
    return found.st_size, found.st_mtime_ns


def _open_and_examine(file: Path, how: str, busy_seconds: float) -> str | None:
    """Return the schema revision. ``how``: immutable (makes no other files) or read-only (respects locks)."""
    address = f"{file.resolve().as_uri()}?{how}"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)) as connection:
            return _examine(connection, file)
    except sqlite3.DatabaseError as error:
        raise DatabaseError(str(faults.sentence(error, str(file)))) from error
    except UnicodeDecodeError as error:
        raise faults.damaged(str(file)) from error


def _examine(connection: sqlite3.Connection, file: Path) -> str | None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return None
    marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not marked and not tables >= OUR_TABLES:  # a database restored from a dump lacks the id
        raise DatabaseError(tr("The database {file} belongs to another program: name another file.", file=file))
    if "alembic_version" not in tables:
        raise faults.damaged(str(file))
    found = check(connection, whole=file.stat().st_size <= _WHOLE_CHECK_BYTES)
    if found != "ok":
        raise faults.damaged(str(file))
    rows: list[Any] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(rows) != 1:
        raise faults.damaged(str(file))
    return str(rows[0][0])


@contextmanager
def _connect(file: Path, busy_seconds: float) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=busy_seconds)) as connection:
        yield connection
