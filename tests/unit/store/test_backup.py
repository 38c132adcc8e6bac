"""Copies of a database file: whole while others write, described in any revision, put in place in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.store import full_database
from wbc_desktop.domain.errors import Cancelled, DatabaseError, StorageError
from wbc_desktop.runtime.private import is_open_to_others
from wbc_desktop.store import backup, schema, slides
from wbc_desktop.store.engine import Database, open_database


@pytest.fixture
def full(tmp_path: Path) -> Path:
    file = tmp_path / "full.sqlite3"
    full_database.make(file)
    return file


def names(file: Path) -> list[bytes]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM slides ORDER BY id")]


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.mark.slow
def test_copy_has_everything_in_one_private_file(full: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "c.sqlite3"
    target.parent.mkdir()
    seen: list[tuple[int, int]] = []
    backup.copy(full, target, progress=lambda done, total: seen.append((done, total)))
    assert dump(target) == dump(full)
    assert [path.name for path in target.parent.iterdir()] == ["c.sqlite3"]
    assert not is_open_to_others(target)
    assert seen[-1][0] == seen[-1][1] > 0


@pytest.mark.slow
def test_copy_of_a_database_that_is_written_all_the_time_ends_and_is_one_state(
    db: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each commit of another connection would start SQLite's backup again, so that it would never end."""
    with db.write() as s:
        for number in range(300):
            slides.create(s, f"/{number:0500}", "before", now)
    monkeypatch.setattr(backup, "_PAGES", 4)
    commits = 0

    def write_one() -> None:
        nonlocal commits
        commits += 1
        with db.write() as s:
            slides.create(s, f"/during/{commits}", "during", now)

    assert db.file is not None
    backup.copy(db.file, tmp_path / "copy", cancel=write_one)
    assert commits > 20
    assert len(names(tmp_path / "copy")) == 300
    assert backup.integrity(tmp_path / "copy") == "ok"
    assert len(names(db.file)) == 300 + commits


def test_cancelled_copy_stops(db: Database, tmp_path: Path) -> None:
    def cancel() -> None:
        raise Cancelled

    assert db.file is not None
    with pytest.raises(Cancelled):
        backup.copy(db.file, tmp_path / "copy", cancel=cancel)
    backup.remove(tmp_path / "copy")
    assert list(tmp_path.glob("copy*")) == []


def test_damaged_database_is_not_copied(full: Path, tmp_path: Path) -> None:
    with full.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(DatabaseError, match="is damaged"):
        backup.copy(full, tmp_path / "copy")


def test_copy_into_a_missing_folder_is_one_sentence(db: Database, tmp_path: Path) -> None:
    assert db.file is not None
    with pytest.raises(StorageError, match="its folder does not exist"):
        backup.copy(db.file, tmp_path / "gone" / "copy")


@pytest.mark.slow
@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_contents_of_each_revision(repository: Path, tmp_path: Path, revision: str) -> None:
    name, trust = f"revision-{revision}.sqlite3", revision >= "0005"
    shutil.copy(repository / "tests" / "data" / "databases" / name, tmp_path)
    found = backup.contents(tmp_path / name)
    slides_then = 2 if trust else 1  # the second one is a second read
    assert (found.schema, found.slides, found.cells, found.models) == (revision, slides_then, 3 * slides_then, 1)
    assert len(found.signatures) == len(backup.signed_reports(tmp_path / name)) == found.signed == trust
    assert bool(found.head) == bool(found.trail) == trust
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_upgrade_keeps_a_copy_of_the_database_before(repository: Path, file: Path) -> None:
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0014.sqlite3", file)
    before = dump(file)
    db = open_database(f"sqlite:///{file}")
    kept = db.before_upgrade
    db.close()
    assert kept is not None
    assert kept.name.startswith("wbc.sqlite3.before-upgrade-0014-")
    assert dump(kept) == before
    assert backup.copies_beside(file) == [kept]
    again = open_database(f"sqlite:///{file}")
    assert again.before_upgrade is None
    again.close()
    assert backup.copies_beside(file) == [kept]


def test_failed_upgrade_leaves_no_copy(repository: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0014.sqlite3", file)
    monkeypatch.setattr(schema, "migrate", lambda _connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_database(f"sqlite:///{file}")
    assert backup.copies_beside(file) == []


def test_database_is_not_upgraded_without_its_copy(
    repository: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0014.sqlite3", file)
    before = dump(file)

    def fail(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise StorageError("The disk is full.")

    monkeypatch.setattr(backup, "copy", fail)
    with pytest.raises(DatabaseError, match=r"The disk is full\."):
        open_database(f"sqlite:///{file}")
    assert dump(file) == before
    assert backup.copies_beside(file) == []


@pytest.mark.slow
def test_two_programs_that_upgrade_at_once_make_one_copy(repository: Path, file: Path) -> None:
    shutil.copy(repository / "tests" / "data" / "databases" / "revision-0014.sqlite3", file)
    kept: list[Path | None] = []
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        db = open_database(f"sqlite:///{file}")
        kept.append(db.before_upgrade)
        db.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 2
    assert [one for one in kept if one is not None] == backup.copies_beside(file)
    assert len(backup.copies_beside(file)) == 1


def other(tmp_path: Path, migrated: Path, now: datetime) -> Path:
    """Return a database with one slide, which can replace another."""
    file = tmp_path / "new" / "wbc.sqlite3"
    file.parent.mkdir()
    shutil.copy(migrated, file)
    db = open_database(f"sqlite:///{file}")
    with db.write() as s:
        slides.create(s, "/new", "new", now)
    db.close()
    return file


def test_replaced_database_is_kept(db: Database, tmp_path: Path, migrated: Path, now: datetime) -> None:
    with db.write() as s:
        slides.create(s, "/old", "old", now)
    db.close()
    assert db.file is not None
    kept = backup.replace(db.file, other(tmp_path, migrated, now))
    assert kept is not None
    assert (names(db.file), names(kept)) == ([b"new"], [b"old"])
    assert backup.copies_beside(db.file) == [kept]
    assert list(tmp_path.glob("wbc.sqlite3-*")) == []


def test_database_in_use_is_not_replaced(db: Database, tmp_path: Path, migrated: Path, now: datetime) -> None:
    new = other(tmp_path, migrated, now)
    assert db.file is not None
    with db.read() as s:
        slides.all_slides(s)
        with pytest.raises(StorageError, match="in use by another program"):
            backup.replace(db.file, new)
    assert names(db.file) == []
    assert backup.copies_beside(db.file) == []


def test_missing_database_is_put_in_place_without_old_journals(tmp_path: Path, migrated: Path, now: datetime) -> None:
    new, file = other(tmp_path, migrated, now), tmp_path / "wbc.sqlite3"
    (tmp_path / "wbc.sqlite3-wal").write_bytes(b"of a database that is gone")
    assert backup.replace(file, new) is None
    assert names(file) == [b"new"]


def test_damaged_database_is_kept_with_its_journal(tmp_path: Path, migrated: Path, now: datetime) -> None:
    new, file = other(tmp_path, migrated, now), tmp_path / "wbc.sqlite3"
    file.write_bytes(b"noise" * 1000)
    (tmp_path / "wbc.sqlite3-wal").write_bytes(b"journal")
    kept = backup.replace(file, new)
    assert kept is not None
    assert kept.read_bytes() == b"noise" * 1000
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"journal"
    assert names(file) == [b"new"]


def test_disk_without_links_keeps_a_copy(
    db: Database, tmp_path: Path, migrated: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError("no links here")

    with db.write() as s:
        slides.create(s, "/old", "old", now)
    db.close()
    monkeypatch.setattr(os, "link", link)
    assert db.file is not None
    kept = backup.replace(db.file, other(tmp_path, migrated, now))
    assert kept is not None
    assert names(kept) == [b"old"]
    assert not is_open_to_others(kept)


def test_second_name_that_a_killed_restore_left_is_forgotten(
    db: Database, tmp_path: Path, migrated: Path, now: datetime
) -> None:
    db.close()
    assert db.file is not None
    left = tmp_path / "wbc.sqlite3.replaced-20260101-000000"
    left.hardlink_to(db.file)
    assert backup.copies_beside(db.file) == []
    kept = backup.replace(db.file, other(tmp_path, migrated, now))
    assert not left.exists()
    assert backup.copies_beside(db.file) == [kept]


def test_failed_replacement_changes_nothing(
    db: Database, tmp_path: Path, migrated: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.close()
    new = other(tmp_path, migrated, now)

    def fail(*_: object) -> None:
        raise StorageError("The disk is read-only.")

    monkeypatch.setattr(backup, "take_place", fail)
    assert db.file is not None
    with pytest.raises(StorageError, match="read-only"):
        backup.replace(db.file, new)
    assert names(db.file) == []
    assert backup.copies_beside(db.file) == []
