"""The database: opening (with every check before a byte is written), units of work, health."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, create_engine, exc, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from wbc_desktop.domain.errors import DatabaseError, StorageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.private import make_file
from wbc_desktop.store import faults, schema, sqlite

BUSY_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Database:
    """An open database. Any thread may start a unit of work; each has a session of its own."""

    def __init__(self, engine: Engine, place: str, busy_seconds: float) -> None:
        """``place`` is how messages name the database: its file, or its address without the password."""
        self._engine = engine
        self._place = place
        self._busy_seconds = busy_seconds
        # SQLite's transactions see one state anyway; by default each statement of PostgreSQL's sees another.
        server = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        self._reading = server if engine.dialect.name == "postgresql" else {}
        # Threads of one process hand the pen over at once here; SQLite's own lock is polled and may starve one.
        self._pen = threading.Lock()
        self._writer: int | None = None

    @property
    def url(self) -> str:
        """The SQLAlchemy URL, with the password masked."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database from its first query on, and cannot write."""
        with (
            faults.as_sentences(self._place),
            self._engine.connect().execution_options(**self._reading) as connection,
            Session(connection) as session,
        ):
            yield session

    @contextmanager
    def write(self, durable: bool = False) -> Iterator[Session]:
        """One unit of work: committed at the end, rolled back on any error. Not to be nested in one thread.

        ``durable``: the commit has reached the disk when this returns (for the acts of a person); otherwise the last
        moments before a power cut may be lost, never the database. Raises StorageError when it cannot be written.
        """
        options = {sqlite.WRITE: True, sqlite.DURABLE: durable}
        with (
            self._pen_in_hand(),
            faults.as_sentences(self._place),
            self._engine.connect().execution_options(**options) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def health(self) -> str:
        """ "ok", or what is wrong with the database (reads all of it)."""
        try:
            with self.read() as session:
                if self._engine.dialect.name != "sqlite":
                    session.execute(text("SELECT 1"))
                    return "ok"
                found = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
                if found != "ok":
                    return str(found)
                orphan = session.execute(text("PRAGMA foreign_key_check")).first()
                return "ok" if orphan is None else f"a row of {orphan[0]} refers to a missing row of {orphan[2]}"
        except WbcError as error:
            return str(error)

    def close(self) -> None:
        """Let go of the files. Units of work still running keep their own connection until they end."""
        self._engine.dispose()

    @contextmanager
    def _pen_in_hand(self) -> Iterator[None]:
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if self._writer == threading.get_ident():
            raise RuntimeError("a unit of work inside another one of the same thread")
        if not self._pen.acquire(timeout=self._busy_seconds):
            raise StorageError(tr("The database {place} is busy: try again in a moment.", place=self._place))
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._pen.release()


def open_database(url: str, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open the database at a SQLAlchemy URL; a new one is created, an older one is migrated.

    Raises DatabaseError, in one sentence, when it is damaged, of a newer version, not ours, in use, or cannot be
    opened or written; its file is then as it was. ``busy_seconds`` is how long to wait for other writers.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise DatabaseError(
            tr("“{url}” is no database address: an example is sqlite:///folder/wbc.sqlite3.", url=url)
        ) from error
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed, busy_seconds)
        return _open_server(parsed, busy_seconds)
    except StorageError as error:
        raise DatabaseError(str(error)) from error


def refuse_missing(url: str) -> None:
    """Raise DatabaseError when ``url`` names a SQLite file that is not there; what else is wrong, opening says."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        return
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        raise DatabaseError(
            tr("There is no database {database}: check --data-dir and --database.", database=parsed.database)
        )


def _open_sqlite(url: URL, busy_seconds: float) -> Database:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseError(tr("The database must be a file: an address is sqlite:///folder/wbc.sqlite3."))
    file = Path(url.database)
    revision = sqlite.check_before_opening(file, busy_seconds)
    _refuse_newer(revision, str(file))
    try:
        with suppress(OSError):  # SQLite says why it cannot be made; beside it, SQLite makes files of the same mode
            make_file(file)
        sqlite.switch_to_wal(file, busy_seconds)
    except sqlite3.Error as error:
        raise faults.sentence(error, str(file)) from error
    return _migrated(Database(sqlite.make_engine(url, busy_seconds), str(file), busy_seconds), revision)


def _open_server(url: URL, busy_seconds: float) -> Database:
    place = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except (exc.ArgumentError, ImportError) as error:
        raise DatabaseError(
            tr(
                "The database {place} cannot be reached: its driver is not installed ({error}).",
                place=place,
                error=error,
            )
        ) from error
    with faults.as_sentences(place), engine.connect() as connection:
        revision = None
        if inspect(connection).has_table("alembic_version"):
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    _refuse_newer(revision, place)
    return _migrated(Database(engine, place, busy_seconds), revision)


def _refuse_newer(revision: str | None, place: str) -> None:
    if revision is not None and revision not in schema.REVISIONS:
        raise DatabaseError(
            tr(
                "The database {place} was made by a newer version of this program: install that version, "
                "or name another database.",
                place=place,
            )
        )


def _migrated(database: Database, revision: str | None) -> Database:
    if revision == schema.HEAD:
        return database
    try:
        with database.write(durable=True) as session:
            schema.migrate(session.connection())
    except BaseException:
        database.close()
        raise
    _log.info("database brought from revision %s to %s", revision, schema.HEAD)
    return database
