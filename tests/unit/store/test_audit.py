"""Contents of audit entries, which broken entry is named, and rows without an entry.

The tests use a stored database of ``tests/data/databases``. They drop its triggers with ``sqlite3``, as anybody with
the file can. ``test_tampering`` changes every column of every table.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wbc_desktop.domain.audit import Broken
from wbc_desktop.domain.cells import ActKind, RefusedFile, ScannedImage, Slide
from wbc_desktop.domain.errors import SlideSigned, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, classifications, files, models, schema, signatures
from wbc_desktop.store.audit_rows import SPECS
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")
STORED = Path(__file__).parents[2] / "data" / "databases" / "revision-0009.sqlite3"
TABLES = ["audit", "reviewers", "accounts", "sign_ins", "signed_versions", "signatures", "amendments", "second_reads"]


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
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_audit_and_signature_tables_are_append_only(file: Path, table: str, statement: str) -> None:
    shutil.copy(STORED, file)
    db = open_database(f"sqlite:///{file}")
    with pytest.raises(IntegrityError, match="append-only"), db.write() as s:
        s.execute(text(statement.format(table)))
    assert verify(db).sound
    assert verify(db).unguarded == ()
    db.close()


def test_act_and_entry_are_one_transaction(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        before = audit.head(s)

    def act_and_fail() -> None:
        with db.write() as s:
            classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
            assert audit.head(s)[0] == before[0] + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()
    with db.read() as s:
        assert audit.head(s) == before
        assert classifications.acts(s, slide.id) == []
    assert verify(db).sound


def test_every_change_of_a_folder_has_an_entry(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        a, _ = files.record_images(s, slide.id, [image("a"), image("b")], now)
        files.mark_missing(s, slide.id, ["b"])
        files.mark_present(s, slide.id, ["b"])
        files.record_images(s, slide.id, [image("b", "another picture")], now)
        files.record_refused(s, slide.id, [RefusedFile("c", "is empty")])
        files.refuse_cell_files(s, slide.id, a, "is damaged")
        before = audit.head(s)
        files.mark_missing(s, slide.id, [])
        assert audit.head(s) == before
    with db.read() as s:
        found = [(entry.act, json.loads(entry.after)) for entry in audit.of_slide(s, slide.id)[1:]]
    assert [(act, after["files"], after["cells"]) for act, after in found] == [
        ("scan", [[1, 2]], [[1, 2]]),
        ("missing", [[2, 2]], []),
        ("present", [[2, 2]], []),
        ("scan", [[2, 2]], [[3, 3]]),
        ("refuse", [[3, 3]], []),
        ("refuse", [[1, 1]], []),
    ]
    assert verify(db).sound


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


def test_contents_of_entries(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> None:
    with db.write() as s:
        a, b = files.record_images(s, slide.id, [image("a"), image("b")], now)
        first = classifications.record(s, slide.id, ActKind.RECLASSIFY, {a: "NEU", b: "NEU"}, ADA, now)
        classifications.record(s, slide.id, ActKind.UNDO, {a: None, b: None}, Identity("Bo"), now, first.id)
    with db.read() as s:
        opened, scanned, done, undone = audit.of_slide(s, slide.id)
    assert (opened.act, scanned.who, scanned.act, scanned.subject) == ("open", "WBC Desktop", "scan", "files")
    assert scanned.after.startswith('{"cells":[[1,2]],"digests":"')
    assert scanned.after.endswith('","files":[[1,2]]}')
    assert (done.who, done.act, done.before, done.after) == ("Ada", "reclassify", '{"":[[1,2]]}', '{"NEU":[[1,2]]}')
    assert (undone.who, undone.act) == ("Bo", "undo")
    assert (undone.before, undone.after) == ('{"NEU":[[1,2]]}', '{"":[[1,2]],"act":1}')
    assert done.at == "2026-03-04T05:06:07.891011Z"


def test_change_of_the_model_has_an_entry(db: Database, make_model: Callable[[str], object]) -> None:
    one, two = make_model("one"), make_model("two")
    with db.write() as s:
        models.activate(s, one.id)  # type: ignore[attr-defined]
        models.activate(s, two.id, ADA, why="measured better")  # type: ignore[attr-defined]
        entry = list(audit.walk(s))[-1]
    assert (entry.who, entry.act, entry.why) == ("Ada", "activate", "measured better")
    assert ("one" in entry.before, "two" in entry.after) == (True, True)
    assert verify(db).sound


def test_signed_slide_cannot_be_changed(
    db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]
) -> None:
    with db.write() as s:
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        version = signatures.add_version(s, slide.id, "d" * 64, "{}", ADA, now)
        signatures.add_signature(s, version, ADA, "approved", now)
    for act in (
        lambda s: classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now),
        lambda s: files.record_images(s, slide.id, [image("b")], now),
        lambda s: files.mark_missing(s, slide.id, ["a"]),
    ):
        with pytest.raises(SlideSigned, match="Ada"), db.write() as s:
            act(s)
    with pytest.raises(IntegrityError, match="signed"), db.write() as s:  # without the program
        s.execute(
            text("INSERT INTO acts (slide_id, kind, reviewer, created_at) VALUES (:slide, 'confirm', 'x', 'now')"),
            {"slide": slide.id},
        )
    with db.write() as s:
        signatures.add_amendment(s, version, ADA, "mixed up", now)
        classifications.record(s, slide.id, ActKind.CONFIRM, {cell: "NEU"}, ADA, now)
    assert verify(db).sound
