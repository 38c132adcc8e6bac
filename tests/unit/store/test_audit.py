"""Which broken entry of the audit trail is named, and rows without an entry.

The tests use a stored database of ``tests/data/databases``. They drop its triggers with ``sqlite3``, as anybody with
the file can. ``test_tampering`` changes every column of every table.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.audit import Broken
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, schema, signatures
from wbc_desktop.store.audit_rows import SPECS
from wbc_desktop.store.engine import Database, open_database

STORED = Path(__file__).parents[2] / "data" / "databases" / "revision-0009.sqlite3"


def columns_of(specification: str) -> list[str]:
    return [name.partition("/")[0] for name in specification.split()]


def every_value() -> list[tuple[str, str, int]]:
    """Return table, column and rowid of the audited values of up to three rows of each table."""
    wanted = {rows.table: columns_of(rows.columns) for specs in SPECS.values() for rows in specs if rows.table}
    wanted["models"] = [*wanted["models"], "id", "name", "sha256", "classes", "threshold", "summary", "trained_at"]
    with closing(sqlite3.connect(STORED)) as c:
        wanted["audit"] = [row[1] for row in c.execute("PRAGMA table_info(audit)")]
        return [
            (table, column, rowid)
            for table, columns in sorted(wanted.items())
            for column in dict.fromkeys(columns)
            for (rowid,) in c.execute(f"SELECT rowid FROM {table} ORDER BY rowid LIMIT 3").fetchall()
        ]


@pytest.fixture
def unguarded(tmp_path: Path) -> Path:
    """A copy of the stored database without triggers."""
    file = tmp_path / "unguarded.sqlite3"
    shutil.copy(STORED, file)
    with closing(sqlite3.connect(file)) as c:
        for (name,) in c.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            c.execute(f"DROP TRIGGER {name}")
        c.commit()
    return file


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    """One database for many cases: each changes it and restores it."""
    file = tmp_path_factory.mktemp("audit") / "unguarded.sqlite3"
    shutil.copy(STORED, file)
    db = open_database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as c:
        for (name,) in c.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            c.execute(f"DROP TRIGGER {name}")
        c.commit()
    yield db, file
    db.close()


def found_in(file: Path) -> Broken | None:
    db = open_database(f"sqlite:///{file}")
    try:
        return verify(db).broken
    finally:
        db.close()


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as c:
        for statement in statements:
            c.execute(statement)
        c.commit()


def test_stored_database_is_sound(opened: tuple[Database, Path]) -> None:
    db, _ = opened
    verdict = verify(db)
    assert verdict.sound
    assert verdict.entries == 28
    assert set(verdict.unguarded) >= {"audit", "acts", "signatures"}


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_change_of_any_byte_is_found(opened: tuple[Database, Path], data: st.DataObject) -> None:
    """Any byte of a text may change to any other, also to invalid UTF-8."""
    db, file = opened
    with closing(sqlite3.connect(file)) as c:
        c.text_factory = bytes
        table, column, rowid = data.draw(st.sampled_from(every_value()))
        kind, before = c.execute(
            f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE rowid = ?", (rowid,)
        ).fetchone()
        if kind != b"text" or not before or (table, column) == ("slides", "folder"):
            return
        place, byte = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
        after = before[:place] + bytes([byte]) + before[place + 1 :]
        if after == before:
            return
        update = f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE rowid = ?"
        c.execute(update, (after, rowid))
        c.commit()
        broken = verify(db).broken
        c.execute(update, (before, rowid))
        c.commit()
    assert broken is not None


@pytest.mark.parametrize("number", [1, 2, 11, 21])
def test_deleted_entry_is_named(unguarded: Path, number: int) -> None:
    change(unguarded, f"DELETE FROM audit WHERE id = {number}")
    broken = found_in(unguarded)
    assert broken is not None
    assert broken.entry == number
    assert "missing" in broken.reason


def test_the_first_broken_entry_is_named(unguarded: Path) -> None:
    change(
        unguarded,
        "UPDATE classifications SET label = 'MON' WHERE act_id = 4",
        "UPDATE classifications SET label = 'MON' WHERE act_id = 2",
    )
    with closing(sqlite3.connect(unguarded)) as c:
        (entry,) = c.execute("SELECT id FROM audit WHERE subject = 'act' AND subject_id = 2").fetchone()
    broken = found_in(unguarded)
    assert broken is not None
    assert broken.entry == entry
    assert "act 2" in broken.reason


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (1, 'confirm', 'x', '2026-01-01 00:00:00.0')",
        "INSERT INTO classifications (act_id, cell_id, label) VALUES (1, 3, 'MON')",
        "INSERT INTO classifications (act_id, cell_id, label) VALUES (999, 3, 'MON')",
        "INSERT INTO preclassifications (cell_id, model_id, predicted, confidence, probabilities, unidentified, "
        "device, created_at) VALUES (1, 1, 'MON', 1.0, '{}', 0, 'cpu', '2026-01-01 00:00:00.000000')",
        "INSERT INTO signatures (version_id, reviewer, role, meaning, digest, at, utc_offset) "
        "VALUES (1, 'x', '', 'approved', 'd', '2026-01-01 00:00:00.000000', 0)",
        "UPDATE cells SET current = 'MON' WHERE id = 1",
        "UPDATE cells SET decided = 1 - decided WHERE id = 2",
        "UPDATE cells SET shown = 0 WHERE id = 1",
        "UPDATE cells SET predicted = 'MON' WHERE id = 1",
        "UPDATE cells SET unsure = 1 - unsure WHERE id = 1",
        "UPDATE cells SET state = 'unreviewed' WHERE state <> 'unreviewed'",
        "UPDATE cells SET reviewer = 'x' WHERE reviewer IS NOT NULL",
        "UPDATE models SET active = 0",
    ],
)
def test_change_without_entry_is_found(unguarded: Path, statement: str) -> None:
    change(unguarded, statement)
    assert found_in(unguarded) is not None


@pytest.mark.slow
def test_head_shows_that_the_end_of_the_chain_is_missing(unguarded: Path) -> None:
    """Without the amendment and the last entry the remaining chain is intact."""
    db = open_database(f"sqlite:///{unguarded}")
    before = verify(db)
    with db.read() as s:
        number, head = audit.head(s)
        assert head == before.head
        signed = signatures.head_of(s, signatures.versions(s, 1)[0])
    db.close()
    change(unguarded, "DELETE FROM amendments", f"DELETE FROM audit WHERE id = {number}")
    db = open_database(f"sqlite:///{unguarded}")
    assert verify(db).sound
    assert verify(db, signed).sound  # the signed report's head is older than the cut
    cut = verify(db, before.head)
    assert cut.broken is not None
    assert cut.broken.entry == number
    assert verify(db, f" {signed[:32].upper()}\n{signed[32:]}").sound
    with pytest.raises(UsageError, match="64"):
        verify(db, "abc")
    db.close()


def test_newly_started_chain_is_not_sound(unguarded: Path) -> None:
    """After the trail is emptied, the migrations add the existing rows, but the chain lacks its first entry."""
    change(unguarded, "DELETE FROM audit", "UPDATE alembic_version SET version_num = '0008'")
    broken = found_in(unguarded)
    assert broken is not None
    assert (broken.entry, "not the beginning" in broken.reason) == (1, True)


def test_empty_trail_is_not_sound(unguarded: Path) -> None:
    change(unguarded, "DELETE FROM audit")
    broken = found_in(unguarded)
    assert broken is not None
    assert broken.entry == 1


@pytest.mark.slow
@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_database_of_each_earlier_version_is_covered_after_opening(file: Path, revision: str) -> None:
    shutil.copy(STORED.with_name(f"revision-{revision}.sqlite3"), file)
    db = open_database(f"sqlite:///{file}")
    assert verify(db).sound
    db.close()
    with closing(sqlite3.connect(file)) as c:
        for (name,) in c.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            c.execute(f"DROP TRIGGER {name}")
        c.commit()
    changed = file.with_name("changed.sqlite3")
    for statement in (
        "UPDATE files SET path = x'78' WHERE id = 1",
        "UPDATE cells SET width = 31 WHERE id = 1",
        "UPDATE preclassification_maps SET maps = x'0000' WHERE preclassification_id = 1",
        "UPDATE preclassifications SET unlike = 9 WHERE id = 1",
    ):
        shutil.copy(file, changed)
        change(changed, statement)
        assert found_in(changed) is not None, statement
