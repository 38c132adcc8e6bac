"""Tampering with a full database: a changed column, a deleted row and two swapped rows of every table.

Each case works on a fresh copy without triggers (anybody with the file can drop them) and changes one thing. ``audit
verify`` must find it, or the column is listed as not covered.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from tests.unit.store import full_database
from wbc_desktop.services.trail import verify
from wbc_desktop.store.audit_check import NOT_COVERED
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.store.tables import Base

pytestmark = pytest.mark.slow

KEY = {"preclassification_maps": "preclassification_id", "alembic_version": "version_num"}
TABLES = sorted([*Base.metadata.tables, "alembic_version"])
T = TypeVar("T")
Change = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tampering") / "pristine.sqlite3"
    full_database.make(file)
    return file


class Trial:
    """A database file without triggers that is restored before each change."""

    def __init__(self, pristine: Path, file: Path) -> None:
        shutil.copy(pristine, file)
        self.db: Database = open_database(f"sqlite:///{file}")
        self.first = sqlite3.connect(pristine)
        self.tampered_file = sqlite3.connect(file)
        self.tampered_file.execute("PRAGMA ignore_check_constraints = ON")
        self.tampered_file.execute("PRAGMA synchronous = OFF")
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        self.triggers: dict[str, str] = dict(self.first.execute(query).fetchall())
        for name in self.triggers:
            self.first.execute(f"DROP TRIGGER {name}")
        self.first.commit()

    def is_found(self, change: Change) -> bool | None:
        """Return whether ``audit verify`` finds the change; None when the tables themselves refuse it."""
        self.restore()
        try:
            change(self.tampered_file)
            self.tampered_file.commit()
        except sqlite3.IntegrityError:
            self.tampered_file.rollback()
            return None
        return verify(self.db).broken is not None

    def restore(self) -> None:
        self.first.backup(self.tampered_file)

    def rows(self, table: str) -> list[dict[str, object]]:
        found = self.first.execute(f"SELECT * FROM {table} ORDER BY {KEY.get(table, 'id')}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def close(self) -> None:
        for connection in (self.first, self.tampered_file, self.db):
            connection.close()


@pytest.fixture(scope="module")
def trial(pristine: Path) -> Iterator[Trial]:
    found = Trial(pristine, pristine.with_name("tampered_file.sqlite3"))
    yield found
    found.close()


def spread(some: Sequence[T], count: int) -> list[T]:
    """Return at most ``count`` items, evenly from the first to the last."""
    if len(some) <= count:
        return list(some)
    return [some[place * (len(some) - 1) // (count - 1)] for place in range(count)]


def tampered(value: object) -> object:
    """Return the value with one byte changed."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value ^ 1 if value in (0, 1) else value + 1000
    if isinstance(value, float):
        return value + 2**-50
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    text = str(value)
    return text[:-1] + chr(ord(text[-1]) ^ 1) if text else "x"


def test_the_full_database_is_sound_and_no_table_is_empty(trial: Trial) -> None:
    trial.restore()
    assert verify(trial.db).sound
    there = {name for (name,) in trial.first.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert there == set(TABLES)
    assert [table for table in TABLES if not trial.rows(table)] == []


def test_dropped_triggers_are_named_until_restored(trial: Trial) -> None:
    trial.restore()
    assert {"audit", "classifications", "preclassification_maps"} <= set(verify(trial.db).unguarded)
    for sql in trial.triggers.values():
        trial.tampered_file.execute(sql)
    trial.tampered_file.commit()
    assert verify(trial.db).unguarded == ()


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_a_changed_value_of_any_column_is_found(trial: Trial, table: str) -> None:
    rows, key = trial.rows(table), KEY.get(table, "id")
    missed, refused = set(), set()
    for column in rows[0]:
        found = []
        for row in spread(rows, 2):
            values = (tampered(row[column]), row[key])
            statement = f"UPDATE {table} SET {column} = ? WHERE {key} = ?"
            found.append(trial.is_found(lambda c, sql=statement, v=values: c.execute(sql, v)))  # type: ignore[misc]
        if False in found:
            missed.add(f"{table}.{column}")
        if all(one is None for one in found):
            refused.add(f"{table}.{column}")
    assert refused == set()
    assert missed == {name for name in NOT_COVERED if name.startswith(f"{table}.")}


@pytest.mark.slow
@pytest.mark.parametrize("table", [table for table in TABLES if table != "alembic_version"])
def test_deleted_row_is_found(trial: Trial, table: str) -> None:
    rows, key = trial.rows(table), KEY.get(table, "id")
    last_is_cut_off = table == "audit"  # without its last entry and row the chain is still intact
    for row in spread(rows[:-1] if last_is_cut_off else rows, 6):
        number = (row[key],)
        assert trial.is_found(lambda c, n=number: c.execute(f"DELETE FROM {table} WHERE {key} = ?", n)), row  # type: ignore[misc]


@pytest.mark.parametrize("table", [table for table in TABLES if table != "alembic_version"])
def test_two_swapped_rows_are_found(trial: Trial, table: str) -> None:
    """The contents of two rows are exchanged, their numbers stay."""
    rows, key = trial.rows(table), KEY.get(table, "id")
    covered = [name for name in rows[0] if name != key and f"{table}.{name}" not in NOT_COVERED]
    pairs = [
        (one, other)
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if any(one[name] != other[name] for name in covered)
    ]
    assert pairs
    for one, other in spread(pairs, 3):

        def swap(c: sqlite3.Connection, one: dict[str, object] = one, other: dict[str, object] = other) -> None:
            c.execute(f"DELETE FROM {table} WHERE {key} IN (?, ?)", (one[key], other[key]))
            for row in ({**other, key: one[key]}, {**one, key: other[key]}):
                c.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
                )

        assert trial.is_found(swap), (one, other)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO cells (slide_id, sha256, width, height, created_at, shown, decided, unsure, state) "
        "VALUES (1, 'f', 1, 1, '2026-01-01 00:00:00.000000', 0, 0, 0, 'unreviewed')",
        "INSERT INTO files (slide_id, path, size, mtime_ns, reason, present, folded) "
        "VALUES (1, x'66', 1, 1, 'x', 1, '')",
        "INSERT INTO preclassification_maps (preclassification_id, width, height, classes, maps) "
        "VALUES (999, 1, 1, '[]', x'')",
    ],
)
def test_row_without_entry_is_found(trial: Trial, statement: str) -> None:
    assert trial.is_found(lambda c: c.execute(statement))


def test_earliest_broken_entry_is_named_also_for_files(trial: Trial) -> None:
    """If the rows of a slide and a file are wrong, the entry that is earlier in the trail is named."""
    trial.restore()
    with closing(sqlite3.connect(trial.db.url.removeprefix("sqlite:///"))) as c:
        c.execute("UPDATE slides SET name = x'78' WHERE id = 2")  # its newest entry is the move at the end
        c.execute("UPDATE files SET path = x'78' WHERE id = 2")
        c.commit()
    broken = verify(trial.db).broken
    assert broken is not None
    assert broken.reason == f"entry {broken.entry} is about file 2, and its row was changed in the database afterwards"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE preclassifications SET adapted = '{}' WHERE id = 2",
        "UPDATE preclassification_maps SET features = x'003c' WHERE preclassification_id = 2",
    ],
)
def test_columns_that_are_newer_than_an_entry_cannot_be_filled_in(
    repository: Path, tmp_path: Path, statement: str
) -> None:
    file = tmp_path / "wbc.sqlite3"
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0013.sqlite3", file)
    with closing(open_database(f"sqlite:///{file}")) as db:
        assert verify(db).sound
        with closing(sqlite3.connect(file)) as c:
            for (trigger,) in c.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                c.execute(f"DROP TRIGGER {trigger}")
            c.execute(statement)
            c.commit()
        broken = verify(db).broken
        assert broken is not None
        assert broken.reason.startswith("preclassification 2 has features or an adaptation")
