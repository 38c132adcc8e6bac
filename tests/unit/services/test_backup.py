"""Backups: one file with everything, complete or not there; looking into it; restoring in one step."""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from unit.services.model_files import model_file

from wbc_desktop.domain.audit import PROGRAM
from wbc_desktop.domain.backups import CopyKind, SignedReport
from wbc_desktop.domain.errors import BackupError, Cancelled, DatabaseError, NotAllowed, StorageError, UsageError
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.runtime.atomic import TEMPORARY
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import is_open_to_others
from wbc_desktop.runtime.signed_notes import add_note
from wbc_desktop.services import accounts, restore, review
from wbc_desktop.services import backup as making
from wbc_desktop.services.backup import DATABASE, MANIFEST, back_up
from wbc_desktop.services.backup_file import look, look_safely
from wbc_desktop.services.models import ensure_model
from wbc_desktop.services.restore import missing_from, opening_sentences, prepare, unexplained_reports
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit, cells, models, signatures
from wbc_desktop.store import backup as stored
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.store.schema import HEAD

ADA = Identity("Ada")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
StoreSlide = Callable[[dict[str, str | None]], tuple[int, list[int]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "disk"
    made.mkdir()
    return made


def sign(db: Database, slide_id: int, at: datetime = NOW) -> SignedReport:
    """Sign a slide in the store, and note it as the service does."""
    with db.write() as s:
        version = signatures.add_version(s, slide_id, "d" * 64, "{}", ADA, at)
        signature = signatures.add_signature(s, version, ADA, "approved", at)
        (now,) = [v for v in signatures.versions(s, slide_id) if v.id == version.id]
        report = SignedReport(signatures.head_of(s, now), f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", str(slide_id), now.version)
        assert signature in now.signatures
    assert db.file is not None
    add_note(db.file, report)
    return report


def restored(data_dir: DataDir, db: Database, file: Path) -> restore.Restored:
    """Close the database and replace it by the backup."""
    prepared = prepare(data_dir, data_dir.database_file, file)
    db.close()
    return restore.replace(prepared)


def reopened(data_dir: DataDir) -> Database:
    return open_database(data_dir.database_url)


def leftovers(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.glob(TEMPORARY)]


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


# Making


def test_backup_is_one_private_file_with_a_manifest(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    slide_id, ids = store_slide({"a": "NEU", "b": "LYM", "c": None})
    review.reclassify(db, slide_id, ids[:2], "MON", ADA)
    sign(db, slide_id)
    seen: list[tuple[int, int]] = []
    made = back_up(db, data_dir, folder / "x.zip", now=NOW, progress=lambda done, total: seen.append((done, total)))
    found = look(folder / "x.zip")
    contents = found.contents
    assert contents is not None
    assert (contents.slides, contents.cells, contents.decided, contents.signed, contents.models) == (1, 3, 2, 1, 1)
    with db.read() as s:
        assert (contents.entries, contents.head) == audit.head(s)
    assert (found.made_at, found.kind, found.fault, found.size) == (NOW, CopyKind.BACKUP, "", made.size)
    assert found.left_out == ("test-model",)  # its file does not exist
    with zipfile.ZipFile(folder / "x.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [DATABASE, MANIFEST]
        (part,) = json.loads(archive.read(MANIFEST))["parts"]
        assert part["sha256"] == hashlib.sha256(archive.read(DATABASE)).hexdigest()
    assert not is_open_to_others(folder / "x.zip")
    assert leftovers(folder, data_dir.root) == []
    assert seen[-1][0] == seen[-1][1]


def test_model_files_are_in_the_backup_and_come_back(
    db: Database, data_dir: DataDir, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = model_file(data_dir.root / "program" / "base.safetensors", "base")
    monkeypatch.setattr(making, "bundled_models", lambda: [bundled])
    ours = model_file(data_dir.models / "ours.safetensors", "ours")
    elsewhere = model_file(data_dir.root / "usb" / "ours.safetensors", "theirs")
    for path in (bundled, ours, elsewhere):
        ensure_model(db, path)
    back_up(db, data_dir, folder / "x.zip")
    contents = ours.read_bytes(), elsewhere.read_bytes()
    ours.write_bytes(b"changed since")
    elsewhere.unlink()
    done = restored(data_dir, db, folder / "x.zip")
    assert done.prepared.left_out == ()
    db = reopened(data_dir)
    with db.read() as s:
        places = {model.name: Path(model.path) for model in models.all_models(s)}
    db.close()
    assert places["base"] == bundled
    assert (places["ours"].read_bytes(), places["theirs"].read_bytes()) == contents
    assert places["theirs"].parent == places["ours"].parent == data_dir.models
    assert ours.read_bytes() == b"changed since"


def test_model_whose_file_changed_is_left_out(db: Database, data_dir: DataDir, folder: Path) -> None:
    path = model_file(data_dir.models / "ours.safetensors", "ours")
    ensure_model(db, path)
    path.write_bytes(path.read_bytes() + b"x")
    assert back_up(db, data_dir, folder / "x.zip").manifest.left_out == ("ours",)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_cancelled_backup_leaves_the_earlier_file(db: Database, data_dir: DataDir, folder: Path, after: int) -> None:
    target = folder / "x.zip"
    target.write_bytes(b"earlier")
    asked = 0

    def cancel() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        back_up(db, data_dir, target, cancel=cancel)
    assert target.read_bytes() == b"earlier"
    assert leftovers(folder, data_dir.root) == []


def test_file_that_the_disk_changed_does_not_take_the_name(
    db: Database, data_dir: DataDir, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again = making._read_again

    def spoil(file: object, *others: object) -> None:
        file.seek(200)  # type: ignore[attr-defined]
        file.write(bytes(64))  # type: ignore[attr-defined]
        read_again(file, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_read_again", spoil)
    with pytest.raises(BackupError, match="not written correctly"):
        back_up(db, data_dir, folder / "x.zip")
    assert list(folder.iterdir()) == []


def test_damaged_database_is_not_backed_up(db: Database, data_dir: DataDir, folder: Path) -> None:
    db.close()
    with data_dir.database_file.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(DatabaseError, match="is damaged"):
        back_up(db, data_dir, folder / "x.zip")
    assert list(folder.iterdir()) == []


def test_targets_that_make_no_sense_are_refused(db: Database, data_dir: DataDir, folder: Path) -> None:
    with pytest.raises(UsageError, match="the database itself"):
        back_up(db, data_dir, data_dir.database_file)
    with pytest.raises(UsageError, match="is a folder"):
        back_up(db, data_dir, folder)
    with pytest.raises(StorageError, match="its folder does not exist"):
        back_up(db, data_dir, folder / "gone" / "x.zip")


# Looking


@pytest.mark.parametrize("content", [b"", b"notes", b"PK\x05\x06" + bytes(18)])
def test_other_files_are_no_backups(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(BackupError, match="is no backup of this program, or is damaged"):
        look(file)
    assert look_safely(file).fault


def test_missing_file_and_foreign_database_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"cannot be read: No such file"):
        look(tmp_path / "gone.zip")
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other:
        other.execute("CREATE TABLE bookmarks (id)")
    with pytest.raises(BackupError, match="is no backup of this program"):
        look(tmp_path / "other.sqlite3")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BackupError, match="cannot be read"):
        look(tmp_path / "folder")


def rewritten(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write the backup again with changed parts."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return file


def test_changed_part_is_found_before_anything_is_replaced(db: Database, data_dir: DataDir, folder: Path) -> None:
    before = dump(data_dir.database_file)
    for change in (lambda c: c + b"x", lambda c: c[:-1], lambda c: c[:-1] + b"x"):
        back_up(db, data_dir, folder / "x.zip")
        rewritten(folder / "x.zip", lambda name, content, do=change: do(content) if name == DATABASE else content)
        with pytest.raises(BackupError, match="is damaged"):
            prepare(data_dir, data_dir.database_file, folder / "x.zip")
    assert dump(data_dir.database_file) == before
    assert leftovers(data_dir.root) == []


def test_truncated_backup_is_refused(db: Database, data_dir: DataDir, folder: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")
    whole = (folder / "x.zip").read_bytes()
    for size in (10, len(whole) // 2, len(whole) - 1):
        (folder / "x.zip").write_bytes(whole[:size])
        with pytest.raises(BackupError):
            prepare(data_dir, data_dir.database_file, folder / "x.zip")


def test_names_in_an_archive_lead_nowhere_else(db: Database, data_dir: DataDir, folder: Path) -> None:
    ensure_model(db, model_file(data_dir.models / "ours.safetensors", "ours"))
    back_up(db, data_dir, folder / "x.zip")
    (data_dir.models / "ours.safetensors").unlink()
    with zipfile.ZipFile(folder / "x.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    evil = "models/../../../led-astray.safetensors"
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        for name, content in parts.items():
            text = content.replace(b"models/1-ours.safetensors", evil.encode()) if name == MANIFEST else content
            archive.writestr(evil if name.startswith("models/") else name, text)
    prepare(data_dir, data_dir.database_file, folder / "x.zip").discard()
    assert [path.parent for path in data_dir.root.parent.rglob("*led-astray*")] == [data_dir.models]


def test_backup_of_a_newer_version_is_refused(db: Database, data_dir: DataDir, folder: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")

    def newer(name: str, content: bytes) -> bytes:
        return content.replace(f'"schema": "{HEAD}"'.encode(), b'"schema": "0999"') if name == MANIFEST else content

    rewritten(folder / "x.zip", newer)
    assert "made by a newer version of this program" in look(folder / "x.zip").fault
    with pytest.raises(BackupError, match="install that version"):
        prepare(data_dir, data_dir.database_file, folder / "x.zip")


# Restoring


def test_restored_database_is_the_one_of_the_backup(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    slide_id, ids = store_slide({"a": "NEU", "b": "LYM"})
    review.reclassify(db, slide_id, ids[:1], "MON", ADA)
    back_up(db, data_dir, folder / "x.zip", now=NOW)
    review.reclassify(db, slide_id, ids, "EOS", ADA)
    with db.read() as s:
        head = audit.head(s)[1]
    done = restored(data_dir, db, folder / "x.zip")
    assert done.sentences()[:2] == [
        "The backup of 2026-05-04 19:00 was restored.",  # in the time zone of the tests
        f"The database before it is kept as {done.kept}.",
    ]
    db = reopened(data_dir)
    with db.read() as s:
        assert [cell.current for cell in cells.get_many(s, ids)] == ["MON", "LYM"]
        entry = list(audit.walk(s))[-1]
    assert (entry.act, entry.who, entry.subject) == ("restore", PROGRAM, "trail")
    assert json.loads(entry.before) == {"head": head}
    assert json.loads(entry.after)["backup"] == "x.zip"
    assert verify(db).sound
    db.close()
    assert leftovers(data_dir.root) == []


def test_replaced_database_can_be_restored_too(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    back_up(db, data_dir, folder / "x.zip")
    slide_id, ids = store_slide({"a": "NEU"})
    review.reclassify(db, slide_id, ids, "EOS", ADA)
    kept = restored(data_dir, db, folder / "x.zip").kept
    assert kept is not None
    assert look(kept).kind is CopyKind.REPLACED
    again = reopened(data_dir)
    restored(data_dir, again, kept)
    db = reopened(data_dir)
    with db.read() as s:
        assert [cell.current for cell in cells.get_many(s, ids)] == ["EOS"]
    assert verify(db).sound
    db.close()


def test_nothing_is_kept_where_nothing_was(db: Database, data_dir: DataDir, folder: Path, tmp_path: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")
    fresh = DataDir(tmp_path / "another computer")
    fresh.create()
    done = restore.replace(prepare(fresh, fresh.database_file, folder / "x.zip"))
    assert done.kept is None
    assert len(done.sentences()) == 1
    reopened(fresh).close()


def test_damaged_database_is_replaced_and_kept(db: Database, data_dir: DataDir, folder: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")
    db.close()
    data_dir.database_file.write_bytes(b"noise" * 999)
    done = restore.replace(prepare(data_dir, data_dir.database_file, folder / "x.zip"))
    assert done.kept is not None
    assert done.kept.read_bytes() == b"noise" * 999
    reopened(data_dir).close()


def test_database_that_another_program_uses_stays(db: Database, data_dir: DataDir, folder: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")
    before = dump(data_dir.database_file)
    prepared = prepare(data_dir, data_dir.database_file, folder / "x.zip")
    with db.read() as s:
        audit.head(s)
        with pytest.raises(StorageError, match="in use by another program"):
            restore.replace(prepared)
    assert dump(data_dir.database_file) == before
    assert leftovers(data_dir.root) == []
    assert stored.copies_beside(data_dir.database_file) == []


def test_cancelled_restore_changes_nothing(db: Database, data_dir: DataDir, folder: Path) -> None:
    back_up(db, data_dir, folder / "x.zip")
    before = dump(data_dir.database_file)
    with pytest.raises(Cancelled):
        prepare(data_dir, data_dir.database_file, folder / "x.zip", cancel=lambda: True)
    assert dump(data_dir.database_file) == before
    assert leftovers(data_dir.root) == []


def test_database_cannot_be_restored_from_itself(db: Database, data_dir: DataDir) -> None:
    with pytest.raises(BackupError, match="the database itself"):
        prepare(data_dir, data_dir.database_file, data_dir.database_file)


def test_trail_that_is_not_sound_is_told(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    slide_id, ids = store_slide({"a": "NEU"})
    review.reclassify(db, slide_id, ids, "EOS", ADA)
    db.close()
    with closing(sqlite3.connect(data_dir.database_file)) as touched:
        touched.execute("UPDATE cells SET current = 'BAS'")
        touched.commit()
    back_up(db, data_dir, folder / "x.zip")
    done = restored(data_dir, db, folder / "x.zip")
    assert done.needs_attention
    assert "The audit trail of the backup is not sound: cell 1 is counted differently" in " ".join(done.sentences())


def test_only_a_manager_restores_and_is_named(
    db: Database, data_dir: DataDir, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    boss = accounts.add(db, ADA, "Boss", Role.MANAGER, "correct horse").identity
    tech = accounts.add(db, boss, "Tech", Role.TECHNICIAN, "battery staple").identity
    back_up(db, data_dir, folder / "x.zip")
    with pytest.raises(NotAllowed):
        prepare(data_dir, data_dir.database_file, folder / "x.zip", db=db, by=tech)
    prepared = prepare(data_dir, data_dir.database_file, folder / "x.zip", db=db, by=boss)
    db.close()
    restore.replace(prepared)
    db = reopened(data_dir)
    with db.read() as s:
        assert list(audit.walk(s))[-1].who == "Boss"
    db.close()


# Older than a signed report


def test_restored_copy_that_is_older_than_a_report_says_so(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    slide_id, _ = store_slide({"a": "NEU"})
    other, _ = store_slide({"b": "NEU"})
    early = sign(db, slide_id)
    back_up(db, data_dir, folder / "x.zip")
    late = sign(db, other, NOW.replace(hour=15))
    assert missing_from(look(folder / "x.zip"), data_dir.database_file) == [late]
    done = restored(data_dir, db, folder / "x.zip")
    assert done.prepared.missing == (late,)
    assert early not in done.prepared.missing
    assert any("older than a signed report" in sentence and "22:00" in sentence for sentence in done.sentences())
    db = reopened(data_dir)
    with db.read() as s:
        entry = list(audit.walk(s))[-1]
    assert json.loads(entry.after)["missing_signatures"] == [late.hash]
    assert unexplained_reports(db) == []  # the restore in the trail explains it
    db.close()


def test_notes_tell_it_where_the_database_is_lost(
    db: Database, data_dir: DataDir, folder: Path, store_slide: StoreSlide
) -> None:
    slide_id, _ = store_slide({"a": "NEU"})
    back_up(db, data_dir, folder / "x.zip")
    late = sign(db, slide_id)
    db.close()
    data_dir.database_file.unlink()
    for journal in data_dir.root.glob("wbc.sqlite3-*"):
        journal.unlink()
    done = restore.replace(prepare(data_dir, data_dir.database_file, folder / "x.zip"))
    assert done.prepared.missing == (late,)


def test_database_file_that_somebody_replaced_is_found(
    db: Database, data_dir: DataDir, tmp_path: Path, store_slide: StoreSlide
) -> None:
    slide_id, _ = store_slide({"a": "NEU"})
    stored.copy(data_dir.database_file, tmp_path / "copied by hand")
    late = sign(db, slide_id)
    assert unexplained_reports(db) == []
    db.close()
    for path in data_dir.root.glob("wbc.sqlite3-*"):
        path.unlink()
    shutil.copy(tmp_path / "copied by hand", data_dir.database_file)
    db = reopened(data_dir)
    assert unexplained_reports(db) == [late]
    (sentence,) = opening_sentences(db)
    assert "older than a signed report" in sentence
    db.close()


# Earlier versions


@pytest.mark.slow
def test_thousand_reviewed_cells_of_the_previous_schema_lose_nothing(repository: Path, tmp_path: Path) -> None:
    """A file that the last version with revision 0014 made opens after the upgrade, and restores from its copy."""
    data_dir = DataDir(tmp_path / "data")
    data_dir.create()
    packed = repository / "tests" / "data" / "databases" / "reviewed-0014.sqlite3.xz"
    data_dir.database_file.write_bytes(lzma.decompress(packed.read_bytes()))
    before = rows(data_dir.database_file)
    assert len(before["cells"]) == 1000
    db = reopened(data_dir)
    kept = db.before_upgrade
    assert (db.health(), verify(db).sound) == ("ok", True)
    with db.read() as s:
        ids = [row["id"] for row in before["cells"]]
        assert all(cell.classification is not None for cell in cells.get_many(s, ids))
    db.close()
    after = rows(data_dir.database_file)
    for table, old in before.items():
        if table != "alembic_version":
            assert [{name: new[name] for name in row} for row, new in zip(old, after[table], strict=True)] == old, table
    assert kept is not None
    assert rows(kept) == before
    done = restore.replace(prepare(data_dir, data_dir.database_file, kept))
    assert not done.prepared.missing
    assert rows(data_dir.database_file)["classifications"] == before["classifications"]


def rows(file: Path) -> dict[str, list[dict[str, object]]]:
    """Return all rows of a database, by table and column."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in sorted(names)}
