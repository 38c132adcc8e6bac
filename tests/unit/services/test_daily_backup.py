"""Daily copies: once a day, in a folder that several databases may share, with rotation; and what doctor says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wbc_desktop.domain.backups import CopyKind, daily_name
from wbc_desktop.domain.errors import BackupError, Cancelled
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.backup_state import BackupState
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import doctor, review
from wbc_desktop.services.backup import back_up
from wbc_desktop.services.daily_backup import Plan, copies, listed, listed_file, make_due, plan_of, protection
from wbc_desktop.store.engine import Database, open_database

ADA = Identity("Ada")
NOW = datetime.now(UTC).replace(hour=3, minute=0)
DAY = timedelta(days=1)
StoreSlide = Callable[[dict[str, str | None]], tuple[int, list[int]]]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    folder = tmp_path / "disk"
    folder.mkdir()
    return Plan(folder, True, 2, 0)


@pytest.fixture
def reviewed(db: Database, store_slide: StoreSlide) -> tuple[int, list[int]]:
    slide_id, ids = store_slide({"a": "NEU", "b": "LYM"})
    review.reclassify(db, slide_id, ids[:1], "MON", ADA)
    return slide_id, ids


def files(plan: Plan) -> list[str]:
    return sorted(path.name for path in plan.folder.iterdir())


def test_plan_comes_from_the_settings(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    assert plan_of(Settings(), data_dir) == Plan(data_dir.backups, True, 7, 4)
    chosen = Settings(backup_folder="/disk", backup_daily=False, backup_days=9, backup_weeks=0)
    assert plan_of(chosen, data_dir) == Plan(Path("/disk"), False, 9, 0)


def test_one_copy_a_day_and_rotation(db: Database, data_dir: DataDir, plan: Plan, reviewed: object) -> None:
    made = [make_due(db, data_dir, plan, now=NOW + day * DAY) for day in range(4)]
    assert make_due(db, data_dir, plan, now=NOW + 3 * DAY + timedelta(hours=2)) is None
    assert all(one is not None for one in made)
    assert files(plan) == sorted(one.file.name for one in made[2:] if one is not None)


def test_copies_of_others_in_the_folder_are_not_touched(
    db: Database, data_dir: DataDir, plan: Plan, reviewed: object
) -> None:
    """Two benches may have one folder, and a person may keep other files there."""
    others = [daily_name("ef" * 32, NOW - day * DAY) for day in range(9)] + ["notes.txt", "wbc-backup-2026.zip"]
    for name in others:
        (plan.folder / name).write_bytes(b"mine")
    made = make_due(db, data_dir, plan, now=NOW)
    assert made is not None
    assert files(plan) == sorted([*others, made.file.name])


def test_nothing_is_copied_from_an_empty_database_or_without_a_plan(
    db: Database, data_dir: DataDir, plan: Plan, store_slide: StoreSlide
) -> None:
    assert make_due(db, data_dir, plan, now=NOW) is None
    store_slide({"a": "NEU"})
    assert make_due(db, data_dir, replace(plan, daily=False), now=NOW) is None
    assert make_due(db, data_dir, plan, now=NOW) is not None


def test_failure_is_remembered_until_a_copy_succeeds(
    db: Database, data_dir: DataDir, plan: Plan, reviewed: object
) -> None:
    plan.folder.rmdir()
    with pytest.raises(BackupError, match="Connect its disk"):
        make_due(db, data_dir, plan, now=NOW)
    assert "Connect its disk" in BackupState.load(data_dir).fault
    findings: list[str] = []
    doctor.backup_state(db, data_dir, NOW, findings)
    assert any(finding.startswith("The last daily backup failed: The folder of backups") for finding in findings)
    plan.folder.mkdir()
    assert make_due(db, data_dir, plan, now=NOW) is not None
    assert BackupState.load(data_dir).fault == ""


def test_damaged_database_costs_no_earlier_copy(db: Database, data_dir: DataDir, plan: Plan, reviewed: object) -> None:
    for day in range(2):
        make_due(db, data_dir, plan, now=NOW + day * DAY)
    before = files(plan)
    db.close()
    with data_dir.database_file.open("r+b") as file:
        file.seek(4096 * 30)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(Exception, match="is damaged"):
        make_due(db, data_dir, plan, now=NOW + 2 * DAY)
    assert files(plan) == before


def test_cancelled_copy_is_no_failure(db: Database, data_dir: DataDir, plan: Plan, reviewed: object) -> None:
    with pytest.raises(Cancelled):
        make_due(db, data_dir, plan, now=NOW, cancel=lambda: True)
    assert (files(plan), BackupState.load(data_dir).fault) == ([], "")


def test_all_copies_are_listed_newest_first(db: Database, data_dir: DataDir, plan: Plan, reviewed: object) -> None:
    make_due(db, data_dir, plan, now=NOW)
    back_up(db, data_dir, plan.folder / "mine.zip", now=NOW + DAY)
    (plan.folder / "broken.zip").write_bytes(b"PK")
    shutil.copy(data_dir.database_file, data_dir.root / "wbc.sqlite3.before-upgrade-0014-20260101-000000")
    found = copies(plan, data_dir.database_file)
    kinds = {copy.file.name: copy.kind for copy in found}
    assert kinds == {
        "mine.zip": CopyKind.BACKUP,
        daily_name(listed(plan, db)[0].copy.contents.trail, NOW): CopyKind.DAILY,  # type: ignore[union-attr]
        "broken.zip": CopyKind.BACKUP,
        "wbc.sqlite3.before-upgrade-0014-20260101-000000": CopyKind.UPGRADE,
    }
    assert [copy.made_at for copy in found] == sorted((copy.made_at for copy in found), reverse=True)
    assert [copy.file.name for copy in found if copy.fault] == ["broken.zip"]
    assert [one.of_another for one in listed(plan, db)] == [False] * 4


def test_copy_of_another_database_is_told(db: Database, data_dir: DataDir, plan: Plan, tmp_path: Path) -> None:
    other = DataDir(tmp_path / "other")
    other.create()
    second = open_database(other.database_url)
    back_up(second, other, plan.folder / "theirs.zip")
    second.close()
    assert listed_file(plan.folder / "theirs.zip", db).of_another


def test_doctor_tells_the_age_and_work_in_no_backup(
    db: Database, data_dir: DataDir, plan: Plan, reviewed: tuple[int, list[int]], tmp_path: Path
) -> None:
    Settings(backup_folder=str(plan.folder)).save(data_dir)
    now = datetime.now(UTC)

    def examine(at: datetime) -> tuple[dict[str, object], list[str]]:
        findings: list[str] = []
        return doctor.backup_state(db, data_dir, at, findings), findings

    state, (finding,) = examine(now)
    assert (state["last"], state["age_hours"]) == (None, None)
    assert f"days is in no backup in {plan.folder}" in finding  # the slide of the tests is of May
    back_up(db, data_dir, tmp_path / "elsewhere.zip", now=now)
    state, findings = examine(now + 3 * DAY)
    assert (state["age_hours"], findings) == (72.0, [])
    review.reclassify(db, reviewed[0], reviewed[1], "EOS", ADA)
    assert examine(now + DAY)[1] == []
    assert len(examine(now + 3 * DAY)[1]) == 1
    Settings(backup_folder=str(plan.folder), backup_daily=False).save(data_dir)
    assert examine(now + 3 * DAY)[1] == []
    assert protection(db, data_dir, plan).last == now.replace(microsecond=0)
