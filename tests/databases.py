"""A pytest plugin: empty databases for the tests, on SQLite and on a PostgreSQL server.

``db`` and ``url`` are on SQLite. A test that is marked ``both_databases`` runs a second time with them on PostgreSQL,
unless it is marked ``sqlite_only``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import postgresql_server
import pytest

from installer.server_programs import server_programs

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wbc_desktop.store.engine import Database


@cache
def missing() -> str:
    """Return why no test can run on a server here; "" if it can."""
    if os.name == "nt":
        return "the tests start PostgreSQL servers on Linux and macOS only"
    if server_programs() is None or find_spec("psycopg") is None:
        return "no PostgreSQL server is installed: run `make setup-system`"
    return ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests that are marked ``both_databases`` on both; ``make quick`` starts no server."""
    marked = metafunc.definition.get_closest_marker
    if marked("both_databases") and not marked("sqlite_only"):
        marks = [pytest.mark.slow]
        if missing() and not os.environ.get("CI"):
            marks.append(pytest.mark.skip(reason=missing()))
        kinds = [pytest.param("sqlite"), pytest.param("postgresql", marks=marks)]
        for name in ("db", "url"):
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, kinds, indirect=True)


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Database:
    """An empty database for this test: on SQLite the file ``tmp_path / "wbc.sqlite3"``, or on PostgreSQL."""
    kind = getattr(request, "param", "sqlite")
    found: Database = request.getfixturevalue({"sqlite": "local", "postgresql": "server"}[kind])
    return found


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables: on SQLite the missing file ``tmp_path / "wbc.sqlite3"``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'wbc.sqlite3'}"
    created: str = request.getfixturevalue("new_on_server")()
    return created


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated database to copy, because creating one takes longer than most tests."""
    from wbc_desktop.store.engine import open_database

    path = tmp_path_factory.mktemp("migrated") / "wbc.sqlite3"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def shared_engine(migrated: Path) -> Engine:
    """One engine for the databases of all tests, because a new one compiles all statements again. Opens its ``url``."""
    from sqlalchemy import event, make_url

    from wbc_desktop.store import sqlite
    from wbc_desktop.store.engine import BUSY_SECONDS

    engine = sqlite.make_engine(make_url(f"sqlite:///{migrated}"), BUSY_SECONDS)

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, arguments: list[str], _options: object) -> None:
        arguments[0] = str(engine.url.database)

    return engine


@pytest.fixture
def local(tmp_path: Path, migrated: Path, shared_engine: Engine) -> Iterator[Database]:
    """An empty database on SQLite for this test."""
    from wbc_desktop.store.engine import BUSY_SECONDS, Database

    file = tmp_path / migrated.name
    shutil.copyfile(migrated, file)
    shared_engine.url = shared_engine.url.set(database=str(file))
    engine = shared_engine.execution_options()  # another object: the program remembers things by engine
    database = Database(engine, str(file), BUSY_SECONDS)
    yield database
    database.close()


@pytest.fixture(scope="session")
def new_on_server() -> Iterator[Callable[[], str]]:
    """Return ``new_on_server()``, which creates an empty database without tables and returns its URL.

    Skips the test if no server is installed. In CI that is a failure.
    """
    programs, reason = server_programs(), missing()
    if programs is None or reason:
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    from sqlalchemy import create_engine, text

    numbers = count(1)
    with postgresql_server.running(programs) as url:
        engine = create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")

        def create() -> str:
            name = f"wbc{next(numbers)}"
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            return url.format(name)

        yield create
        engine.dispose()


@pytest.fixture(scope="session")
def shared_server_engine(new_on_server: Callable[[], str]) -> Engine:
    """One engine for one migrated database on the server: all tests empty and use it."""
    from sqlalchemy import make_url

    from wbc_desktop.store import server
    from wbc_desktop.store.engine import open_database

    url = new_on_server()
    open_database(url).close()
    return server.make_engine(make_url(url))


@pytest.fixture
def server(shared_server_engine: Engine) -> Database:
    """An empty database on PostgreSQL for this test, which must leave its tables and triggers as they are.

    It stays connected for the next test, because the first statements of a connection take the longest.
    """
    from wbc_desktop.store.engine import BUSY_SECONDS, Database

    empty(shared_server_engine)
    engine = shared_server_engine.execution_options()
    return Database(engine, engine.url.render_as_string(), BUSY_SECONDS)


def empty(engine: Engine) -> None:
    """Delete all rows but those of a new database. This takes milliseconds, and TRUNCATE ten times as long."""
    from sqlalchemy import text

    from wbc_desktop.store import trust_tables

    tables = trust_tables.Base.metadata.tables
    rows = [f"{table} WHERE id > 1" if table == "audit" else table for table in tables]
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers and no foreign keys
        connection.execute(text("; ".join(f"DELETE FROM {some}" for some in rows)))
        connection.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
