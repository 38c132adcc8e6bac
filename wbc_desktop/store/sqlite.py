"""All that is particular to SQLite: pragmas, transactions, and a look at a file before it is trusted."""

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
"""Written into the header of each of our databases ("WBCD"), so that another program's is never taken for ours."""

WRITE = "wbc_write"
DURABLE = "wbc_durable"
"""Execution options of a connection: it writes; its commit reaches the disk before it returns."""

_MAGIC = b"SQLite format 3\x00"
_OUR_TABLES = {"alembic_version", "slides", "cells", "files"}
_MAPS = "preclassification_maps"
_WHOLE_CHECK_BYTES = 64 << 20
_WAL_LIMIT_BYTES = 64 << 20


def make_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose transactions are SQLite's own: reads see one state, writes take their lock at the start."""
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, pool_size=5, max_overflow=20)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver opens no transactions of its own; _on_begin does
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE would delete past the append-only triggers
        "fullfsync=ON",  # macOS: fsync alone leaves the bytes in the drive's cache
        f"journal_size_limit={_WAL_LIMIT_BYTES}",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    """Past SQLAlchemy's own ways, which take as long as a small query: this is done at each unit of work."""
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
        raise exc.DBAPIError.instance("BEGIN", None, error, sqlite3.Error) from error  # as SQLAlchemy tells of it


def check_before_opening(file: Path, busy_seconds: float) -> str | None:
    """Examine the file without writing to it. Returns its schema revision, None when it is new or empty.

    Raises DatabaseError when it is no database, damaged, or another program's.
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
            return _look(file, "immutable=1", busy_seconds)
        except DatabaseError:
            if _at_rest(file) == at_rest:
                raise
            # another process wrote at this moment: what was read may be half of it
    return _look(file, "mode=ro", busy_seconds)


def check(connection: sqlite3.Connection, *, whole: bool) -> str:
    """ "ok", or the first thing that is wrong with the file. Not ``whole``: all but the maps, most of the bytes."""
    if whole:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        return str(found[0])
    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if table != _MAPS and not table.startswith("sqlite_"):
            found = connection.execute(f'PRAGMA quick_check("{table}")').fetchone()
            if found[0] != "ok":
                return str(found[0])
    return "ok"


def switch_to_wal(file: Path, busy_seconds: float) -> None:
    """Put the file into WAL mode and mark it as ours; waits while another process does the same."""
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
        connection.execute("PRAGMA user_version=1")  # only a write finds out a file that cannot be written
        connection.execute("ROLLBACK")


def _at_rest(file: Path) -> tuple[int, int] | None:
    """Size and time of a file that no process has open (there is no log beside it), else None."""
    real = file.resolve()
    if real.with_name(real.name + "-wal").exists():
        return None
    found = real.stat()
    return found.st_size, found.st_mtime_ns


def _look(file: Path, how: str, busy_seconds: float) -> str | None:
    """``how``: as immutable, which leaves nothing beside the file, or read-only, which minds other processes."""
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
    if not marked and not tables >= _OUR_TABLES:  # the mark is lost when a person rescues a database by dump and read
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
