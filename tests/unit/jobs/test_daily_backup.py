"""The daily copy in the event loop: off the window's thread, once, and a failure is announced."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs import daily_backup as module
from wbc_desktop.jobs.daily_backup import DailyBackup
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.jobs.runner import Runner
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services.daily_backup import Plan
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database

LONG = 60_000


class Bench:
    """A daily backup of a database with one slide, and what it announced."""

    def __init__(self, db: Database, qtbot: QtBot, root: Path) -> None:
        self.qtbot, self.runner = qtbot, Runner()
        self.data_dir = DataDir(root)
        self.data_dir.create()
        self.context = SlideContext(db, self.runner, lambda: Identity("Ada"))
        self.daily = True
        self.looked: list[str] = []
        self.tasks: list[str] = []
        self.context.tasks.changed.connect(lambda status: self.tasks.append(status.text))
        self.backup = DailyBackup(self.context, self.data_dir, self.plan, start_ms=1, again_ms=LONG)
        self.backup.looked.connect(self.looked.append)

    def plan(self) -> Plan:
        return Plan(self.data_dir.backups, self.daily, 7, 4)

    def files(self) -> list[Path]:
        return list(self.data_dir.backups.iterdir())

    def wait(self, looks: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.looked) == looks, timeout=LONG)


@pytest.fixture
def bench(db: Database, qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    with db.write() as s:
        slides.create(s, "/one", "one", datetime.now(UTC))
    made = Bench(db, qtbot, tmp_path)
    yield made
    made.backup.close()
    made.runner.stop_all()


def test_copy_is_made_after_the_start_and_once(bench: Bench) -> None:
    bench.backup.begin()
    bench.wait(1)
    assert bench.looked == [""]
    assert len(bench.files()) == 1
    assert "Making the daily backup" in bench.tasks
    assert bench.tasks[-1] == "Ready"
    bench.backup.look()
    bench.wait(2)
    assert len(bench.files()) == 1


def test_copy_is_not_made_by_the_thread_of_the_window(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(module, "make_due", lambda *_, **__: threads.append(threading.get_ident()))
    bench.backup.look()
    bench.wait(1)
    assert threads
    assert threading.get_ident() not in threads


def test_failure_is_announced(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(module, "make_due", fail)
    bench.backup.look()
    bench.wait(1)
    assert bench.looked == ["The disk is full."]


def test_nothing_is_done_without_a_plan(bench: Bench) -> None:
    bench.daily = False
    bench.backup.look()
    assert bench.runner.jobs == []
