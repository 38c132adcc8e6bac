"""Commits of others are noticed by themselves, and not while the person edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.jobs import others
from wbc_desktop.jobs.others import Others
from wbc_desktop.services.others import News
from wbc_desktop.store import entries
from wbc_desktop.store.engine import Database, open_database

Enter = Callable[[], None]


@pytest.fixture
def enter(db: Database) -> Iterator[Enter]:
    """``enter()`` changes a rule of the laboratory through another connection."""
    from datetime import UTC, datetime

    opened = open_database(db.url)

    def act() -> None:
        with opened.write() as s:
            entries.record_by_program(s, EntryKind.COUNTING, {"": {}}, datetime(2026, 5, 4, tzinfo=UTC))

    yield act
    opened.close()


def test_commit_of_others_is_noticed_without_asking(
    db: Database, enter: Enter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "LOOK_MS", 10)
    enter()
    watch = Others(db, lambda: False)
    watch.begin()
    with qtbot.waitSignal(watch.found) as noticed:
        enter()
    assert noticed.args == [News(noticed.args[0].newest, laboratory=True)]
    watch.stop()


def test_news_wait_until_the_person_has_edited(db: Database, enter: Enter, qtbot: QtBot) -> None:
    editing, found = [True], list[News]()
    watch = Others(db, lambda: editing[0])
    watch.found.connect(found.append)
    watch.begin()
    enter()
    watch.look()
    assert found == []
    editing[0] = False
    with qtbot.waitSignal(watch.found):
        watch.look()
    assert len(found) == 1
    watch.stop()


def test_look_that_ends_while_the_person_edits_is_repeated(db: Database, enter: Enter, qtbot: QtBot) -> None:
    answers = iter([False, True])  # when it begins, and when it ends
    watch = Others(db, lambda: next(answers, False))
    watch.begin()
    enter()
    with qtbot.waitSignal(watch._reader.done):
        watch.look()
    with qtbot.waitSignal(watch.found):
        watch.look()
    watch.stop()
