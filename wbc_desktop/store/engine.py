"""The database: opening it (all checks come before the first write), units of work, health check."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, exc, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from wbc_desktop.domain.errors import DatabaseError, StorageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.private import make_file
from wbc_desktop.store import backup, faults, schema, server, sqlite
from wbc_desktop.store.own_entries import OwnEntries

BUSY_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Database:
    """An open database. Any thread may start a unit of work; each unit of work has its own session."""

    def __init__(self, engine: Engine, place: str, busy_seconds: float) -> None:
        """``place`` names the database in messages: its file, or its address without the password."""
        self._engine = engine
        self._place = place
        self._busy_seconds = busy_seconds
        self._on_server = engine.dialect.name != "sqlite"
        # A transaction of SQLite always sees one state; on PostgreSQL each statement sees the newest by default.
        one_state = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        self._reading = one_state if self._on_server else {}
        # Threads of one process take turns by this lock; SQLite's own lock is polled, so that one thread may starve.
        self._write_lock = threading.Lock()
        self._writer: int | None = None
        self.own_entries = OwnEntries()
        """The entries of the audit trail that were written through this object."""
        self.before_upgrade: Path | None = None
        """The copy that was made because opening this database upgraded it."""

    @property
    def file(self) -> Path | None:
        """The file of the database; None on a server."""
        return None if self._on_server else Path(self._place)

    @property
    def url(self) -> str:
        """The SQLAlchemy URL, with the password masked."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database from its first query on, and cannot write."""
        with (
            faults.as_sentences(self._place),
            self._engine.connect().execution_options(**self._reading) as connection,
            Session(connection) as session,
        ):
            yield session

    @contextmanager
    def write(self, durable: bool = False) -> Iterator[Session]:
        """Yield the session of a unit of work: committed at the end, rolled back on any error. Do not nest.

        ``durable`` (for the acts of a person): the commit is on the disk when this returns. Otherwise a power cut may
        lose the last commits, but never damages the database. Raises StorageError when the database cannot be written.
        """
        options = {sqlite.WRITE: True, sqlite.DURABLE: durable}
        with (
            self._write_locked(),
            faults.as_sentences(self._place),
            self._engine.connect().execution_options(**options) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            if self._on_server:
                server.begin_writing(session, durable, self._busy_seconds)
            yield session
        self.own_entries.add(session)

    def health(self) -> str:
        """Return "ok", or the fault of the database (reads all of it)."""
        try:
            with self.read() as session:
                if self._on_server:
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
        """Close the database. Running units of work keep their connections until they end."""
        self._engine.dispose()

    @contextmanager
    def _write_locked(self) -> Iterator[None]:
        if self._writer == threading.get_ident():
            raise RuntimeError("units of work of one thread cannot be nested")
        if not self._write_lock.acquire(timeout=self._busy_seconds):
            raise StorageError(tr("The database {place} is busy: try again in a moment.", place=self._place))
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._write_lock.release()


def open_database(url: str, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open the database at a SQLAlchemy URL; a new one is created, an older one is copied and migrated.

    Raises DatabaseError, in one sentence, when it is damaged, of a newer version, of another program, in use, or
    cannot be opened or written; its file then stays unchanged. ``busy_seconds``: the longest wait for other writers.
    """
    parsed = _parsed(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed, busy_seconds)
        return _open_server(parsed, busy_seconds)
    except StorageError as error:
        raise DatabaseError(str(error)) from error


def file_of_url(url: str) -> tuple[Path | None, str]:
    """Return the file of a database (None: it is on a server), and its name in messages. Raises DatabaseError."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        file = _file_of(parsed)
        return file, str(file)
    return None, parsed.render_as_string(hide_password=True)


def refuse_missing(url: str) -> None:
    """Raise DatabaseError when ``url`` names a missing SQLite file; :func:`open_database` finds all other faults."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        return
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        raise DatabaseError(
            tr("There is no database {database}: check --data-dir and --database.", database=parsed.database)
        )


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise DatabaseError(
            tr("“{url}” is no database address: an example is sqlite:///folder/wbc.sqlite3.", url=url)
        ) from error


def _file_of(url: URL) -> Path:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseError(tr("The database must be a file: use an address like sqlite:///folder/wbc.sqlite3."))
    return Path(url.database)


def _open_sqlite(url: URL, busy_seconds: float) -> Database:
    file = _file_of(url)
    revision = sqlite.check_before_opening(file, busy_seconds)
    _refuse_newer(revision, str(file))
    try:
        with suppress(OSError):  # SQLite reports the error below; its other files get the same mode
            make_file(file)
        sqlite.switch_to_wal(file, busy_seconds)
    except sqlite3.Error as error:
        raise faults.sentence(error, str(file)) from error
    return _migrated(Database(sqlite.make_engine(url, busy_seconds), str(file), busy_seconds), revision)


def _open_server(url: URL, busy_seconds: float) -> Database:
    place = url.render_as_string(hide_password=True)
    if url.get_backend_name() != "postgresql":
        raise DatabaseError(
            tr("The database {place} is neither SQLite nor PostgreSQL: name one of these.", place=place)
        )
    try:
        engine = server.make_engine(url)
    except (exc.ArgumentError, ImportError) as error:
        raise DatabaseError(
            tr(
                "The database {place} cannot be reached, because its driver is not installed ({error}): "
                "install it with pip install 'wbc-desktop[postgresql]'.",
                place=place,
                error=error,
            )
        ) from error
    database = Database(engine, place, busy_seconds)
    try:
        with faults.as_sentences(place), engine.connect() as connection:
            revision = server.revision(connection, place)
        _refuse_newer(revision, place)
    except BaseException:
        database.close()
        raise
    return _migrated(database, revision)


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
    kept = None
    try:
        with database.write(durable=True) as session:
            if revision is not None and database.file is not None:
                kept = _copy_before(session, database.file)
            schema.migrate(session.connection())
    except BaseException:
        database.close()
        if kept is not None:
            backup.remove(kept)
        raise
    database.before_upgrade = kept
    _log.info("database migrated from revision %s to %s, copy before: %s", Plain(revision), Plain(schema.HEAD), kept)
    return database


def _copy_before(session: Session, file: Path) -> Path | None:
    """Copy the database before its upgrade, in the transaction that upgrades it, so that no change is missed.

    Returns None if another program has upgraded it meanwhile.
    """
    now = str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    return None if now == schema.HEAD else backup.copy_beside(file, now)
