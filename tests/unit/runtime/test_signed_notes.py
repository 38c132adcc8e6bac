"""Notes of signatures beside the database."""

from __future__ import annotations

import stat
from pathlib import Path

from wbc_desktop.domain.backups import SignedReport
from wbc_desktop.runtime.backup_state import BackupState, remember_backup, remember_fault
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.signed_notes import add_note, notes_file, read_notes

ONE = SignedReport("ab" * 32, "2026-11-29T08:00:00.000000Z", "Blut Ä", 1)
TWO = SignedReport("cd" * 32, "2026-11-30T08:00:00.000000Z", "two\nlines", 2)


def test_notes_are_read_as_written_and_private(tmp_path: Path) -> None:
    database = tmp_path / "wbc.sqlite3"
    assert read_notes(database) == []
    add_note(database, ONE)
    add_note(database, TWO)
    assert read_notes(database) == [ONE, TWO]
    assert stat.S_IMODE(notes_file(database).stat().st_mode) == 0o600


def test_broken_line_is_passed_over(tmp_path: Path) -> None:
    database = tmp_path / "wbc.sqlite3"
    add_note(database, ONE)
    with notes_file(database).open("ab") as file:
        file.write(b'{"hash": "a"}\n[]\n\xff\n{"hash"\n')
    add_note(database, TWO)
    assert read_notes(database) == [ONE, TWO]


def test_note_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    add_note(tmp_path / "gone" / "wbc.sqlite3", ONE)
    assert not (tmp_path / "gone").exists()


def test_state_of_the_backups_is_remembered(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    assert BackupState.load(data_dir) == BackupState()
    remember_fault(data_dir, "The disk is full.")
    remember_backup(data_dir, tmp_path / "x.zip")
    assert BackupState.load(data_dir) == BackupState(str(tmp_path / "x.zip"), "The disk is full.")
    remember_fault(data_dir, "")
    assert BackupState.load(data_dir).fault == ""
    data_dir.backup_state_file.write_bytes(b"[1]")
    assert BackupState.load(data_dir) == BackupState()
