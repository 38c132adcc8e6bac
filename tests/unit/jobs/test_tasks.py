"""Running tasks: the status bar shows the newest, and Stop reaches each of them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from wbc_desktop.jobs.tasks import Tasks, TaskStatus


@pytest.fixture
def tasks(qtbot: QtBot) -> Tasks:
    return Tasks()


def test_newest_task_is_shown_until_it_ends(tasks: Tasks) -> None:
    first = tasks.begin("Classifying")
    second = tasks.begin("Merging the folders")
    second.progress(3, 10)
    assert tasks.status == TaskStatus("Merging the folders", True, 3, 10)
    second.end()
    assert tasks.status == TaskStatus("Classifying", True)
    first.end("Ready: 40 cells classified")
    assert tasks.status == TaskStatus("Ready: 40 cells classified")


def test_older_task_shows_its_progress_again_after_the_newer_one(tasks: Tasks) -> None:
    first, second = tasks.begin("Classifying"), tasks.begin("Merging the folders")
    first.show("Classifying", 5, 9, "5 of 9")
    second.end()
    assert tasks.status == TaskStatus("Classifying", True, 5, 9, "5 of 9")


def test_stop_reaches_every_task_that_can_be_stopped(tasks: Tasks) -> None:
    asked: list[str] = []
    tasks.begin("Saving")
    assert not tasks.can_stop
    tasks.begin("Classifying", lambda: asked.append("classify"))
    merging = tasks.begin("Merging", lambda: asked.append("merge"))
    assert tasks.can_stop
    tasks.stop()
    tasks.stop()
    assert asked == ["classify", "merge"]
    assert tasks.status.text == "Stopping…"
    assert not tasks.can_stop
    merging.progress(1, 2)
    assert tasks.status.text == "Stopping…", "progress that arrives late does not hide it"


def test_task_that_ended_twice_leaves_the_other_alone(tasks: Tasks) -> None:
    first, second = tasks.begin("One"), tasks.begin("Two")
    second.end("two done")
    second.end("again")
    assert tasks.status.text == "One"
    first.end()
    assert tasks.status == TaskStatus()
