"""``doctor``: a damaged installation, free space of several folders, and a wrong clock."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime import resources
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import counting, doctor_checks, installation
from wbc_desktop.services.daily_backup import Plan
from wbc_desktop.store import schema
from wbc_desktop.store.engine import Database

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


class Usage(NamedTuple):
    free: int


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources that a test may damage: links to the real ones, except where it writes."""
    folder = tmp_path / "resources"
    shutil.copytree(resources.resource(), folder, copy_function=lambda src, dst: Path(dst).symlink_to(src))
    monkeypatch.setattr(resources, "_SOURCE", folder)
    return folder


def damage(path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def test_this_source_tree_is_complete() -> None:
    assert list(installation.faults()) == []
    assert installation.kind() == "source"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("models/wbc8.safetensors", None, "is missing"),
        ("models/wbc8.safetensors", b"short", "is damaged"),
        ("translations/wbc_id.qm", b"", "is damaged"),
        ("translations/qtbase_id.qm", None, "is missing"),
        ("fonts/NotoSans-Regular.ttf", b"no font", "is damaged"),
        ("fonts/NotoSansLao-Regular.ttf", None, "is missing"),
        ("icons/app.svg", b"<svg", "is damaged"),
        ("icons/undo.svg", b"", "is damaged"),
        ("styles/window.qss", None, "is missing"),
    ],
)
def test_damaged_resources_are_named(copied: Path, name: str, content: bytes | None, fault: str) -> None:
    damage(copied / name, content)
    assert list(installation.faults()) == [(name, fault)]
    findings: list[str] = []
    found = doctor_checks.check_installation(findings)
    assert {"file": name, "fault": fault} in found["faults"]  # type: ignore[operator]
    assert findings[0].startswith(f"The installation is damaged ({name} {fault}")
    assert "install the program again" in findings[0]


def test_a_model_that_is_not_that_of_its_card_is_named(copied: Path) -> None:
    damage(copied / "models" / "paper4.md", b"- File: 49.5 MB, SHA-256 `%s`" % (b"0" * 64))
    assert list(installation.faults()) == [("models/paper4.safetensors", "is damaged")]


def test_a_missing_migration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(schema._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "_MIGRATIONS", folder)
    monkeypatch.setattr(schema, "_VERSIONS", folder / "versions")
    assert schema.missing_migrations() == []
    (file,) = (folder / "versions").glob("r0007_*.py")
    file.unlink()
    assert schema.missing_migrations() == ["0007"]
    (file,) = (folder / "versions").glob("r0015_*.py")
    file.write_text("this is no Python")
    assert schema.missing_migrations() != []


def test_a_bundle_is_compared_with_its_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "wbc-desktop"
    program.parent.mkdir()
    program.write_bytes(b"program")
    (tmp_path / "library.so").write_bytes(b"library")
    monkeypatch.setattr(installation.sys, "frozen", True, raising=False)
    monkeypatch.setattr(installation.sys, "executable", str(program))
    assert list(installation.faults()) == []
    files = {"bin/wbc-desktop": b"program", "library.so": b"library"}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    (tmp_path / installation.LIST).write_text("".join(lines))
    assert list(installation.faults()) == []
    program.write_bytes(b"other")
    (tmp_path / "library.so").unlink()
    assert dict(installation.faults()) == {"bin/wbc-desktop": "is changed", "library.so": "is missing"}
    assert installation.kind() == "bundle"


def test_only_the_first_faults_are_in_the_sentence() -> None:
    every = [(f"file {number}", "is missing") for number in range(12)]
    text = installation.first_names(every)
    assert text.startswith("file 0 is missing, file 1 is missing")
    assert text.endswith("and 7 more")


def plan(folder: Path) -> Plan:
    return Plan(folder, True, 7, 4)


def test_room_is_checked_in_each_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings: list[str] = []
    data_dir = DataDir(tmp_path)
    monkeypatch.setattr(doctor_checks.shutil, "disk_usage", lambda _folder: Usage(2_000_000_000))
    found = doctor_checks.check_room(plan(tmp_path / "x"), data_dir, findings)
    assert findings == []
    assert found["backups"] == {
        "path": str(tmp_path / "x"),
        "free_bytes": 2_000_000_000,
        "least_bytes": doctor_checks.MIN_BACKUP_BYTES,
    }
    monkeypatch.setattr(doctor_checks.shutil, "disk_usage", lambda _folder: Usage(400_000_000))
    doctor_checks.check_room(plan(tmp_path / "x"), data_dir, findings)
    assert len(findings) == 2
    assert findings[0].startswith("Only 400 MB are free for temporary files in ")
    assert findings[1] == f"Only 400 MB are free for backups in {tmp_path / 'x'}: free some space."


def test_a_disk_of_backups_that_is_gone_is_named(tmp_path: Path) -> None:
    findings: list[str] = []
    found = doctor_checks.check_room(plan(tmp_path / "unplugged"), DataDir(tmp_path / "data"), findings)
    assert found["backups"]["free_bytes"] is None  # type: ignore[index]
    assert f"{tmp_path / 'unplugged'} cannot be reached: connect its disk" in findings[-1]


def test_a_data_directory_that_does_not_exist_yet_is_no_fault(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "new" / "data")
    findings: list[str] = []
    doctor_checks.check_room(plan(data_dir.backups), data_dir, findings)
    assert [finding for finding in findings if "cannot be reached" in finding] == []


@pytest.mark.parametrize("trained", ["2026-11-23T15:56:09+00:00", "2026-11-23T15:56:09"])
def test_a_clock_before_the_model_was_trained(trained: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Card:
        trained_at = trained

    monkeypatch.setattr(doctor_checks, "read_model_card", lambda _path: Card)
    findings: list[str] = []
    found = doctor_checks.check_clock(None, datetime(2026, 11, 23, 15, 50, tzinfo=UTC), findings)
    assert found == {"now": "2026-11-23T15:50:00+00:00", "not_before": "2026-11-23T15:56:09+00:00", "ok": False}
    assert "before the training of the program’s model" in findings[0]
    assert doctor_checks.check_clock(None, datetime(2026, 11, 23, 15, 53, tzinfo=UTC), [])["ok"] is True


def test_a_clock_before_the_newest_audit_entry(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_checks, "_trained_at", lambda: None)
    findings: list[str] = []
    with db.read() as s:
        other = not counting.cut_cells_counted(s)
    counting.change_counting(db, other, Identity("Ada"))
    assert doctor_checks.check_clock(db, datetime.now(UTC), findings)["ok"] is True
    assert findings == []
    assert doctor_checks.check_clock(db, NOW - 24 * HOUR, findings)["ok"] is False
    assert findings[0].startswith("The clock shows ")
    assert "the newest entry of the audit trail" in findings[0]


def test_a_model_that_cannot_be_read_leaves_the_clock_to_the_trail(copied: Path) -> None:
    damage(copied / "models" / "wbc8.safetensors", b"")
    assert doctor_checks.check_clock(None, NOW, []) == {
        "now": NOW.isoformat(timespec="seconds"),
        "not_before": None,
        "ok": True,
    }


def test_free_bytes_of_an_unreadable_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_folder: Path) -> Usage:
        raise PermissionError

    monkeypatch.setattr(doctor_checks.shutil, "disk_usage", fail)
    assert doctor_checks.free_bytes(Path()) is None
