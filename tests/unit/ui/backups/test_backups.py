"""The dialog of the backups: the plan, a copy now, what is in each copy, and restoring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.runtime.atomic import TEMPORARY
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.backup_file import look
from wbc_desktop.services.restore import Prepared
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.backups import backups as module
from wbc_desktop.ui.backups.backups import Backups, RestoreDialog
from wbc_desktop.ui.backups.backups_dialog import BackupsDialog
from wbc_desktop.ui.widgets.preferences import Preferences

LONG = 60_000


@pytest.fixture
def room(
    qtbot: QtBot, context: SlideContext, preferences: Preferences, data_dir: DataDir, db: Database
) -> Iterator[Backups]:
    """The backups of a database with one slide."""
    with db.write() as s:
        slides.create(s, "/one", "one", datetime.now(UTC))
    window = QWidget()
    made = Backups(context, preferences, data_dir, lambda: True, window)
    yield made
    made.close()
    context.runner.stop_all()
    window.deleteLater()


@pytest.fixture
def dialog(room: Backups, qtbot: QtBot) -> Iterator[BackupsDialog]:
    made = room.dialog()
    made.show()
    settle(qtbot, made)
    yield made
    made.reject()
    qtbot.waitUntil(lambda: not room._context.runner.jobs, timeout=LONG)


def settle(qtbot: QtBot, dialog: BackupsDialog) -> None:
    qtbot.waitUntil(lambda: "Reading" not in dialog.details.text(), timeout=LONG)


def back_up(qtbot: QtBot, dialog: BackupsDialog) -> None:
    rows = dialog.table.topLevelItemCount()
    dialog.back_up.click()
    assert dialog.stop.isVisible()
    assert not dialog.back_up.isEnabled()
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == rows + 1, timeout=LONG)
    settle(qtbot, dialog)


@pytest.mark.slow
def test_backup_now_appears_with_its_contents(dialog: BackupsDialog, data_dir: DataDir, qtbot: QtBot) -> None:
    assert dialog.details.text() == "There is no backup here yet."
    assert not dialog.restore.isEnabled()
    back_up(qtbot, dialog)
    (file,) = data_dir.backups.iterdir()
    assert dialog.fault.text() == f"Written: {file}"
    details = dialog.details.text()
    assert details.splitlines()[:2] == [str(file), "1 slide, 0 cells, 0 of them decided, 0 signed results, 0 models"]
    assert dialog.table.topLevelItem(0).text(1) == "made by hand"
    assert dialog.restore.isEnabled()
    assert dialog.back_up.isEnabled()
    assert not dialog.stop.isVisible()


@pytest.mark.slow
def test_stopped_backup_leaves_nothing(dialog: BackupsDialog, data_dir: DataDir, qtbot: QtBot) -> None:
    dialog.back_up.click()
    dialog.stop.click()
    qtbot.waitUntil(lambda: dialog.back_up.isEnabled(), timeout=LONG)
    assert list(data_dir.backups.glob(TEMPORARY)) == []
    assert all(look(path).fault == "" for path in data_dir.backups.iterdir())  # it may have ended just before


def test_plan_is_saved_at_once(
    dialog: BackupsDialog, preferences: Preferences, tmp_path: Path, qtbot: QtBot, room: Backups
) -> None:
    dialog.plan.days.setValue(3)
    dialog.plan.weeks.setValue(0)
    dialog.plan.use_folder(tmp_path)
    dialog.plan.daily.click()
    now = preferences.settings
    assert (now.backup_days, now.backup_weeks, now.backup_folder, now.backup_daily) == (3, 0, str(tmp_path), False)
    assert room.plan().folder == tmp_path
    settle(qtbot, dialog)


@pytest.mark.slow
def test_checked_backup_is_announced_and_the_dialog_closes(
    room: Backups, dialog: BackupsDialog, data_dir: DataDir, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, db: Database
) -> None:
    back_up(qtbot, dialog)
    asked: list[RestoreDialog] = []
    monkeypatch.setattr(module, "show_dialog", lambda one: bool(asked.append(one)) or True)
    prepared: list[Prepared] = []
    room.prepared.connect(prepared.append)
    dialog.restore.click()
    qtbot.waitUntil(lambda: bool(prepared), timeout=LONG)
    assert not dialog.isVisible()
    assert "What was done since is not in it." in asked[0].about.text()
    assert prepared[0].current == db.file
    assert prepared[0].who == "Ada"
    assert prepared[0].database.exists()
    prepared[0].discard()
    asked[0].deleteLater()


@pytest.mark.slow
def test_refused_restore_changes_nothing(
    room: Backups, dialog: BackupsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(qtbot, dialog)
    monkeypatch.setattr(module, "show_dialog", lambda one: one.deleteLater())
    dialog.restore.click()
    assert room._context.runner.jobs == []
    assert dialog.isVisible()


def test_other_file_is_refused_in_the_dialog(dialog: BackupsDialog, tmp_path: Path, room: Backups) -> None:
    (tmp_path / "notes.zip").write_bytes(b"notes")
    room._restore_file(dialog, tmp_path / "notes.zip")
    assert "is no backup of this program" in dialog.fault.text()


def test_technician_sees_the_backups_and_makes_one(room: Backups, qtbot: QtBot, preferences: Preferences) -> None:
    preferences.act_as(Identity("Budi", Role.TECHNICIAN, 1, 1))
    dialog = room.dialog()
    dialog.show()
    settle(qtbot, dialog)
    assert not dialog.plan.isEnabled()
    assert not dialog.restore_file.isEnabled()
    assert dialog.back_up.isEnabled()
    dialog.reject()


def test_failure_of_the_daily_backup_is_shown_until_one_succeeds(room: Backups) -> None:
    shown: list[tuple[str, str]] = []
    room.status_shown.connect(lambda text, tip: shown.append((text, tip)))
    room.daily.looked.emit("The disk is full.")
    room.daily.looked.emit("")
    assert shown == [("The daily backup failed", "The disk is full."), ("", "")]


def test_database_on_a_server_has_no_dialog(
    room: Backups, messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "file", None)
    room.ask()
    assert "pg_dump" in messages[-1].text
    room.begin()
    assert not room.daily._timer.isActive()
