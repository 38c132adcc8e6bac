"""PostgreSQL only: connections, the start of a writing transaction, and checks of a database before it is opened."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from wbc_desktop.domain.errors import DatabaseError
from wbc_desktop.domain.language import tr
from wbc_desktop.store import faults, sqlite

_PATIENCE = {"connect_timeout": "10", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
"""In seconds; otherwise the window waits for hours for a server that was switched off."""

# Only one transaction writes at a time, as on SQLite: it holds an advisory lock until it ends. So whatever it reads
# stays true until it has written, the audit trail cannot fork, and no two transactions wait for each other.
# The server ends a transaction whose bench has left it (a notebook that sleeps), so that the others can go on.
_BEGIN = (
    "SELECT set_config('lock_timeout', :wait, true), set_config('idle_in_transaction_session_timeout', '60s', true), "
    "{}pg_advisory_xact_lock(5718427911)"
)
_BEGIN_DURABLE = text(_BEGIN.format(""))
_BEGIN_FAST = text(_BEGIN.format("set_config('synchronous_commit', 'off', true), "))


def make_engine(url: URL) -> Engine:
    """Return an engine that replaces lost connections. Raises ImportError when the driver is not installed."""
    patience = {name: value for name, value in _PATIENCE.items() if name not in url.query}
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=20, connect_args=patience)


def begin_writing(s: Session, durable: bool, busy_seconds: float) -> None:
    """Begin the only writing transaction of all benches; wait at most ``busy_seconds`` for that of another one."""
    s.execute(_BEGIN_DURABLE if durable else _BEGIN_FAST, {"wait": f"{round(busy_seconds * 1000)}ms"})


def revision(connection: Connection, place: str) -> str | None:
    """Return the schema revision of the database, or None when it is empty.

    Raises DatabaseError when it is damaged or belongs to another program.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not tables >= sqlite.OUR_TABLES:
        raise DatabaseError(
            tr("The database {place} holds tables of another program: name an empty database.", place=place)
        )
    rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(rows) != 1:
        raise faults.damaged(place)
    return str(rows[0])
